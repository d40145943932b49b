#include "table/row_source.h"

#include "base/throw_error.h"

namespace omnigraph::table {
namespace {

constexpr std::uint32_t kVersion = 1;

/// Takes fixed-width values and texts from the front.
class Cursor {
 public:
  Cursor(ByteSpan bytes, std::string_view place) : bytes_(bytes), place_(place) {}

  ByteSpan take(std::size_t size) {
    if (size > bytes_.size()) {
      throw_internal("{}: the list of its rows' sources ends too early", place_);
    }
    ByteSpan part = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return part;
  }
  template <typename T>
  T number() {
    return load_little_endian<T>(take(sizeof(T)).data());
  }
  bool at_end() const { return bytes_.empty(); }

 private:
  ByteSpan bytes_;
  std::string_view place_;
};

}  // namespace

std::string encode_row_sources(std::span<const RowSource> sources) {
  std::string out;
  append_little_endian(out, kVersion);
  append_little_endian(out, static_cast<std::uint32_t>(sources.size()));
  for (const RowSource& source : sources) {
    Bytes deleted = source.deleted.encode();
    append_little_endian(out, source.first_row);
    append_little_endian(out, source.row_count);
    append_little_endian(out, source.skipped);
    append_little_endian(out, static_cast<std::uint32_t>(source.file.size()));
    append_little_endian(out, static_cast<std::uint32_t>(deleted.size()));
    out += source.file;
    out += as_text(deleted);
  }
  return out;
}

std::vector<RowSource> decode_row_sources(ByteSpan bytes, std::uint64_t row_count,
                                          std::string_view place) {
  Cursor cursor(bytes, place);
  if (auto version = cursor.number<std::uint32_t>(); version != kVersion) {
    throw_internal("{}: the list of its rows' sources has version {}, this build reads version {}",
                   place, version, kVersion);
  }
  std::vector<RowSource> sources;
  for (auto left = cursor.number<std::uint32_t>(); left > 0; --left) {
    RowSource source;
    source.first_row = cursor.number<std::uint32_t>();
    source.row_count = cursor.number<std::uint32_t>();
    source.skipped = cursor.number<std::uint32_t>();
    auto name_size = cursor.number<std::uint32_t>();
    auto deleted_size = cursor.number<std::uint32_t>();
    source.file = std::string(as_text(cursor.take(name_size)));
    source.deleted = lance::DeletionVector::decode(cursor.take(deleted_size), place);
    if (source.first_row > row_count || source.row_count > row_count - source.first_row) {
      throw_internal("{}: rows {} to {} have a source, but it has {} rows", place, source.first_row,
                     std::uint64_t{source.first_row} + source.row_count, row_count);
    }
    sources.push_back(std::move(source));
  }
  if (!cursor.at_end()) {
    throw_internal("{}: bytes behind the list of its rows' sources", place);
  }
  return sources;
}

}  // namespace omnigraph::table
