#include "base/hash.h"
#include "columnar/builder.h"
#include "lance/memory_file.h"
#include "lance_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Batch;
using columnar::Type;
using columnar::TypeId;
using testing::error_of;
using testing::every_type;
using ::testing::HasSubstr;
using testing::open_file;
using testing::random_batch;
using testing::RemoteSource;
using testing::SeededRandom;
using testing::write_batches;

ArrayPtr slice_of(const std::vector<ArrayPtr>& parts, const Type& type, std::size_t first,
                  std::size_t count) {
  return columnar::concatenate(parts, type)->slice(first, count);
}

// Every column of the file equals that of the batches: as a whole, in a part, and row by row.
void check_columns(const DataFileReader& reader, const columnar::Schema& schema,
                   const std::vector<Batch>& batches, SeededRandom& random) {
  std::size_t rows = 0;
  for (const Batch& batch : batches) {
    rows += batch.length;
  }
  RC_ASSERT(reader.row_count() == rows);
  std::size_t first = random.next() % (rows + 1);
  std::size_t count = random.next() % (rows - first + 1);
  std::vector<std::uint32_t> some;
  for (std::size_t i = 0; rows > 0 && i < 20; ++i) {
    some.push_back(static_cast<std::uint32_t>(random.next() % rows));
  }
  if (random.next() % 2 == 0) {
    std::sort(some.begin(), some.end());
  }
  for (std::size_t column = 0; column < schema.size(); ++column) {
    std::vector<ArrayPtr> parts;
    for (const Batch& batch : batches) {
      parts.push_back(batch.columns[column]);
    }
    const Type& type = schema[column].type;
    std::int32_t id = reader.schema()[column].id;
    ArrayPtr expected = slice_of(parts, type, 0, rows);
    RC_ASSERT(columnar::equals(*reader.read_column(id, 0, rows), *expected));
    RC_ASSERT(
        columnar::equals(*reader.read_column(id, first, count), *expected->slice(first, count)));
    RC_ASSERT(columnar::equals(*reader.take(id, some), *columnar::take(*expected, some)));
  }
}

RC_GTEST_PROP(DataFile, every_type_reads_back_whole_in_part_and_row_by_row, ()) {
  SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
  const auto page_bytes = *rc::gen::element<std::size_t>(1, 64, 200, 1000, 1 << 20);
  const auto sizes =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 70));
  columnar::Schema schema = every_type();
  std::vector<Batch> batches;
  for (std::size_t size : sizes) {
    batches.push_back(random_batch(schema, size, random));
  }
  auto compression = *rc::gen::element(Compression::none, Compression::compact);
  std::string content = write_batches(schema, batches, testing::pages_of(page_bytes, compression));
  check_columns(*open_file(content), schema, batches, random);
  check_columns(*DataFileReader::open(std::make_shared<RemoteSource>(content)), schema, batches,
                random);
}

TEST(DataFile, slices_and_nulls_that_own_bytes_are_written_as_their_values) {
  // A null text and a null list that refer to bytes and items in memory, as Arrow allows.
  Array::Parts text;
  text.type = Type(TypeId::utf8);
  text.length = 3;
  text.null_count = 1;
  text.validity = columnar::Buffer::take(Bytes{std::byte{0b101}});
  text.offsets = columnar::Buffer::take(std::vector<std::int64_t>{0, 1, 4, 6});
  text.values = columnar::Buffer::take(std::string("axxxbc"));
  ArrayPtr texts = Array::make(text);
  Array::Parts list = text;
  list.type = Type::list({"item", Type(TypeId::utf8), true});
  list.offsets = columnar::Buffer::take(std::vector<std::int64_t>{0, 1, 2, 3});
  list.values = {};
  list.children = {texts};
  ArrayPtr lists = Array::make(list);

  columnar::Schema schema{{"t", texts->type(), true}, {"l", lists->type(), true}};
  Batch batch{schema, {texts, lists}, 3};
  auto reader = open_file(write_batches(schema, {batch.slice(1, 2)}, 1 << 20));
  EXPECT_TRUE(columnar::equals(*reader->read_column(0, 0, 2), *texts->slice(1, 2)));
  EXPECT_TRUE(columnar::equals(*reader->read_column(1, 0, 2), *lists->slice(1, 2)));
}

