#include "lance_testing.h"

#include "columnar/builder.h"
#include "lance/memory_file.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace omnigraph::lance::testing {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Type;
using columnar::TypeId;

columnar::Buffer RemoteSource::copy(ByteRange range) {
  EXPECT_LE(range.offset + range.size, content_.size());
  reads_.push_back(range);
  std::string odd = "x" + content_.substr(range.offset, range.size);
  std::size_t size = odd.size() - 1;
  return columnar::Buffer::take(std::move(odd)).slice(1, size);
}

columnar::Buffer RemoteSource::read(ByteRange range) {
  ++rounds_;
  return copy(range);
}

std::vector<columnar::Buffer> RemoteSource::read_many(std::span<const ByteRange> ranges) {
  ++rounds_;
  std::vector<columnar::Buffer> buffers;
  for (const ByteRange& range : ranges) {
    buffers.push_back(copy(range));
  }
  return buffers;
}

columnar::Schema every_type() {
  Type text(TypeId::utf8);
  Type list_of_text = Type::list({"item", text, true});
  return {
      {"id", text, false},
      {"bool", Type(TypeId::boolean), true},
      {"i32", Type(TypeId::int32), true},
      {"i64", Type(TypeId::int64), true},
      {"u32", Type(TypeId::uint32), true},
      {"u64", Type(TypeId::uint64), true},
      {"f32", Type(TypeId::float32), true},
      {"f64", Type(TypeId::float64), true},
      {"day", Type(TypeId::date32), true},
      {"at", Type(TypeId::date64), true},
      {"text", text, true},
      {"raw", Type(TypeId::binary), true},
      {"vec", Type::vector(3), true},
      {"tags", list_of_text, true},
      {"flags", Type::list({"item", Type(TypeId::boolean), true}), true},
      {"vectors", Type::list({"item", Type::vector(2), true}), true},
      {"nested", Type::list({"item", list_of_text, true}), true},
      {"body", Type::structure({{"data", Type(TypeId::binary), true}, {"uri", text, true}}), true},
      {"pair", Type::structure({{"a", Type(TypeId::int32), true}, {"b", list_of_text, true}}),
       false}};
}

namespace {

void append_random(columnar::Builder& builder, bool nullable, SeededRandom& random);

std::string random_text(SeededRandom& random) {
  std::string text;
  for (std::uint64_t size = random.next() % 12; size > 0; --size) {
    text += static_cast<char>('a' + random.next() % 26);
  }
  return text;
}

void append_random_structure(columnar::Builder& builder, SeededRandom& random) {
  const std::vector<columnar::Field>& fields = builder.type().children();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    // A Blob property whose fields are both null is null itself.
    bool keep_valid = i == 0 && fields[i].name == "data";
    append_random(builder.child(i), !keep_valid, random);
  }
  builder.append_structure();
}

void append_random(columnar::Builder& builder, bool nullable, SeededRandom& random) {
  const Type& type = builder.type();
  if (nullable && random.next() % 5 == 0) {
    builder.append_null();
    return;
  }
  switch (type.id()) {
    case TypeId::boolean:
      builder.append_boolean(random.next() % 2 == 0);
      break;
    case TypeId::utf8:
    case TypeId::binary:
      builder.append_text(random_text(random));
      break;
    case TypeId::vector: {
      std::vector<float> items(type.dimension());
      for (float& item : items) {
        item = static_cast<float>(random.next() % 100) / 4;
      }
      builder.append_vector(items);
      break;
    }
    case TypeId::list:
      for (std::uint64_t size = random.next() % 4; size > 0; --size) {
        append_random(builder.child(0), true, random);
      }
      builder.append_list();
      break;
    case TypeId::structure:
      append_random_structure(builder, random);
      break;
    default:
      if (type.bit_width() == 32) {
        builder.append(static_cast<std::uint32_t>(random.next()));
      } else {
        builder.append(random.next());
      }
      break;
  }
}

}  // namespace

ArrayPtr random_array(const Type& type, std::size_t length, bool nullable, SeededRandom& random) {
  columnar::Builder builder(type);
  for (std::size_t i = 0; i < length; ++i) {
    append_random(builder, nullable, random);
  }
  return builder.finish();
}

