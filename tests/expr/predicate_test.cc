#include "expr/predicate.h"

#include "columnar/builder.h"
#include "expr/compare.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace omnigraph::expr {
namespace {

using columnar::Batch;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

constexpr Operator kOrders[] = {Operator::equal,      Operator::not_equal, Operator::less,
                                Operator::less_equal, Operator::greater,   Operator::greater_equal};

Batch batch_of(const Type& type, const std::vector<Value>& values) {
  std::vector<columnar::ArrayPtr> parts;
  for (const Value& value : values) {
    parts.push_back(array_of(value, type));
  }
  Batch batch{{{"c", type, true}}, {concatenate(parts, type)}, values.size()};
  return batch;
}

std::vector<std::uint32_t> matches(Operator op, const Operand& left, const Operand& right,
                                   const Batch& batch) {
  Selection selection = select_all(batch.length);
  filter({op, left, right}, batch, selection);
  return selection;
}

using Rows = std::vector<std::uint32_t>;

TEST(Predicate, GQ_66_numbers_compare_by_value_across_types) {
  Batch integers = batch_of(Type(TypeId::int32), {{std::int64_t{2}}, {std::int64_t{3}}, {}});
  EXPECT_EQ(matches(Operator::greater, ColumnRef{0}, Value{2.5}, integers), Rows{1});
  EXPECT_EQ(matches(Operator::equal, ColumnRef{0}, Value{2.7}, integers), Rows{});
  EXPECT_EQ(matches(Operator::not_equal, ColumnRef{0}, Value{2.7}, integers), (Rows{0, 1}));
  EXPECT_EQ(matches(Operator::equal, ColumnRef{0}, Value{std::int64_t{1} << 40}, integers), Rows{});
  EXPECT_EQ(matches(Operator::less, ColumnRef{0}, Value{std::int64_t{1} << 40}, integers),
            (Rows{0, 1}));
  EXPECT_EQ(matches(Operator::less_equal, Value{std::int64_t{3}}, ColumnRef{0}, integers), Rows{1});

  std::int64_t odd = (std::int64_t{1} << 53) + 1;
  Batch reals = batch_of(Type(TypeId::float64), {{static_cast<double>(odd)}});
  EXPECT_EQ(matches(Operator::equal, ColumnRef{0}, Value{odd}, reals), Rows{});
  EXPECT_EQ(matches(Operator::less, ColumnRef{0}, Value{odd}, reals), Rows{0});

  Batch singles = batch_of(Type(TypeId::float32), {{0.1}});
  EXPECT_EQ(matches(Operator::equal, ColumnRef{0}, Value{0.1}, singles), Rows{0});
  EXPECT_EQ(matches(Operator::contains_item, Value{List{{0.1}}}, ColumnRef{0}, singles), Rows{0});
  Batch lists = batch_of(Type::list({"item", Type(TypeId::float32), true}), {{List{{0.1}}}});
  EXPECT_EQ(matches(Operator::contains_item, ColumnRef{0}, Value{0.1}, lists), Rows{0});
}

TEST(Predicate, GQ_68_nan_is_the_greatest_and_equals_itself) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  Batch batch = batch_of(Type(TypeId::float64), {{1.0}, {nan}});
  EXPECT_EQ(matches(Operator::equal, ColumnRef{0}, Value{nan}, batch), Rows{1});
  EXPECT_EQ(matches(Operator::greater, ColumnRef{0}, Value{1e300}, batch), Rows{1});
  EXPECT_EQ(matches(Operator::less, ColumnRef{0}, Value{nan}, batch), Rows{0});
}

TEST(Predicate, GQ_67_text_booleans_and_times_have_their_order) {
  Batch texts =
      batch_of(Type(TypeId::utf8), {{std::string("a")}, {std::string("é")}, {std::string("z")}});
  EXPECT_EQ(matches(Operator::greater, ColumnRef{0}, Value{std::string("z")}, texts), Rows{1});
  Batch bools = batch_of(Type(TypeId::boolean), {{false}, {true}});
  EXPECT_EQ(matches(Operator::less, ColumnRef{0}, Value{true}, bools), Rows{0});
  Batch dates = batch_of(Type(TypeId::date32), {{Date{1}}, {Date{2}}});
  EXPECT_EQ(matches(Operator::less, ColumnRef{0}, Value{Date{2}}, dates), Rows{0});
  Batch instants = batch_of(Type(TypeId::date64), {{DateTime{1}}, {DateTime{2}}});
  EXPECT_EQ(matches(Operator::greater_equal, ColumnRef{0}, Value{DateTime{2}}, instants), Rows{1});
}

