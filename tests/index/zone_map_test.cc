#include "index/zone_map.h"

#include "expr/prune.h"
#include "expr/value.h"
#include "index_testing.h"

#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace omnigraph::index {
namespace {

using columnar::ArrayPtr;
using columnar::Type;
using columnar::TypeId;
using expr::Operator;
using expr::Value;

ArrayPtr column_of(const Type& type, const std::vector<Value>& values) {
  std::vector<ArrayPtr> parts;
  for (const Value& value : values) {
    parts.push_back(expr::array_of(value, type));
  }
  return columnar::concatenate(parts, type);
}

ZoneMap map_of(const std::vector<std::pair<std::int32_t, ArrayPtr>>& fields, std::size_t batch) {
  ZoneMapBuilder builder;
  std::size_t rows = 0;
  for (const auto& [field, column] : fields) {
    rows = column->length();
    for (std::size_t at = 0; at < rows; at += batch) {
      builder.append(field, *column->slice(at, std::min(batch, rows - at)));
    }
  }
  return ZoneMap::decode(columnar::Buffer::take(builder.finish(rows)), rows, "test");
}

Value bound(const ArrayPtr& bounds, std::size_t zone) { return expr::value_at(*bounds, zone); }

TEST(ZoneMap, bounds_the_values_of_every_8192_rows) {
  for (std::size_t rows : {1, 2, 8191, 8192, 8193, 16385}) {
    columnar::Builder builder{Type(TypeId::int32)};
    for (std::size_t i = 0; i < rows; ++i) {
      i % 10 == 3 ? builder.append_null() : builder.append(static_cast<std::int32_t>(i));
    }
    ZoneMap map = map_of({{7, builder.finish()}}, 1000);
    ASSERT_EQ(map.zone_count(), (rows + 8191) / 8192);
    ZoneBounds bounds = *map.bounds(7);
    std::size_t nulls = 0;
    for (std::size_t zone = 0; zone < map.zone_count(); ++zone) {
      std::size_t first = zone * 8192;
      std::size_t last = std::min(rows, first + 8192) - 1;
      EXPECT_EQ(bound(bounds.minimum, zone), Value{static_cast<std::int64_t>(first)});
      last -= last % 10 == 3 ? 1 : 0;
      EXPECT_EQ(bound(bounds.maximum, zone), Value{static_cast<std::int64_t>(last)});
      nulls += bounds.null_counts[zone];
    }
    EXPECT_EQ(nulls, (rows + 6) / 10) << rows;
  }
}

TEST(ZoneMap, knows_scalar_columns_only) {
  ZoneMapBuilder builder;
  for (const Type& type :
       {Type::vector(2), Type::list({"item", Type(TypeId::int32), true}), Type(TypeId::binary)}) {
    builder.append(1, *columnar::Array::nulls(type, 2));
  }
  builder.append(2, *columnar::Array::nulls(Type(TypeId::boolean), 2));
  ZoneMap map = ZoneMap::decode(columnar::Buffer::take(builder.finish(2)), 2, "test");
  EXPECT_EQ(map.field_ids(), std::vector<std::int32_t>{2});
  EXPECT_FALSE(map.bounds(1));
  EXPECT_TRUE(map.bounds(2)->minimum->is_null(0));
  EXPECT_EQ(map.bounds(2)->null_counts, std::vector<std::uint32_t>{2});
  EXPECT_EQ(
      ZoneMap::decode(columnar::Buffer::take(ZoneMapBuilder().finish(0)), 0, "test").zone_count(),
      0U);
}

TEST(ZoneMap, cuts_long_text_so_that_it_stays_a_bound) {
  struct Case {
    std::string text;
    std::string minimum;
    Value maximum;
  };
  std::string full(32, 'x');
  for (const Case& c : {
           Case{"", "", {std::string()}},
           Case{full, full, {full}},
           Case{full + "a", full, {std::string(31, 'x') + "y"}},
           Case{std::string(31, 'x') + "\xff\xff",
                std::string(31, 'x') + "\xff",
                {std::string(30, 'x') + "y"}},
           Case{std::string(33, '\xff'), std::string(32, '\xff'), {}},
       }) {
    ZoneBounds bounds = *map_of({{1, texts({c.text})}}, 1).bounds(1);
    EXPECT_EQ(bound(bounds.minimum, 0), Value{c.minimum}) << c.text;
    EXPECT_EQ(bound(bounds.maximum, 0), c.maximum) << c.text;
  }
}

TEST(ZoneMap, GQ_68_nan_is_the_greatest) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<Value>& values :
       {std::vector<Value>{{nan}, {1.0}, {2.0}}, {{1.0}, {nan}, {2.0}}, {{2.0}, {1.0}, {nan}}}) {
    ZoneBounds bounds = *map_of({{1, column_of(Type(TypeId::float64), values)}}, 2).bounds(1);
    EXPECT_EQ(bound(bounds.minimum, 0), Value{1.0});
    EXPECT_TRUE(std::isnan(std::get<double>(bound(bounds.maximum, 0).data)));
  }
}

TEST(ZoneMap, LNC_1_damage_is_an_error_that_names_the_file_or_changes_no_bounds) {
  ZoneMapBuilder builder;
  builder.append(3, *texts({"a", std::string(40, 'b')}));
  builder.append(5, *column_of(Type(TypeId::boolean), {{true}, {}}));
  builder.append(9, *column_of(Type(TypeId::float32), {{1.5}, {2.5}}));
  damage(builder.finish(2), "x.omni", [](columnar::Buffer bytes) {
    ZoneMap map = ZoneMap::decode(std::move(bytes), 2, "x.omni");
    for (std::int32_t field : map.field_ids()) {
      ZoneBounds bounds = map.bounds(field).value();
      EXPECT_EQ(bounds.minimum->length(), 1U);
      EXPECT_EQ(bounds.maximum->length(), 1U);
      bound(bounds.minimum, 0);
      bound(bounds.maximum, 0);
    }
  });
}