columnar::Batch random_batch(const columnar::Schema& schema, std::size_t rows,
                             SeededRandom& random) {
  columnar::Batch batch{schema, {}, rows};
  for (const columnar::Field& field : schema) {
    batch.columns.push_back(random_array(field.type, rows, field.nullable, random));
  }
  return batch;
}

std::string write_batches(const columnar::Schema& schema,
                          const std::vector<columnar::Batch>& batches,
                          const DataFileWriterOptions& options) {
  MemorySink sink;
  DataFileWriter writer(sink, assign_field_ids(schema, 0), options);
  for (const columnar::Batch& batch : batches) {
    writer.write(batch);
  }
  writer.finish();
  return sink.finish();
}

std::string write_batches(const columnar::Schema& schema,
                          const std::vector<columnar::Batch>& batches, std::size_t page_bytes) {
  return write_batches(schema, batches, pages_of(page_bytes, Compression::none));
}

DataFileWriterOptions pages_of(std::size_t bytes, Compression compression) {
  return {compression, bytes, bytes, 1};
}

std::shared_ptr<const DataFileReader> open_file(std::string content,
                                                DataFileReaderOptions options) {
  return DataFileReader::open(
      std::make_shared<MemorySource>(columnar::Buffer::take(std::move(content)), "data/test.omni"),
      std::move(options));
}

std::string samples_root() {
  const char* shared = std::getenv("OMNIGRAPH_SHARED");
  if (shared == nullptr) {
    return "";
  }
  std::string root = std::string(shared) + "/data/lance-samples/";
  EXPECT_TRUE(std::filesystem::exists(root)) << root << ", which OMNIGRAPH_SHARED names";
  return root;
}

namespace {

void check_array(const ArrayPtr& array, std::size_t length) {
  ASSERT_EQ(array->length(), length);
  touch(*array);
}

template <typename Action>
void expect_named_errors(const ByteSource& source, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal) << error.what();
    EXPECT_THAT(error.what(), ::testing::HasSubstr(std::string(source.name())));
  }
}

}  // namespace

void read_everything(const std::shared_ptr<ByteSource>& source, Checksums checksums) {
  constexpr std::size_t kMaxRows = 1000;
  expect_named_errors(*source, [&] {
    auto reader = DataFileReader::open(source, {{}, checksums, {}});
    std::size_t rows = std::min<std::size_t>(reader->row_count(), kMaxRows);
    for (const Field& field : reader->schema()) {
      expect_named_errors(*source,
                          [&] { check_array(reader->read_column(field.id, 0, rows), rows); });
      if (rows > 4) {
        expect_named_errors(*source, [&] {
          check_array(reader->read_column(field.id, 2, rows / 2), rows / 2);
          std::vector<std::uint32_t> some{3, 0, static_cast<std::uint32_t>(rows - 1), 3};
          check_array(reader->take(field.id, some), some.size());
        });
      }
    }
  });
}

std::uint64_t touch(const Array& array) {
  std::uint64_t sum = array.null_count();
  for (std::size_t i = 0; i < array.length(); ++i) {
    sum += array.is_valid(i) ? 1 : 0;
    switch (array.type().id()) {
      case TypeId::boolean:
        sum += array.boolean_at(i) ? 1 : 0;
        break;
      case TypeId::utf8:
      case TypeId::binary:
        for (char c : array.text_at(i)) {
          sum += static_cast<unsigned char>(c);
        }
        break;
      case TypeId::list:
        sum += touch(*array.list_at(i));
        break;
      case TypeId::vector:
        for (float item : array.vector_at(i)) {
          std::uint32_t bits = 0;
          std::memcpy(&bits, &item, sizeof(bits));
          sum += bits;
        }
        break;
      case TypeId::structure:
        break;
      default:
        sum += array.type().bit_width() == 32 ? array.values<std::uint32_t>()[i]
                                              : array.values<std::uint64_t>()[i];
        break;
    }
  }
  for (std::size_t i = 0;
       array.type().id() == TypeId::structure && i < array.type().children().size(); ++i) {
    sum += touch(*array.child(i));
  }
  return sum;
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  int high = -1;
  for (char c : digits) {
    if (c == ' ') {
      continue;
    }
    int value = c <= '9' ? c - '0' : c - 'a' + 10;
    if (high < 0) {
      high = value;
    } else {
      bytes += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  return bytes;
}

}  // namespace omnigraph::lance::testing
