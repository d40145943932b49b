#include "columnar/array.h"
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

void check_array(const ArrayPtr& array, std::size_t length) {
  ASSERT_EQ(array->length(), length);
  testing::touch(*array);
}

// Reads everything in every way. Errors are fine, as long as they name the file; anything else
// must have the right length and refer to memory that is there.
template <typename Source>
void read_everything(const std::string& content) {
  try {
    std::shared_ptr<ByteSource> source;
    if constexpr (std::is_same_v<Source, MemorySource>) {
      source = std::make_shared<MemorySource>(columnar::Buffer::take(content), "remote.omni");
    } else {
      source = std::make_shared<Source>(content);
    }
    auto reader = DataFileReader::open(source);
    std::size_t rows = std::min<std::size_t>(reader->row_count(), 1000);
    for (const Field& field : reader->schema()) {
      try {
        check_array(reader->read_column(field.id, 0, rows), rows);
        if (rows > 4) {
          check_array(reader->read_column(field.id, 2, 2), 2);
          std::vector<std::uint32_t> some{3, 0, static_cast<std::uint32_t>(rows - 1)};
          check_array(reader->take(field.id, some), 3);
        }
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::internal);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("remote.omni"));
      }
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("remote.omni"));
  }
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
      read_everything<MemorySource>(changed);
      if (at % 7 == 0) {
        read_everything<testing::RemoteSource>(changed);
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
      auto reader = testing::open_file(changed);
      std::vector<std::uint32_t> rows{static_cast<std::uint32_t>(row)};
      EXPECT_THAT(testing::error_of([&] { reader->read_column(0, 0, 50); }).what(),
                  ::testing::HasSubstr("field 't'"));
      EXPECT_THROW(reader->take(0, rows), Error);
    }
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
