#include "table_rows.h"

#include "base/throw_error.h"
#include "lance/deletion_file.h"
#include "lance/manifest_codec.h"
#include "lance/manifest_name.h"
#include "lance/memory_file.h"
#include "table/table_path.h"

#include <algorithm>
#include <random>

namespace omnigraph::interop {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;
using lance::ByteRange;

// A file that is far away: every read is a copy, at an odd address.
class FarSource final : public lance::ByteSource {
 public:
  FarSource(Buffer content, std::string name)
      : content_(std::move(content)), name_(std::move(name)) {}

  std::uint64_t size() const override { return content_.size(); }
  std::string_view name() const override { return name_; }
  bool is_in_memory() const override { return false; }
  Buffer read(ByteRange range) override {
    std::string odd = "x";
    odd += as_text(content_.bytes().subspan(range.offset, range.size));
    return Buffer::take(std::move(odd)).slice(1, range.size);
  }
  std::vector<Buffer> read_many(std::span<const ByteRange> ranges) override {
    std::vector<Buffer> buffers;
    for (const ByteRange& range : ranges) {
      buffers.push_back(read(range));
    }
    return buffers;
  }

 private:
  Buffer content_;
  std::string name_;
};

lance::DeletionVector read_deletions(storage::ObjectStore& store, const std::string& directory,
                                     const lance::Fragment& fragment, Counts& seen) {
  if (!fragment.deletion_file) {
    return {};
  }
  const lance::DeletionFile& file = *fragment.deletion_file;
  ++seen[file.kind == lance::DeletionFileKind::arrow ? "deletions arrow" : "deletions bitmap"];
  std::string name =
      table::deletion_file_path(directory, lance::deletion_file_name(fragment.id, file));
  lance::DeletionVector deleted =
      lance::decode_deletion_file(file.kind, store.read(name).bytes(), name);
  if (deleted.count() != file.deleted_row_count || !deleted.fits(fragment.physical_rows)) {
    throw_internal("{} has other rows than the manifest says", name);
  }
  return deleted;
}

// The newest version, or the one that is asked for: names of both kinds are understood.
std::string find_manifest(storage::ObjectStore& store, const std::string& directory,
                          std::optional<std::uint64_t> version) {
  std::string folder = directory + "/_versions/";
  std::uint64_t found = 0;
  std::string name;
  for (const storage::ObjectInfo& object : store.list({folder})) {
    auto parsed = lance::parse_manifest_name(object.name.substr(folder.size()));
    if (parsed && (version ? parsed->version == *version : parsed->version > found)) {
      found = parsed->version;
      name = object.name;
    }
  }
  if (name.empty()) {
    throw_internal("{} has no such version", directory);
  }
  return name;
}

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  out += '"';
}

// The bits of a float, most significant first.
template <typename Word>
void append_bits(std::string& out, Word word) {
  std::string bytes;
  for (int shift = static_cast<int>(sizeof(Word)) * 8 - 8; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(word >> shift & 0xFF);
  }
  append_hex(out, bytes);
}

// As JSON.stringify does.
void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    if (std::size_t place = kEscaped.find(c); place != std::string_view::npos) {
      out += '\\';
      out += kLetters[place];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

template <typename T>
void append_number(std::string& out, const Array& array, std::size_t i) {
  out += '"';
  out += std::to_string(array.values<T>()[i]);
  out += '"';
}

template <typename Each>
void append_list(std::string& out, std::size_t count, const Each& each) {
  out += '[';
  for (std::size_t j = 0; j < count; ++j) {
    if (j > 0) {
      out += ',';
    }
    each(j);
  }
  out += ']';
}

void append_nested(std::string& out, const Array& array, std::size_t i, const lance::Field& field) {
  static const lance::Field kNoField;
  switch (array.type().id()) {
    case columnar::TypeId::vector: {
      std::span<const float> items = array.vector_at(i);
      append_list(out, items.size(), [&](std::size_t j) {
        append_bits(out, load_little_endian<std::uint32_t>(std::as_bytes(items.subspan(j)).data()));
      });
      break;
    }
    case columnar::TypeId::list: {
      std::span<const std::int64_t> ends = array.offsets();
      auto first = static_cast<std::size_t>(ends[i]);
      const lance::Field& item = field.children.empty() ? kNoField : field.children.front();
      append_list(out, static_cast<std::size_t>(ends[i + 1]) - first,
                  [&](std::size_t j) { append_value(out, array.items(), first + j, item); });
      break;
    }
    default:
      if (lance::is_blob_v2(field)) {
        append_value(out, *array.child(0), i, field.children[0]);
        break;
      }
      append_list(out, field.children.size(),
                  [&](std::size_t j) { append_value(out, *array.child(j), i, field.children[j]); });
  }
}

}  // namespace

void append_value(std::string& out, const Array& array, std::size_t i, const lance::Field& field) {
  using columnar::TypeId;
  if (array.is_null(i)) {
    out += "null";
    return;
  }
  switch (array.type().id()) {
    case TypeId::boolean:
      out += array.boolean_at(i) ? "true" : "false";
      break;
    case TypeId::int32:
    case TypeId::date32:
      append_number<std::int32_t>(out, array, i);
      break;
    case TypeId::int64:
    case TypeId::date64:
      append_number<std::int64_t>(out, array, i);
      break;
    case TypeId::uint32:
      append_number<std::uint32_t>(out, array, i);
      break;
    case TypeId::uint64:
      append_number<std::uint64_t>(out, array, i);
      break;
    case TypeId::float32:
      append_bits(out, array.values<std::uint32_t>()[i]);
      break;
    case TypeId::float64:
      append_bits(out, array.values<std::uint64_t>()[i]);
      break;
    case TypeId::utf8:
      append_text(out, array.text_at(i));
      break;
    case TypeId::binary:
      append_hex(out, array.text_at(i));
      break;
    case TypeId::vector:
    case TypeId::list:
    case TypeId::structure:
      append_nested(out, array, i, field);
      break;
  }
}