TEST(DataFile, values_without_nulls_are_used_in_place) {
  columnar::Schema schema{{"n", Type(TypeId::int64), true},
                          {"t", Type(TypeId::utf8), true},
                          {"v", Type::vector(4), true},
                          {"l", Type::list({"item", Type(TypeId::int32), true}), true}};
  SeededRandom random(7);
  Batch batch{schema, {}, 1000};
  for (const columnar::Field& field : schema) {
    Type type = field.type.id() == TypeId::list ? Type(TypeId::int32) : field.type;
    batch.columns.push_back(testing::random_array(type, 1000, false, random));
  }
  columnar::Builder lists(schema[3].type);
  for (int i = 0; i < 1000; ++i) {
    lists.child(0).append(i);
    lists.append_list();
  }
  batch.columns[3] = lists.finish();

  auto source = std::make_shared<MemorySource>(
      columnar::Buffer::take(write_batches(schema, {batch}, 1 << 20)), "mapped");
  columnar::Buffer file = source->read({0, source->size()});
  auto is_in_file = [&file](const columnar::Buffer& part) {
    return part.data() >= file.data() && part.data() + part.size() <= file.data() + file.size();
  };
  auto reader = DataFileReader::open(source);
  for (std::int32_t id : {0, 1, 2}) {
    ArrayPtr column = reader->read_column(id, 0, 1000);
    EXPECT_TRUE(is_in_file(column->parts().values)) << id;
    EXPECT_TRUE(id != 1 || is_in_file(column->parts().offsets));
    EXPECT_TRUE(column->parts().validity.empty());
  }
  ArrayPtr part = reader->read_column(1, 501, 13);
  EXPECT_TRUE(is_in_file(part->parts().offsets));
  ArrayPtr list = reader->read_column(3, 0, 1000);
  EXPECT_TRUE(is_in_file(list->parts().offsets));
  EXPECT_TRUE(is_in_file(list->items().parts().values));
}

TEST(DataFile, LNC_90_LNC_91_buffers_are_aligned_and_global_buffers_precede_the_metadata) {
  MemorySink sink;
  columnar::Schema schema = every_type();
  DataFileWriter writer(sink, assign_field_ids(schema, 10),
                        testing::pages_of(256, Compression::none));
  SeededRandom random(3);
  writer.write(random_batch(schema, 100, random));
  writer.finish_pages();
  writer.add_segment(7, 10, as_bytes("index"));
  std::vector<WrittenBuffer> buffers = writer.buffers();
  DataFileSummary summary = writer.finish();
  std::string content = sink.finish();
  EXPECT_EQ(summary.row_count, 100U);
  EXPECT_EQ(summary.file.size_bytes, content.size());
  EXPECT_EQ(summary.file.fields.front(), 10);
  EXPECT_EQ(summary.file.fields.size(), summary.file.column_indices.size());

  for (const WrittenBuffer& buffer : buffers) {
    EXPECT_EQ(buffer.range.offset % 64, 0U);
    std::string_view bytes =
        std::string_view(content).substr(buffer.range.offset, buffer.range.size);
    EXPECT_EQ(buffer.checksum, hash64(as_bytes(bytes)));
    EXPECT_EQ(content.substr(buffer.range.offset - 8, 8), std::string(8, '\0'));
  }
  auto reader = open_file(content);
  ASSERT_EQ(reader->global_buffer_count(), 3U);
  ASSERT_NE(reader->directory(), nullptr);
  EXPECT_EQ(reader->directory()->buffers, buffers);
  EXPECT_EQ(reader->find_segment(7, 10), 2U);
  EXPECT_EQ(reader->find_segment(7, 11), std::nullopt);
  EXPECT_EQ(as_text(reader->global_buffer(2).bytes()), "index");
  EXPECT_GT(reader->global_buffer_range(0).offset, reader->global_buffer_range(1).offset);
  EXPECT_THAT(error_of([&] { reader->global_buffer(3); }).what(), HasSubstr("data/test.omni"));
}

