// Damaged files of other writers: whatever is changed or missing, an error or values, never more.

#include "base/hash.h"
#include "lance/deletion_file.h"
#include "lance/memory_file.h"
#include "lance_testing.h"

#include <filesystem>

namespace omnigraph::lance {
namespace {

using omnigraph::testing::read_file;
using testing::SeededRandom;

std::vector<std::string> sample_files(std::string_view extension) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::samples_root())) {
    if (entry.path().extension() == extension) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void read_changed(const std::string& content) {
  testing::read_everything(
      std::make_shared<MemorySource>(columnar::Buffer::take(content), "data/changed.lance"),
      Checksums::ignore);
}

TEST(CorruptSamples, LNC_1_changed_bytes_of_data_files_give_values_or_errors) {
  REQUIRE_SAMPLES();
  SeededRandom random(31);
  for (const std::string& path : sample_files(".lance")) {
    std::string content = read_file(path);
    for (int i = 0; i < 6; ++i) {
      std::string changed = content;
      // Most of them where the file describes itself, or in small numbers at the start of buffers.
      std::size_t range = i % 2 == 0 ? std::min<std::size_t>(content.size(), 4096) : content.size();
      std::size_t at = content.size() - 1 - random.next() % range;
      at = i % 3 == 2 ? at / 64 * 64 + random.next() % 8 : at;
      at = std::min(at, content.size() - 1);
      changed[at] = static_cast<char>(random.next());
      read_changed(changed);
      ASSERT_FALSE(::testing::Test::HasFailure()) << path << ", byte " << at;
    }
  }
}

TEST(CorruptSamples, LNC_1_truncated_data_files_are_errors) {
  REQUIRE_SAMPLES();
  SeededRandom random(37);
  for (const std::string& path : sample_files(".lance")) {
    std::string content = read_file(path);
    std::size_t size = random.next() % content.size();
    auto source = std::make_shared<MemorySource>(columnar::Buffer::take(content.substr(0, size)),
                                                 "data/cut.lance");
    EXPECT_THAT(testing::error_of([&] { DataFileReader::open(source); }).what(),
                ::testing::HasSubstr("data/cut.lance"));
  }
}

TEST(CorruptSamples, LNC_1_changed_and_truncated_deletion_files_give_rows_or_errors) {
  REQUIRE_SAMPLES();
  for (const std::string& path : sample_files(".arrow")) {
    std::string content = read_file(path);
    std::size_t step = std::max<std::size_t>(1, content.size() / 400);
    for (std::size_t at = 0; at < content.size(); at += step) {
      for (unsigned mask : {1U, 0x80U, 0xFFU}) {
        std::string changed = content;
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ mask);
        try {
          decode_deletion_file(DeletionFileKind::arrow, as_bytes(changed), "a.arrow").count();
        } catch (const Error& error) {
          EXPECT_THAT(error.what(), ::testing::HasSubstr("a.arrow"));
        }
      }
      EXPECT_THROW(decode_deletion_file(DeletionFileKind::arrow, as_bytes(content).first(at), "a"),
                   Error);
    }
  }
}

}  // namespace
}  // namespace omnigraph::lance