Value draw_number() {
  return *rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::inRange<std::int64_t>(-3, 4), [](std::int64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::inRange<int>(-7, 8), [](int v) { return Value{v / 2.0}; }),
      rc::gen::map(rc::gen::inRange<int>(-20, 21), [](int v) { return Value{v / 10.0}; }),
      rc::gen::map(rc::gen::inRange<std::int64_t>(-2, 3),
                   [](std::int64_t v) { return Value{(std::int64_t{1} << 53) + v}; }),
      rc::gen::map(rc::gen::inRange<int>(-200, 200),
                   [](int v) { return Value{std::ldexp(1.0, v)}; }),
      rc::gen::element(Value{std::numeric_limits<double>::infinity()},
                       Value{-std::numeric_limits<double>::infinity()}, Value{-0.0},
                       Value{std::numeric_limits<double>::quiet_NaN()},
                       Value{std::numeric_limits<std::int64_t>::min()},
                       Value{std::numeric_limits<std::uint64_t>::max()}));
}

/// A text that is often around the length where bounds are cut, with a few distinct characters.
Value draw_text() {
  std::string text(static_cast<std::size_t>(*rc::gen::element(0, 0, 30, 31, 32)), 'm');
  auto tail = *rc::gen::container<std::string>(rc::gen::element('a', 'm', 'z', '\xf4', '\xff'));
  return Value{text + tail.substr(0, 4)};
}

Value draw_value(const Type& type) {
  switch (type.id()) {
    case TypeId::boolean:
      return Value{*rc::gen::arbitrary<bool>()};
    case TypeId::date32:
      return Value{expr::Date{*rc::gen::inRange(-3, 4)}};
    case TypeId::date64:
      return Value{expr::DateTime{*rc::gen::inRange<std::int64_t>(-3, 4)}};
    case TypeId::utf8:
      return draw_text();
    default:
      return draw_number();
  }
}

/// A value that a column of `type` holds exactly, or null.
Value draw_stored(const Type& type) {
  Value value = *rc::gen::inRange(0, 5) == 0 ? Value{} : draw_value(type);
  if (type.is_integer() && std::holds_alternative<double>(value.data)) {
    return Value{*rc::gen::inRange<std::int64_t>(-3, 4)};
  }
  return value;
}

/// Checks `comparison` with the one column, whose rows 8192 * i and following few are not null.
void expect_sound(const expr::Comparison& comparison, const ArrayPtr& column,
                  const ZoneBounds& bounds) {
  columnar::Batch batch{{{"c", column->type(), true}}, {column}, column->length()};
  expr::Selection rows = expr::select_all(column->length());
  expr::filter(comparison, batch, rows);
  expr::Selection zones = expr::select_all(bounds.null_counts.size());
  expr::prune(comparison, {*bounds.minimum, *bounds.maximum}, zones);
  for (std::uint32_t row : rows) {
    RC_ASSERT(std::binary_search(zones.begin(), zones.end(), row / kZoneRows));
  }
}

// Zones of few values each, padded with nulls; constants of every type that the checker lets pass.
RC_GTEST_PROP(ZoneMap, never_prunes_a_zone_with_a_matching_row, ()) {
  Type type(*rc::gen::element(TypeId::boolean, TypeId::int32, TypeId::int64, TypeId::uint32,
                              TypeId::uint64, TypeId::float32, TypeId::float64, TypeId::date32,
                              TypeId::date64, TypeId::utf8));
  columnar::Builder builder(type);
  int zones = *rc::gen::inRange(1, 3);
  for (int zone = 0; zone < zones; ++zone) {
    int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) {
      builder.append_from(*expr::array_of(draw_stored(type), type), 0);
    }
    while (zone + 1 < zones && builder.length() % kZoneRows != 0) {
      builder.append_null();
    }
  }
  builder.append_null();
  ArrayPtr column = builder.finish();
  ZoneBounds bounds = *map_of({{1, column}}, 5000).bounds(1);
  for (int i = 0; i < 10; ++i) {
    Value constant = draw_value(type);
    for (Operator op : {Operator::equal, Operator::not_equal, Operator::less, Operator::less_equal,
                        Operator::greater, Operator::greater_equal}) {
      expect_sound({op, expr::ColumnRef{0}, constant}, column, bounds);
      expect_sound({op, constant, expr::ColumnRef{0}}, column, bounds);
    }
    if (type.id() == TypeId::utf8) {
      expect_sound({Operator::starts_with, expr::ColumnRef{0}, constant}, column, bounds);
      expect_sound({Operator::contains_text, expr::ColumnRef{0}, constant}, column, bounds);
      expect_sound({Operator::starts_with, constant, expr::ColumnRef{0}}, column, bounds);
    }
    expr::List list = {constant, {}, draw_value(type), draw_value(type)};
    if (type.is_numeric()) {  // of one type, as the checker makes lists
      list = {constant};
      expr::List mixed = {
          {1.5}, {*rc::gen::inRange<std::int64_t>(-3, 4)}, {(std::int64_t{1} << 53) + 1}};
      expect_sound({Operator::contains_item, Value{mixed}, expr::ColumnRef{0}}, column, bounds);
    }
    expect_sound({Operator::contains_item, Value{list}, expr::ColumnRef{0}}, column, bounds);
    expect_sound({Operator::equal, expr::ColumnRef{0}, Value{}}, column, bounds);
  }
}

}  // namespace
}  // namespace omnigraph::index
