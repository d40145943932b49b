#include "columnar/builder.h"
#include "index/adjacency.h"
#include "index/id_index.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <map>

namespace omnigraph::index {
namespace {

using columnar::ArrayPtr;

ArrayPtr texts(const std::vector<std::string>& values) {
  columnar::Builder builder{columnar::Type(columnar::TypeId::utf8)};
  for (const std::string& value : values) {
    builder.append_text(value);
  }
  return builder.finish();
}

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

RC_GTEST_PROP(Adjacency, holds_every_whole_edge_under_its_source_in_order, ()) {
  constexpr std::uint32_t kNodes = 9;
  auto draw = rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, kNodes), rc::gen::just(kNoNode));
  auto pairs = *rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
      rc::gen::pair(draw, draw));
  std::vector<EdgeEnds> ends;
  std::map<std::uint32_t, std::vector<std::uint32_t>> edges;
  for (auto [from, to] : pairs) {
    if (from != kNoNode && to != kNoNode) {
      edges[from].push_back(static_cast<std::uint32_t>(ends.size()));
    }
    ends.push_back({from, to});
  }
  Adjacency adjacency(kNodes, ends);
  RC_ASSERT(adjacency.node_count() == kNodes);
  for (std::uint32_t node = 0; node < kNodes; ++node) {
    auto found = adjacency.edges(node);
    RC_ASSERT(std::vector<std::uint32_t>(found.begin(), found.end()) == edges[node]);
    for (std::size_t i = 0; i < found.size(); ++i) {
      RC_ASSERT(adjacency.neighbours(node)[i] == ends[found[i]].to);
    }
  }
}

}  // namespace
}  // namespace omnigraph::index