TEST(DataFile, LNC_98_a_remote_file_opens_with_one_read_and_takes_rows_without_whole_pages) {
  columnar::Schema schema{{"n", Type(TypeId::int64), false}, {"t", Type(TypeId::utf8), false}};
  SeededRandom random(5);
  Batch batch = random_batch(schema, 100'000, random);
  auto source = std::make_shared<RemoteSource>(write_batches(schema, {batch}, 8 << 20));
  auto reader = DataFileReader::open(source);
  EXPECT_EQ(source->rounds(), 1U);
  std::vector<std::uint32_t> rows{99'000, 17};
  EXPECT_TRUE(columnar::equals(*reader->take(0, rows), *columnar::take(*batch.columns[0], rows)));
  EXPECT_EQ(source->rounds(), 2U);
  EXPECT_TRUE(columnar::equals(*reader->take(1, rows), *columnar::take(*batch.columns[1], rows)));
  EXPECT_EQ(source->rounds(), 4U);
  std::uint64_t fetched = 0;
  for (std::size_t i = 1; i < source->reads().size(); ++i) {
    fetched += source->reads()[i].size;
  }
  EXPECT_LT(fetched, 200U);

  // What a scan asks for is known beforehand.
  std::vector<ByteRange> ranges = reader->byte_ranges(1, 10, 100);
  std::size_t before = source->reads().size();
  reader->read_column(1, 10, 100);
  for (std::size_t i = before; i < source->reads().size(); ++i) {
    const ByteRange& read = source->reads()[i];
    EXPECT_TRUE(std::any_of(ranges.begin(), ranges.end(), [&read](const ByteRange& range) {
      return read.offset >= range.offset && read.offset + read.size <= range.offset + range.size;
    }));
  }
}

TEST(DataFile, LNC_112_a_null_blob_property_has_null_fields_and_reads_as_null) {
  columnar::Schema schema{every_type()[17]};
  columnar::Builder builder(schema[0].type);
  builder.append_null();
  builder.child(0).append_text("bytes");
  builder.child(1).append_null();
  builder.append_structure();
  builder.child(0).append_null();
  builder.child(1).append_text("s3://x");
  builder.append_structure();
  builder.child(0).append_text("");
  builder.child(1).append_null();
  builder.append_structure();
  ArrayPtr blobs = builder.finish();
  auto reader = open_file(write_batches(schema, {{schema, {blobs}, 4}}, 100));
  EXPECT_TRUE(columnar::equals(*reader->read_column(0, 0, 4), *blobs));
  EXPECT_EQ(logical_type(reader->schema()[0].children[0]), "large_binary");
  // The fields of a structure are columns of their own.
  EXPECT_TRUE(columnar::equals(*reader->read_column(2, 0, 4), *blobs->child(1)));
  EXPECT_EQ(reader->read_column(1, 3, 1)->text_at(0), "");
  EXPECT_EQ(reader->read_column(1, 0, 4)->null_count(), 2U);
}

TEST(DataFile, what_files_cannot_hold_is_refused_when_written) {
  MemorySink sink;
  columnar::Schema schema{{"id", Type(TypeId::utf8), false}};
  DataFileWriter writer(sink, assign_field_ids(schema, 0));
  EXPECT_THAT(error_of([&] {
                writer.write({schema, {Array::nulls(schema[0].type, 1)}, 1});
              }).what(),
              HasSubstr("field 'id' has nulls"));
  columnar::Schema pair{every_type()[18]};
  pair[0].nullable = true;
  DataFileWriter structures(sink, assign_field_ids(pair, 0));
  EXPECT_THAT(error_of([&] {
                structures.write({pair, {Array::nulls(pair[0].type, 1)}, 1});
              }).what(),
              HasSubstr("null structures"));
}

TEST(DataFile, fields_are_matched_by_the_manifests_ids_and_columns) {
  columnar::Schema schema{{"a", Type(TypeId::int32), true}, {"b", Type(TypeId::utf8), true}};
  SeededRandom random(9);
  Batch batch = random_batch(schema, 10, random);
  std::string content = write_batches(schema, {batch}, 1 << 20);
  std::vector<Field> fields = assign_field_ids(
      {{"renamed", Type(TypeId::utf8), true}, {"added", Type(TypeId::int32), true}}, 41);
  DataFile file;
  file.fields = {-2, 41};
  file.column_indices = {0, 1};
  auto source = std::make_shared<MemorySource>(columnar::Buffer::take(content), "data/a.omni");
  auto reader = DataFileReader::open(source, fields, file);
  ASSERT_EQ(reader->schema().size(), 1U);
  EXPECT_TRUE(reader->has_field(41));
  EXPECT_FALSE(reader->has_field(42));
  EXPECT_TRUE(columnar::equals(*reader->read_column(41, 0, 10), *batch.columns[1]));
  EXPECT_THAT(error_of([&] { reader->read_column(42, 0, 1); }).what(), HasSubstr("data/a.omni"));
  EXPECT_THAT(error_of([&] { reader->read_column(41, 5, 6); }).what(), HasSubstr("10 rows"));
}

// The data file of the specification's Appendix A, with its gaps of 0x48.
std::string appendix_file() {
  std::string file(0x13c, 'H');
  auto put = [&file](std::size_t at, const std::string& bytes) {
    file.replace(at, bytes.size(), bytes);
  };
  put(0, testing::from_hex("0200000000000000 0300000000000000 0300000000000000"));
  put(0x40, "abc");
  put(0x80, "\x05");
  put(0xc0, testing::from_hex("07000000 00000000 ffffffff"));
  std::string fields = testing::from_hex(
      "0a19 1202 6964 20ffffffffffffffffff01 2a06 737472696e67 3802"
      "0a1b 1201 6e 1801 20ffffffffffffffffff01 2a05 696e743332 3001 3801");
  put(0x100, testing::from_hex("0a38") + fields + testing::from_hex("1003"));
  std::string column = testing::from_hex("0a29 1227 0a25 0a1f") +
                       "/lance.encodings.ColumnEncoding" + testing::from_hex("1202 0a00");
  std::string array = "/lance.encodings.ArrayEncoding";
  file += column + testing::from_hex("124e 0a020040 12021803 1803 2242 1240 0a3e 0a1e") + array +
          testing::from_hex("121c 321a 0a0c120a0a080a060a0408401200 12080a0608081202 0801 1804");
  file += column + testing::from_hex("124a 0a048001c001 1202010c 1803 223c 123a 0a38 0a1e") +
          array + testing::from_hex("1216 1214 1212 0a060a0408011200 12080a0608201202 0801");
  for (std::uint64_t number : {0x13c, 0x7b, 0x1b7, 0x77, 0x100, 0x3c, 0x13c, 0x22e, 0x24e}) {
    append_little_endian(file, number);
  }
  return file + testing::from_hex("01000000 02000000 0000 0300") + "LANC";
}

TEST(DataFile, APPENDIX_A_the_sample_file_reads_and_ours_reads_back_the_same) {
  std::string file = appendix_file();
  ASSERT_EQ(file.size(), 646U);
  ASSERT_EQ(sha256_hex(file), "ae32a5eff4ad8f103ad552eb1040a6b9d20d7081a54f9b7a243bb8e88de4d6ef");
  columnar::Schema schema{{"id", Type(TypeId::utf8), false}, {"n", Type(TypeId::int32), true}};
  columnar::Builder ids(schema[0].type);
  columnar::Builder numbers(schema[1].type);
  for (const char* id : {"ab", "c", ""}) {
    ids.append_text(id);
  }
  numbers.append(7);
  numbers.append_null();
  numbers.append(-1);
  Batch batch{schema, {ids.finish(), numbers.finish()}, 3};
  for (const std::string& content : {file, write_batches(schema, {batch}, 1 << 20)}) {
    auto reader = open_file(content);
    EXPECT_EQ(reader->schema(), assign_field_ids(schema, 0));
    EXPECT_TRUE(columnar::equals(*reader->read_column(0, 0, 3), *batch.columns[0]));
    EXPECT_TRUE(columnar::equals(*reader->read_column(1, 0, 3), *batch.columns[1]));
  }
}

TEST(DataFile, APPENDIX_A_nulls_raise_the_end_positions_of_texts_and_lists) {
  Type text(TypeId::utf8);
  columnar::Schema schema{{"t", text, true}, {"l", Type::list({"item", text, true}), true}};
  columnar::Builder texts(text);
  texts.append_text("a");
  texts.append_null();
  texts.append_text("bc");
  texts.append_null();
  columnar::Builder lists(schema[1].type);
  lists.child(0).append_text("x");
  lists.append_list();
  lists.append_null();
  lists.append_list();
  lists.child(0).append_text("y");
  lists.child(0).append_text("z");
  lists.append_list();
  MemorySink sink;
  DataFileWriter writer(sink, assign_field_ids(schema, 0));
  writer.write({schema, {texts.finish(), lists.finish()}, 4});
  writer.finish_pages();
  auto stored = [&](std::size_t buffer) {
    ByteRange range = writer.buffers()[buffer].range;
    std::vector<std::uint64_t> numbers(range.size / 8);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] =
          load_little_endian<std::uint64_t>(as_bytes(sink.content()).data() + range.offset + i * 8);
    }
    return numbers;
  };
  EXPECT_THAT(stored(0), ::testing::ElementsAre(1, 5, 3, 7));
  EXPECT_THAT(stored(2), ::testing::ElementsAre(1, 5, 1, 3));
}