TEST(Predicate, GQ_69_text_operators_are_exact_and_positional) {
  Batch texts = batch_of(Type(TypeId::utf8), {{std::string("a%b")}, {std::string("")}, {}});
  EXPECT_EQ(matches(Operator::contains_text, ColumnRef{0}, Value{std::string("%")}, texts),
            Rows{0});
  EXPECT_EQ(matches(Operator::contains_text, ColumnRef{0}, Value{std::string("")}, texts),
            (Rows{0, 1}));
  EXPECT_EQ(matches(Operator::starts_with, ColumnRef{0}, Value{std::string("A")}, texts), Rows{});
  EXPECT_EQ(matches(Operator::contains_text, Value{std::string("xa%bx")}, ColumnRef{0}, texts),
            (Rows{0, 1}));
}

TEST(Predicate, GQ_70_lists_contain_their_non_null_items) {
  Type list = Type::list({"item", Type(TypeId::int32), true});
  Batch batch =
      batch_of(list, {{List{{std::int64_t{1}}, {}}}, {List{}}, {}, {List{{std::int64_t{2}}}}});
  EXPECT_EQ(matches(Operator::contains_item, ColumnRef{0}, Value{1.0}, batch), Rows{0});
  Batch names = batch_of(Type(TypeId::utf8), {{std::string("ada")}, {std::string("bo")}, {}});
  EXPECT_EQ(matches(Operator::contains_item, Value{List{{std::string("bo")}}}, ColumnRef{0}, names),
            Rows{1});
}

TEST(Predicate, GQ_71_null_is_never_true) {
  Batch batch = batch_of(Type(TypeId::int64), {{}, {std::int64_t{1}}});
  for (Operator op : kOrders) {
    EXPECT_EQ(matches(op, ColumnRef{0}, Value{}, batch), Rows{});
    EXPECT_EQ(matches(op, Value{}, Value{std::int64_t{1}}, batch), Rows{});
  }
}

Value draw_number() {
  return *rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::inRange<std::int64_t>(-3, 4), [](std::int64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::inRange<int>(-7, 8), [](int v) { return Value{v / 2.0}; }),
      rc::gen::map(rc::gen::inRange<int>(-1100, 1100),
                   [](int v) { return Value{std::ldexp(1.0, v)}; }),
      rc::gen::element(Value{std::numeric_limits<double>::infinity()},
                       Value{-std::numeric_limits<double>::infinity()},
                       Value{std::numeric_limits<double>::quiet_NaN()},
                       Value{std::numeric_limits<std::int64_t>::min()},
                       Value{std::numeric_limits<std::int64_t>::max()},
                       Value{std::numeric_limits<std::uint64_t>::max()}));
}

// The interval kernels and the row-by-row path must agree on every mix of types.
RC_GTEST_PROP(Predicate, kernels_agree_with_the_order_of_values, ()) {
  Type type(*rc::gen::element(TypeId::int32, TypeId::int64, TypeId::uint32, TypeId::uint64,
                              TypeId::float64));
  std::vector<Value> drawn;
  for (int i = 0; i < 20; ++i) {
    Value value = draw_number();
    if (type.is_integer() && std::holds_alternative<double>(value.data)) {
      value = Value{std::int64_t{i - 10}};
    }
    drawn.push_back(value);
  }
  drawn.push_back({});
  Batch batch = batch_of(type, drawn);
  Value constant = draw_number();
  batch.schema.push_back({"k", natural_type(constant), true});
  std::vector<columnar::ArrayPtr> repeated(batch.length,
                                           array_of(constant, natural_type(constant)));
  batch.columns.push_back(concatenate(repeated, natural_type(constant)));
  for (Operator op : kOrders) {
    RC_ASSERT(matches(op, ColumnRef{0}, constant, batch) ==
              matches(op, ColumnRef{0}, ColumnRef{1}, batch));
    RC_ASSERT(matches(op, constant, ColumnRef{0}, batch) ==
              matches(op, ColumnRef{1}, ColumnRef{0}, batch));
  }
}

}  // namespace
}  // namespace omnigraph::expr