bool is_wholly_readable(const lance::Field& field) {
  return lance::is_readable(field) &&
         std::all_of(field.children.begin(), field.children.end(), is_wholly_readable);
}

table::TableState open_version(storage::ObjectStore& store, const std::string& directory,
                               std::optional<std::uint64_t> version, Counts& seen) {
  std::string name = find_manifest(store, directory, version);
  lance::Manifest manifest = lance::decode_manifest(store.read(name).bytes(), name).manifest;
  table::TableState state;
  state.fields = std::move(manifest.fields);
  for (lance::Fragment& from : manifest.fragments) {
    table::StateFragment fragment;
    fragment.physical_rows = static_cast<std::uint32_t>(from.physical_rows);
    fragment.deleted = read_deletions(store, directory, from, seen);
    seen["fragments of several files"] += from.files.size() > 1 ? 1 : 0;
    fragment.files = std::move(from.files);
    state.fragments.push_back(std::move(fragment));
  }
  return state;
}

std::shared_ptr<const lance::DataFileReader> TableRows::open(
    const lance::DataFile& file, const std::shared_ptr<lance::ByteSource>& source) const {
  lance::DataFileReaderOptions options;
  std::string folder = table::data_file_path(directory_, "");
  options.side_files = [&store = store_,
                        folder](const std::string& name) -> std::shared_ptr<lance::ByteSource> {
    // The last two segments, whatever the source calls the data file.
    std::size_t stem = name.rfind('/', name.rfind('/') - 1);
    std::string object = folder + (stem == std::string::npos ? name : name.substr(stem + 1));
    return std::make_shared<lance::MemorySource>(store.read(object), object);
  };
  auto reader = lance::DataFileReader::open(source, state_.fields, file, std::move(options));
  if (file.size_bytes != 0 && file.size_bytes != source->size()) {
    throw_internal("{} has another size than the manifest says", file.path);
  }
  return reader;
}

ArrayPtr TableRows::column(std::size_t number, const lance::Field& field) const {
  const table::StateFragment& fragment = state_.fragments[number];
  std::vector<std::uint32_t> live = fragment.deleted.live_rows(0, fragment.physical_rows);
  for (const lance::DataFile& file : fragment.files) {
    std::string name = table::data_file_path(directory_, file.path);
    auto reader = open(file, std::make_shared<lance::MemorySource>(store_.read(name), name));
    if (reader->row_count() != fragment.physical_rows) {
      throw_internal("{} has other rows than its fragment", name);
    }
    if (reader->has_field(field.id)) {
      ArrayPtr whole = reader->read_column(field.id, 0, fragment.physical_rows);
      check_parts(file, field, *whole);
      return columnar::take(*whole, live);
    }
  }
  return Array::nulls(field.type, live.size());
}

void TableRows::check_parts(const lance::DataFile& file, const lance::Field& field,
                            const Array& whole) const {
  std::string name = table::data_file_path(directory_, file.path);
  auto near = open(file, std::make_shared<lance::MemorySource>(store_.read(name), name));
  auto far = open(file, std::make_shared<FarSource>(store_.read(name), name));
  std::mt19937 random(static_cast<std::uint32_t>(whole.length()));
  auto length = static_cast<std::uint32_t>(whole.length());
  for (int i = 0; i < 3 && length > 0; ++i) {
    std::vector<std::uint32_t> rows(random() % 6);
    std::generate(rows.begin(), rows.end(), [&] { return random() % length; });
    std::uint32_t first = random() % length;
    std::uint32_t count = random() % (length - first + 1);
    for (const auto& reader : {near, far}) {
      if (!columnar::equals(*reader->take(field.id, rows), *columnar::take(whole, rows))) {
        throw_internal("{} single rows of the column are not those of the whole", name);
      }
      if (!columnar::equals(*reader->read_column(field.id, first, count),
                            *whole.slice(first, count))) {
        throw_internal("{}: {} rows from {} on are not those of the whole column", name, count,
                       first);
      }
    }
  }
}

void TableRows::for_each_row(const std::function<void(const std::string&)>& visit) const {
  for (std::size_t number = 0; number < state_.fragments.size(); ++number) {
    std::vector<ArrayPtr> columns;
    for (const lance::Field& field : state_.fields) {
      columns.push_back(is_wholly_readable(field)
                            ? column(number, field)
                            : Array::nulls(columnar::Type(columnar::TypeId::boolean),
                                           state_.fragments[number].live_rows()));
    }
    std::string line;
    for (std::size_t i = 0; i < state_.fragments[number].live_rows(); ++i) {
      line.clear();
      append_list(line, columns.size(),
                  [&](std::size_t j) { append_value(line, *columns[j], i, state_.fields[j]); });
      visit(line);
    }
  }
}

}  // namespace omnigraph::interop
