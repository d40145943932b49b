#include "lance/structural/blob_v2.h"

#include "base/throw_error.h"
#include "columnar/builder.h"

#include <absl/container/flat_hash_map.h>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Type;
using columnar::TypeId;

// The stored kinds.
constexpr std::uint32_t kInline = 0;
constexpr std::uint32_t kPacked = 1;
constexpr std::uint32_t kOwnFile = 2;
constexpr std::uint32_t kExternal = 3;

struct Descriptors {
  explicit Descriptors(const Array& array)
      : kinds(array.child(0)),
        positions(array.child(1)),
        sizes(array.child(2)),
        files(array.child(3)),
        addresses(array.child(4)) {}

  std::uint32_t kind(std::size_t i) const { return kinds->values<std::uint32_t>()[i]; }
  std::uint64_t position(std::size_t i) const { return positions->values<std::uint64_t>()[i]; }
  std::uint64_t size(std::size_t i) const { return sizes->values<std::uint64_t>()[i]; }
  std::uint32_t file(std::size_t i) const { return files->values<std::uint32_t>()[i]; }

  ArrayPtr kinds;
  ArrayPtr positions;
  ArrayPtr sizes;
  ArrayPtr files;
  ArrayPtr addresses;
};

}  // namespace

std::string side_file_name(std::string_view path, std::uint32_t number) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  std::string name(path.substr(0, path.rfind('.')));
  name += '/';
  for (int bit = 0; bit < 32; ++bit) {
    name += (number >> bit & 1) != 0 ? '1' : '0';
  }
  return name + ".blob";
}

LeafType blob_v2_leaf() {
  LeafType leaf = packed_leaf({{"kind", Type(TypeId::uint32), false},
                               {"position", Type(TypeId::uint64), false},
                               {"size", Type(TypeId::uint64), false},
                               {"blob_id", Type(TypeId::uint32), false},
                               {"blob_uri", Type(TypeId::utf8), false}});
  leaf.fields[0].value.stored = {TypeId::uint32, 8, Widening::zero_extend};
  return leaf;
}

// Opens each side file once, and reads the bytes of one descriptor after another.
class BlobV2Reader::Fetcher {
 public:
  explicit Fetcher(const BlobV2Reader& reader) : reader_(reader) {}

  columnar::Buffer fetch(const Descriptors& descriptors, std::size_t i) {
    const PagePlace& place = reader_.place_;
    ByteRange range{descriptors.position(i), descriptors.size(i)};
    total_ += range.size;
    check_decoded_size(place, total_);
    if (range.size == 0) {
      return {};
    }
    ByteSource* source = place.source;
    if (descriptors.kind(i) != kInline) {
      source = &side_file(descriptors.file(i));
    }
    if (descriptors.kind(i) == kOwnFile) {
      range.offset = 0;
    }
    if (range.offset > source->size() || range.size > source->size() - range.offset) {
      throw_corrupt(place, "a blob lies outside of its file");
    }
    return source->read(range);
  }

 private:
  ByteSource& side_file(std::uint32_t number) {
    std::shared_ptr<ByteSource>& file = files_[number];
    if (file == nullptr) {
      std::string name = side_file_name(reader_.file_, number);
      if (!reader_.open_) {
        throw_internal("{}: blobs lie in {}, which was not made known to the reader",
                       reader_.place_.description, name);
      }
      file = reader_.open_(name);
      ensure(file != nullptr, "a side file that was opened");
    }
    return *file;
  }

  const BlobV2Reader& reader_;
  std::uint64_t total_ = 0;
  absl::flat_hash_map<std::uint32_t, std::shared_ptr<ByteSource>> files_;
};

ArrayPtr BlobV2Reader::resolve(const Array& array) const {
  Descriptors descriptors(array);
  Fetcher fetcher(*this);
  columnar::Builder builder(type_);
  for (std::size_t i = 0; i < array.length(); ++i) {
    if (array.is_null(i)) {
      builder.append_null();
      continue;
    }
    switch (descriptors.kind(i)) {
      case kInline:
      case kPacked:
      case kOwnFile:
        builder.child(0).append_text(as_text(fetcher.fetch(descriptors, i).bytes()));
        builder.child(1).append_null();
        break;
      case kExternal:
        // The address names a whole target; a part of one has no form in memory.
        if (descriptors.position(i) != 0) {
          throw_internal("{}: an external blob that starts within its target cannot be read",
                         place_.description);
        }
        builder.child(0).append_null();
        builder.child(1).append_text(descriptors.addresses->text_at(i));
        break;
      default:
        throw_internal("{}: a blob of kind {} cannot be read", place_.description,
                       descriptors.kind(i));
    }
    builder.append_structure();
  }
  return builder.finish();
}

}  // namespace omnigraph::lance