TEST(DataFile, LNC_2_unknown_versions_are_refused_by_name) {
  std::string file = appendix_file();
  struct Case {
    const char* version;
    const char* expected;
  };
  for (const Case& c :
       {Case{"0000 0200", "0.2 (legacy)"}, Case{"0200 0300", "2.3"}, Case{"0300 0000", "3.0"}}) {
    std::string changed = file;
    changed.replace(changed.size() - 8, 4, testing::from_hex(c.version));
    EXPECT_THAT(error_of([&] { open_file(changed); }).what(),
                ::testing::AllOf(HasSubstr(c.expected), HasSubstr("data/test.omni")));
  }
}

TEST(DataFile, LNC_2_unknown_encodings_are_refused_by_name) {
  std::string file = appendix_file();
  auto error_with = [&file](const std::string& from, const std::string& to) {
    std::string changed = file;
    std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos);
    changed.replace(at, to.size(), to);
    auto reader = open_file(changed);
    return std::string(error_of([&] {
                         reader->read_column(0, 0, 1);
                         reader->read_column(1, 0, 1);
                       }).what());
  };
  std::string nullable = testing::from_hex("1216 1214 1212");
  EXPECT_THAT(error_with(nullable, testing::from_hex("1216 6a14")), HasSubstr("number 13"));
  EXPECT_THAT(error_with(nullable, testing::from_hex("1216 4214")), HasSubstr("fsst"));
  EXPECT_THAT(error_with("ArrayEncoding", "OtherEncoding"), HasSubstr("OtherEncoding"));
  EXPECT_THAT(error_with(testing::from_hex("0a0608201202"), testing::from_hex("0a060810")),
              HasSubstr("flat values of 16 bits"));
}

}  // namespace
}  // namespace omnigraph::lance
