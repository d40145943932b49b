#include "columnar/builder.h"
#include "exec/aggregate.h"
#include "expr/value.h"
#include "graph_fixture.h"

#include <cmath>
#include <limits>

namespace omnigraph::exec {
namespace {

using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using ::testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

query::ExpressionPtr property(std::size_t variable, const char* name, schema::Scalar scalar) {
  auto expression = std::make_shared<query::Expression>();
  expression->type = {scalar, 0, false, true};
  expression->node = query::PropertyAccess{variable, 0, name};
  return expression;
}

/// Nodes `a` … `h` with an F64 property `x` that no JSON can spell.
class GroupingTest : public ::testing::Test {
 protected:
  GroupingTest() : graph_("node P { k: String @key  x: F64? } node Q { y: I32? }") {
    Builder ids{Type(TypeId::utf8)};
    Builder keys{Type(TypeId::utf8)};
    Builder values{Type(TypeId::float64)};
    // Two NaNs of different bits.
    const std::optional<double> kValues[] = {0.0, kNan,  std::nullopt, -0.0,
                                             1.5, -kNan, std::nullopt, 1.5};
    char name = 'a';
    for (const std::optional<double>& value : kValues) {
      ids.append_text(std::string(1, name));
      keys.append_text(std::string(1, name++));
      value ? values.append(*value) : values.append_null();
    }
    graph_.append_rows("P", {ids.finish(), keys.finish(), values.finish()});
    graph_.load(LoadMode::append,
                "{\"type\":\"Q\",\"data\":{\"id\":\"q\",\"y\":3}}\n"
                "{\"type\":\"Q\",\"data\":{\"id\":\"r\"}}\n");
  }

  Scope scope() { return {graph_.view(), variables_, parameters_, 0}; }

  testing::GraphFixture graph_;
  std::vector<query::Variable> variables_{{"p", query::EntityKind::node, "P", false, 0},
                                          {"q", query::EntityKind::node, "Q", false, 0}};
  std::vector<expr::Value> parameters_;
};

TEST_F(GroupingTest, GQ_77_null_equals_null_nan_equals_nan_and_zeros_are_one) {
  Scope on = scope();
  Grouping grouping(on, {property(0, "x", schema::Scalar::f64)});
  Rows rows{8, {{0, 1, 2, 3, 4, 5, 6, 7}, {}}};
  EXPECT_THAT(grouping.groups_of(rows), ElementsAre(0, 1, 2, 0, 3, 1, 2, 3));
  // Later batches find the groups of earlier ones.
  Rows more{4, {{7, 6, 5, 0}, {}}};
  EXPECT_THAT(grouping.groups_of(more), ElementsAre(3, 2, 1, 0));
  ASSERT_EQ(grouping.group_count(), 4U);
  columnar::ArrayPtr keys = grouping.finish()[0];
  EXPECT_EQ(keys->values<double>()[0], 0.0);
  EXPECT_TRUE(std::isnan(keys->values<double>()[1]));
  EXPECT_TRUE(keys->is_null(2));
  EXPECT_EQ(keys->values<double>()[3], 1.5);
}

TEST_F(GroupingTest, GQ_77_keys_of_two_variables_are_compared_as_tuples) {
  Scope on = scope();
  Grouping grouping(on,
                    {property(0, "x", schema::Scalar::f64), property(1, "y", schema::Scalar::i32)});
  Rows rows{6, {{0, 3, 0, 2, 6, 1}, {0, 0, 1, 1, 1, 0}}};
  EXPECT_THAT(grouping.groups_of(rows), ElementsAre(0, 0, 1, 2, 2, 3));
}

TEST_F(GroupingTest, GQ_77_without_keys_there_is_one_group_even_without_rows) {
  Scope on = scope();
  Grouping grouping(on, {});
  EXPECT_EQ(grouping.group_count(), 1U);
  EXPECT_THAT(grouping.groups_of(Rows{3, {{0, 1, 2}, {}}}), ElementsAre(0, 0, 0));
}

TEST_F(GroupingTest, GQ_80_extremes_skip_nulls_and_take_nan_for_the_greatest) {
  Scope on = scope();
  query::Aggregate least{query::AggregateKind::min, property(0, "x", schema::Scalar::f64)};
  query::Aggregate greatest{query::AggregateKind::max, property(0, "x", schema::Scalar::f64)};
  auto min = make_accumulator(least, on);
  auto max = make_accumulator(greatest, on);
  Rows rows{4, {{1, 4, 2, 6}, {}}};
  for (const auto& accumulator : {min.get(), max.get()}) {
    accumulator->add(rows, {0, 0, 0, 1}, 2);
    // A group that appears in a later batch only, and one without any row.
    accumulator->add(Rows{1, {{7}, {}}}, {2}, 3);
  }
  columnar::ArrayPtr lows = min->finish(4);
  columnar::ArrayPtr highs = max->finish(4);
  EXPECT_EQ(lows->values<double>()[0], 1.5);
  EXPECT_TRUE(std::isnan(highs->values<double>()[0]));
  EXPECT_TRUE(lows->is_null(1));
  EXPECT_EQ(highs->values<double>()[2], 1.5);
  EXPECT_TRUE(highs->is_null(3));
}

}  // namespace
}  // namespace omnigraph::exec
