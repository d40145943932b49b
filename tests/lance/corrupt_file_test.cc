#include "columnar/array.h"
#include "lance/buffer_directory.h"
#include "lance/manifest_codec.h"
#include "lance/memory_file.h"
#include "lance_testing.h"

#include <cstring>

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using testing::every_type;
using testing::SeededRandom;

std::string small_file() {
  SeededRandom random(11);
  columnar::Schema schema = every_type();
  return testing::write_batches(schema, {testing::random_batch(schema, 6, random)}, 64);
}

void read_changed(const std::string& content, Checksums checksums) {
  testing::read_everything(
      std::make_shared<MemorySource>(columnar::Buffer::take(content), "data/changed.omni"),
      checksums);
}

TEST(CorruptFile, LNC_1_every_truncation_of_a_data_file_is_an_error) {
  std::string content = small_file();
  for (std::size_t size = 0; size < content.size(); ++size) {
    auto source = std::make_shared<MemorySource>(columnar::Buffer::take(content.substr(0, size)),
                                                 "data/cut.omni");
    Error error = testing::error_of([&] { DataFileReader::open(source); });
    ASSERT_THAT(error.what(), ::testing::HasSubstr("data/cut.omni"));
  }
}

TEST(CorruptFile, LNC_1_any_changed_byte_gives_values_or_an_error) {
  std::string content = small_file();
  SeededRandom random(13);
  for (std::size_t at = 0; at < content.size(); ++at) {
    for (unsigned mask : {1U << at % 8, static_cast<unsigned>(1 + random.next() % 255)}) {
      std::string changed = content;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ mask);
      read_changed(changed, at % 5 == 0 ? Checksums::verify : Checksums::ignore);
      if (at % 7 == 0) {
        testing::read_everything(std::make_shared<testing::RemoteSource>(changed),
                                 Checksums::ignore);
      }
      ASSERT_FALSE(::testing::Test::HasFailure()) << "byte " << at << ", mask " << mask;
    }
  }
}

TEST(CorruptFile, LNC_1_end_positions_are_checked_before_use) {
  columnar::Schema schema{{"t", columnar::Type(columnar::TypeId::utf8), true}};
  SeededRandom random(17);
  std::string content =
      testing::write_batches(schema, {testing::random_batch(schema, 50, random)}, 1 << 20);
  // The first buffer, at 64, holds the end positions.
  for (std::uint64_t value : {~std::uint64_t{0}, std::uint64_t{1} << 62, std::uint64_t{5000}}) {
    for (std::size_t row = 0; row < 50; ++row) {
      std::string changed = content;
      std::memcpy(changed.data() + 64 + row * 8, &value, sizeof(value));
      auto reader = testing::open_file(changed, {{}, Checksums::ignore});
      std::vector<std::uint32_t> rows{static_cast<std::uint32_t>(row)};
      EXPECT_THAT(testing::error_of([&] { reader->read_column(0, 0, 50); }).what(),
                  ::testing::HasSubstr("field 't'"));
      EXPECT_THROW(reader->take(0, rows), Error);
    }
  }
}

TEST(CorruptFile, D_36_any_changed_byte_of_a_buffer_is_an_error_when_it_is_read) {
  std::string content = small_file();
  std::vector<WrittenBuffer> buffers = testing::open_file(content)->directory()->buffers;
  std::size_t errors = 0;
  for (const WrittenBuffer& buffer : buffers) {
    for (std::uint64_t i = 0; i < buffer.range.size; ++i) {
      std::string changed = content;
      changed[buffer.range.offset + i] ^= 1;
      auto reader = testing::open_file(changed);
      std::size_t found = 0;
      for (const Field& field : reader->schema()) {
        try {
          reader->take(field.id, std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
        } catch (const Error& error) {
          ++found;
          EXPECT_THAT(error.what(), ::testing::HasSubstr("data/test.omni"));
        }
      }
      EXPECT_EQ(found, 1U) << "byte " << i << " of the buffer at " << buffer.range.offset;
      errors += found;
    }
  }
  EXPECT_GT(errors, 1000U);
}

TEST(CorruptFile, D_36_the_end_of_a_file_has_a_checksum) {
  SeededRandom random(3);
  MemorySink sink;
  DataFileWriter writer(sink, assign_field_ids(every_type(), 0));
  writer.write(testing::random_batch(every_type(), 3, random));
  DataFileSummary summary = writer.finish();
  std::string content = sink.finish();
  EXPECT_EQ(summary.tail.offset + summary.tail.size, content.size());
  testing::open_file(content)->verify_tail(summary.tail_checksum);
  content[content.find("bool")] ^= 1;
  EXPECT_THAT(testing::error_of([&] {
                testing::open_file(content)->verify_tail(summary.tail_checksum);
              }).what(),
              ::testing::HasSubstr("data/test.omni"));
}

TEST(CorruptFile, D_36_a_damaged_directory_is_an_error_and_a_foreign_one_none) {
  BufferDirectory directory{{{{64, 10}, 1}, {{128, 0}, 2}}, {{3, -1, 2}, {3, 8, 3}}};
  std::string stored = encode_buffer_directory(directory);
  EXPECT_EQ(decode_buffer_directory(as_bytes(stored), "d"), directory);
  EXPECT_EQ(decode_buffer_directory(as_bytes("something else of some length, to be sure"), "d"),
            std::nullopt);
  for (std::size_t at = 12; at < stored.size(); ++at) {
    std::string changed = stored;
    changed[at] ^= 4;
    EXPECT_THROW(decode_buffer_directory(as_bytes(changed), "d"), Error) << at;
  }
}

TEST(CorruptFile, LNC_1_any_changed_byte_of_a_manifest_gives_a_manifest_or_an_error) {
  ManifestFile file;
  file.manifest.fields = assign_field_ids(every_type(), 0);
  file.manifest.max_fragment_id = 3;
  Fragment fragment;
  fragment.id = 3;
  fragment.files.emplace_back();
  fragment.files.back().path = "a.omni";
  fragment.files.back().fields = {0, 1, 2};
  fragment.files.back().column_indices = {0, 1, 2};
  file.manifest.fragments = {fragment};
  file.transaction.emplace();
  file.transaction->operation = AppendOperation{{fragment}};
  std::string content = encode_manifest(file);
  ASSERT_EQ(decode_manifest(as_bytes(content), "m"), file);
  for (std::size_t at = 0; at < content.size(); ++at) {
    EXPECT_THROW(decode_manifest(as_bytes(content.substr(0, at)), "m"), Error);
    for (unsigned mask = 1; mask < 256; mask <<= 1) {
      std::string changed = content;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ mask);
      try {
        decode_manifest(as_bytes(changed), "some.manifest");
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("some.manifest"));
      }
    }
  }
}

}  // namespace
}  // namespace omnigraph::lance
