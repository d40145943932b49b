#include "storage/memory_store.h"
#include "write_testing.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::write {
namespace {

using testing::error_of;
using testing::GraphHandle;
using ::testing::HasSubstr;
using testing::kPeople;
using testing::make_graph;

constexpr std::string_view kCommitted = R"({"type":"Person","data":{"name":"ada"}}
{"type":"Person","data":{"name":"old"}}
{"type":"Note","data":{"id":"old"}}
{"edge":"Knows","from":"ada","to":"ada","data":{"id":"old"}}
{"edge":"HasNote","from":"ada","to":"old","data":{"id":"old"}}
)";

// Something wrong, and what is said about it.
struct Wrong {
  LoadStage stage;
  std::string lines;
  std::string says;
};

const std::vector<Wrong>& problems() {
  static const std::vector<Wrong> kProblems = {
      {LoadStage::shape, R"({"type":"Nope"})", "unknown node type 'Nope'"},
      {LoadStage::values, R"({"type":"Note","data":{"score":"x"}})", "'score' of Note"},
      {LoadStage::values, R"({"type":"Person","data":{"nmae":"x"}})", "no property 'nmae'"},
      {LoadStage::values, R"({"edge":"HasNote","from":"ada","to":"old","data":{"x":1}})",
       "'HasNote' has no property 'x'"},
      {LoadStage::ids, R"({"type":"Person","data":{"name":"p","id":"q"}})", "id 'q'"},
      {LoadStage::ids, R"({"type":"Spot","data":{"zone":"p","aisle":1,"id":"q"}})", "id 'q'"},
      {LoadStage::constraints, R"({"type":"Note","data":{"kind":"?"}})", "enum value '?'"},
      {LoadStage::uniqueness,
       "{\"type\":\"Note\",\"data\":{\"id\":\"twin\"}}\n"
       "{\"type\":\"Note\",\"data\":{\"id\":\"twin\"}}",
       "node Note 'twin'"},
      {LoadStage::uniqueness,
       "{\"type\":\"Person\",\"data\":{\"name\":\"twin\"}}\n"
       "{\"type\":\"Person\",\"data\":{\"name\":\"twin\"}}",
       "@unique violation on Person.name"},
      {LoadStage::uniqueness,
       "{\"edge\":\"HasNote\",\"from\":\"ada\",\"to\":\"old\",\"data\":{\"id\":\"twin\"}}\n"
       "{\"edge\":\"HasNote\",\"from\":\"ada\",\"to\":\"old\",\"data\":{\"id\":\"twin\"}}",
       "edge HasNote 'twin'"},
      {LoadStage::endpoints, R"({"edge":"HasNote","from":"ghost","to":"old"})", "HasNote: 'from'"},
      {LoadStage::endpoints, R"({"edge":"Knows","from":"ada","to":"ghost"})", "Knows: 'to'"},
      {LoadStage::collisions, R"({"type":"Note","data":{"id":"old"}})", "node Note 'old'"},
      {LoadStage::collisions, R"({"type":"Person","data":{"name":"old"}})", "node Person 'old'"},
      {LoadStage::collisions, R"({"edge":"HasNote","from":"ada","to":"old","data":{"id":"old"}})",
       "edge HasNote 'old'"},
      {LoadStage::collisions, R"({"edge":"Knows","from":"ada","to":"ada","data":{"id":"old"}})",
       "edge Knows 'old'"}};
  return kProblems;
}

// The list above stands in the order of reporting: of any two, wherever they stand in the input,
// the one further up is reported.
TEST(LoadOrder, WR_48_of_any_two_problems_the_earlier_stage_type_is_reported) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  graph.load(kCommitted);
  const std::vector<Wrong>& all = problems();
  for (std::size_t first = 0; first < all.size(); ++first) {
    for (std::size_t second = first + 1; second < all.size(); ++second) {
      for (bool reversed : {false, true}) {
        std::string lines = reversed ? all[second].lines + '\n' + all[first].lines
                                     : all[first].lines + '\n' + all[second].lines;
        SCOPED_TRACE(lines);
        Error error = error_of([&] { graph.load(lines, LoadMode::append); });
        EXPECT_THAT(error.what(), HasSubstr(all[first].says));
        auto line =
            reversed ? 2 + std::count(all[second].lines.begin(), all[second].lines.end(), '\n') : 1;
        EXPECT_THAT(error.what(), ::testing::StartsWith(fmt::format("line {}: ", line)));
      }
    }
  }
}

TEST(LoadOrder, within_a_stage_and_type_the_first_line_is_reported) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  graph.load(kCommitted);
  for (const Wrong& wrong : problems()) {
    if (wrong.lines.find('\n') != std::string::npos) {
      continue;
    }
    SCOPED_TRACE(wrong.lines);
    std::string lines = "\n" + wrong.lines + "\n{\"type\":\"Note\"}\n";
    if (wrong.stage < LoadStage::collisions) {
      lines += wrong.lines;
    }
    Error error = error_of([&] { graph.load(lines, LoadMode::append); });
    EXPECT_THAT(error.what(), ::testing::StartsWith("line 2: "));
  }
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {R"({"type":"Person","data":{"name":"ada"}})", R"({"type":"Person","data":{"name":"old"}})"},
      {R"({"edge":"Knows","from":"x","to":"ada"})", R"({"edge":"Knows","from":"ada","to":"y"})"},
      {R"({"edge":"Knows","from":"ada","to":"x"})", R"({"edge":"Knows","from":"y","to":"ada"})"}};
  for (const auto& [a, b] : pairs) {
    for (const std::string& lines : {a + '\n' + b, b + '\n' + a}) {
      Error error = error_of([&] { graph.load(lines, LoadMode::append); });
      EXPECT_THAT(error.what(), ::testing::StartsWith("line 1: ")) << lines;
    }
  }
}

// The input is read in pieces of 4 MiB, several at once; what is found does not depend on them.
TEST(LoadOrder, WR_48_an_earlier_stage_many_pieces_further_down_is_reported) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  std::string filler;
  std::size_t lines = 1;
  for (; filler.size() < (std::size_t{13} << 20); ++lines) {
    filler += fmt::format(R"({{"type":"Note","data":{{"text":"{:01000}"}}}})", lines) + '\n';
  }
  const std::string late_value = R"({"type":"Spot","data":{"x":1}})";
  const std::string early_value = R"({"edge":"Knows","from":"a","to":"b","data":{"x":1}})";
  Error error = error_of([&] { graph.load(early_value + '\n' + filler + late_value); });
  EXPECT_THAT(error.what(), ::testing::StartsWith(fmt::format("line {}: ", lines + 1)));
  error = error_of([&] { graph.load(early_value + '\n' + filler + late_value + "\n{"); });
  EXPECT_THAT(error.what(), ::testing::StartsWith(fmt::format("line {}: ", lines + 2)));
  EXPECT_EQ(graph.head()->entry()->position, 1);
  EXPECT_EQ(store.list({.prefix = "nodes/"}).size(), 0) << "no data file is left";
  graph.load(filler);
  EXPECT_EQ(graph.head()->node("Note").table().live_rows(), lines - 1);
}

}  // namespace
}  // namespace omnigraph::write
