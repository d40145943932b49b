#include "expr/prune.h"

#include "expr/value.h"
#include "testing/testing.h"

namespace omnigraph::expr {
namespace {

using columnar::Type;
using columnar::TypeId;

columnar::ArrayPtr column_of(const Type& type, const std::vector<Value>& values) {
  std::vector<columnar::ArrayPtr> parts;
  for (const Value& value : values) {
    parts.push_back(array_of(value, type));
  }
  return columnar::concatenate(parts, type);
}

// That nothing is lost is tested where bounds are made (tests/index/zone_map_test.cc); here, that
// something is gained.
TEST(Prune, drops_the_runs_that_cannot_match) {
  // 0: 10 … 20, 1: 20 … 30, 2: only nulls, 3: 25 … 25
  auto least = column_of(Type(TypeId::int32),
                         {{std::int64_t{10}}, {std::int64_t{20}}, {}, {std::int64_t{25}}});
  auto greatest = column_of(Type(TypeId::int32),
                            {{std::int64_t{20}}, {std::int64_t{30}}, {}, {std::int64_t{25}}});
  struct Case {
    Comparison comparison;
    Selection kept;
  };
  ColumnRef column;
  Value list{List{{std::int64_t{12}}, {}, {std::int64_t{25}}}};
  for (const Case& c : {
           Case{{Operator::equal, column, Value{std::int64_t{15}}}, {0}},
           Case{{Operator::equal, column, Value{std::int64_t{20}}}, {0, 1}},
           Case{{Operator::equal, column, Value{20.5}}, {1}},
           Case{{Operator::equal, column, Value{std::int64_t{1} << 40}}, {}},
           Case{{Operator::not_equal, column, Value{std::int64_t{25}}}, {0, 1}},
           Case{{Operator::less, column, Value{std::int64_t{20}}}, {0}},
           Case{{Operator::less_equal, column, Value{std::int64_t{20}}}, {0, 1}},
           Case{{Operator::greater, column, Value{std::int64_t{25}}}, {1}},
           Case{{Operator::greater_equal, column, Value{std::int64_t{25}}}, {1, 3}},
           Case{{Operator::less, Value{std::int64_t{25}}, column}, {1}},
           Case{{Operator::equal, column, Value{}}, {}},
           Case{{Operator::contains_item, list, column}, {0, 1, 3}},
           Case{{Operator::contains_item, Value{List{{std::int64_t{12}}}}, column}, {0}},
           Case{{Operator::contains_item, Value{List{}}, column}, {}},
           Case{{Operator::equal, column, ColumnRef{1}}, {0, 1, 2, 3}},
       }) {
    Selection runs = select_all(4);
    prune(c.comparison, {*least, *greatest}, runs);
    EXPECT_EQ(runs, c.kept);
  }
}

TEST(Prune, of_text_knows_prefixes_and_missing_upper_bounds) {
  // 0: apple … banana, 1: cherry … and above, 2: only nulls
  auto least =
      column_of(Type(TypeId::binary), {{std::string("apple")}, {std::string("cherry")}, {}});
  auto greatest = column_of(Type(TypeId::binary), {{std::string("banana")}, {}, {}});
  struct Case {
    Operator op;
    const char* text;
    Selection kept;
  };
  for (const Case& c : {
           Case{Operator::starts_with, "ap", {0}},
           Case{Operator::starts_with, "b", {0}},
           Case{Operator::starts_with, "bananas", {}},
           Case{Operator::starts_with, "ch", {1}},
           Case{Operator::starts_with, "zebra", {1}},
           Case{Operator::starts_with, "", {0, 1}},
           Case{Operator::contains_text, "x", {0, 1}},
           Case{Operator::equal, "avocado", {0}},
           Case{Operator::greater, "zebra", {1}},
           Case{Operator::less, "apple", {}},
       }) {
    Selection runs = select_all(3);
    prune({c.op, ColumnRef{}, Value{std::string(c.text)}}, {*least, *greatest}, runs);
    EXPECT_EQ(runs, c.kept) << c.text;
  }
}

TEST(Prune, keeps_the_runs_that_were_given) {
  auto bounds = column_of(Type(TypeId::boolean), {{true}, {true}, {false}});
  Selection runs = {1, 2};
  prune({Operator::equal, ColumnRef{}, Value{true}}, {*bounds, *bounds}, runs);
  EXPECT_EQ(runs, Selection{1});
}

}  // namespace
}  // namespace omnigraph::expr
