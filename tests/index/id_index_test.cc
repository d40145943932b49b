#include "index/id_index.h"

#include "index_testing.h"

#include <rapidcheck/gtest.h>

#include <map>

namespace omnigraph::index {
namespace {

using columnar::ArrayPtr;

RC_GTEST_PROP(IdIndex, finds_exactly_the_last_live_row_of_every_id, ()) {
  auto parts = *rc::gen::container<std::vector<std::vector<std::string>>>(
      rc::gen::container<std::vector<std::string>>(
          rc::gen::map(rc::gen::inRange(0, 60), [](int i) { return std::to_string(i); })));
  std::map<std::string, std::uint32_t> expected;
  std::vector<std::uint32_t> excluded;
  std::vector<ArrayPtr> columns;
  std::uint32_t position = 0;
  for (const auto& part : parts) {
    columns.push_back(texts(part));
    for (const std::string& id : part) {
      if (*rc::gen::inRange(0, 4) == 0) {
        excluded.push_back(position);
      } else {
        expected[id] = position;
      }
      ++position;
    }
  }
  IdIndex index(columns, excluded);
  RC_ASSERT(index.position_count() == position);
  for (int i = 0; i < 70; ++i) {
    auto found = expected.find(std::to_string(i));
    RC_ASSERT(index.find(std::to_string(i)) ==
              (found == expected.end() ? std::nullopt : std::optional(found->second)));
  }
}

TEST(IdIndex, of_nothing_finds_nothing) {
  EXPECT_EQ(IdIndex({}, {}).find("x"), std::nullopt);
  EXPECT_EQ(IdIndex({texts({})}, {}).find(""), std::nullopt);
}

}  // namespace
}  // namespace omnigraph::index
