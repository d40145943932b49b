#include "exec/execute.h"
#include "expr/value.h"
#include "model_value.h"
#include "query/check_query.h"
#include "query/parameters.h"
#include "query/parser.h"
#include "random_graph.h"
#include "random_query.h"
#include "reference.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

// Random reads on random graphs against the simplest evaluator. To replay a failure, run with
// OMNIGRAPH_SEED set to the seed it prints; OMNIGRAPH_GRAPHS sets how many graphs are tried.

namespace omnigraph::exec {
namespace {

using omnigraph::testing::SeededRandom;
using testing::RandomGraph;
using testing::RandomQuery;

constexpr std::int64_t kNowMillis = 1'704'067'200'000;
constexpr std::uint64_t kGraphs = 40;
constexpr int kQueriesPerGraph = 12;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::vector<std::string> rows_of(const Result& result) {
  std::vector<std::string> rows(result.row_count);
  for (std::size_t row = 0; row < result.row_count; ++row) {
    for (const columnar::ArrayPtr& column : result.columns) {
      rows[row] += testing::spell(expr::value_at(*column, row)) + " | ";
    }
  }
  return rows;
}

void expect_same(std::vector<std::string> actual, std::vector<std::string> expected,
                 const query::CheckedRead& read) {
  std::size_t limit =
      std::min<std::uint64_t>(read.limit.value_or(~std::uint64_t{0}), expected.size());
  if (!read.order.empty()) {
    expected.resize(limit);
    EXPECT_EQ(actual, expected);
    return;
  }
  ASSERT_EQ(actual.size(), limit);
  std::sort(actual.begin(), actual.end());
  std::sort(expected.begin(), expected.end());
  // With a limit, any rows will do (GQ-81).
  std::vector<std::string> extra;
  std::set_difference(actual.begin(), actual.end(), expected.begin(), expected.end(),
                      std::back_inserter(extra));
  EXPECT_THAT(extra, ::testing::IsEmpty()) << "expected " << ::testing::PrintToString(expected);
}

/// Returns whether the whole result has rows.
bool compare_on(RandomGraph& made, const RandomQuery& random) {
  const GraphView& view = made.graph->view();
  query::CheckedQuery checked =
      query::check_query(query::parse_source(random.source).front(), view.catalog(), random.source);
  const auto& read = std::get<query::CheckedRead>(checked.body);
  std::vector<expr::Value> parameters =
      query::bind_parameters(checked.parameters, random.params_json);
  Result result = execute(read, view, parameters, kNowMillis);
  testing::ReferenceResult reference =
      testing::evaluate_reference(read, view.catalog(), made.model, parameters, kNowMillis);
  bool has_rows = !reference.rows.empty();
  expect_same(rows_of(result), std::move(reference.rows), read);
  return has_rows;
}

TEST(Differential, GQ_44_plans_change_the_cost_of_a_query_never_its_rows) {
  std::uint64_t first = number_from("OMNIGRAPH_SEED", 1);
  std::uint64_t graphs =
      number_from("OMNIGRAPH_GRAPHS", std::getenv("OMNIGRAPH_SEED") ? 1 : kGraphs);
  std::uint64_t with_rows = 0;
  for (std::uint64_t seed = first; seed < first + graphs; ++seed) {
    SeededRandom random(seed);
    RandomGraph made = testing::make_random_graph(random);
    for (int i = 0; i < kQueriesPerGraph; ++i) {
      RandomQuery query = testing::make_random_query(random);
      SCOPED_TRACE(::testing::Message() << "OMNIGRAPH_SEED=" << seed << ", query " << i << "\n"
                                        << query.source << query.params_json);
      ASSERT_NO_THROW(with_rows += compare_on(made, query) ? 1 : 0);
      if (HasFailure()) {
        return;
      }
    }
  }
  EXPECT_GE(with_rows, graphs * kQueriesPerGraph / 4) << "most queries compare nothing";
}

}  // namespace
}  // namespace omnigraph::exec
