#include "base/bytes.h"
#include "testing/testing.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// What fuzzing (fuzz/lance_structural_page.cc) once found, replayed: under the address sanitizer
// each of these inputs failed.

namespace omnigraph::lance {
namespace {

TEST(Findings, LNC_1_damaged_pages_of_2_1_and_2_2_are_errors_and_nothing_worse) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(OMNIGRAPH_FINDINGS)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    ASSERT_FALSE(content.empty());
    EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()),
                                     content.size()),
              0);
    ++count;
  }
  EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace omnigraph::lance
