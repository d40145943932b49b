#include "expr/value.h"

#include "columnar/builder.h"

#include <cmath>
#include <type_traits>

namespace omnigraph::expr {
namespace {

using columnar::Array;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

void append(Builder& builder, const Value& value);

/// Appends `number` in the width of the builder's column.
template <typename Number>
void append_number(Builder& builder, Number number) {
  switch (builder.type().id()) {
    case TypeId::int32:
      return builder.append(static_cast<std::int32_t>(number));
    case TypeId::uint32:
      return builder.append(static_cast<std::uint32_t>(number));
    case TypeId::int64:
      return builder.append(static_cast<std::int64_t>(number));
    case TypeId::uint64:
      return builder.append(static_cast<std::uint64_t>(number));
    case TypeId::float32:
      return builder.append(static_cast<float>(number));
    default:
      return builder.append(static_cast<double>(number));
  }
}

struct Appender {
  Builder& builder;

  void operator()(std::monostate) const { builder.append_null(); }
  void operator()(bool value) const { builder.append_boolean(value); }
  void operator()(std::int64_t value) const { append_number(builder, value); }
  void operator()(std::uint64_t value) const { append_number(builder, value); }
  void operator()(double value) const { append_number(builder, value); }
  void operator()(const std::string& value) const { builder.append_text(value); }
  void operator()(Date value) const { builder.append(value.days); }
  void operator()(DateTime value) const { builder.append(value.millis); }
  void operator()(const Vector& value) const { builder.append_vector(value); }
  void operator()(const List& value) const {
    for (const Value& item : value) {
      append(builder.child(0), item);
    }
    builder.append_list();
  }
};

void append(Builder& builder, const Value& value) { std::visit(Appender{builder}, value.data); }

}  // namespace

Value value_at(const Array& array, std::size_t i) {
  if (array.is_null(i)) {
    return {};
  }
  switch (array.type().id()) {
    case TypeId::boolean:
      return {array.boolean_at(i)};
    case TypeId::int32:
      return {std::int64_t{array.values<std::int32_t>()[i]}};
    case TypeId::int64:
      return {array.values<std::int64_t>()[i]};
    case TypeId::uint32:
      return {std::int64_t{array.values<std::uint32_t>()[i]}};
    case TypeId::uint64:
      return {array.values<std::uint64_t>()[i]};
    case TypeId::float32:
      return {double{array.values<float>()[i]}};
    case TypeId::float64:
      return {array.values<double>()[i]};
    case TypeId::date32:
      return {Date{array.values<std::int32_t>()[i]}};
    case TypeId::date64:
      return {DateTime{array.values<std::int64_t>()[i]}};
    case TypeId::utf8:
    case TypeId::binary:
      return {std::string(array.text_at(i))};
    case TypeId::vector: {
      std::span<const float> items = array.vector_at(i);
      return {Vector(items.begin(), items.end())};
    }
    case TypeId::list: {
      columnar::ArrayPtr items = array.list_at(i);
      List list;
      for (std::size_t item = 0; item < items->length(); ++item) {
        list.push_back(value_at(*items, item));
      }
      return {std::move(list)};
    }
    case TypeId::structure:
      return {};
  }
  return {};
}

Type natural_type(const Value& value) {
  struct Visitor {
    Type operator()(std::monostate) const { return Type(TypeId::utf8); }
    Type operator()(bool) const { return Type(TypeId::boolean); }
    Type operator()(std::int64_t) const { return Type(TypeId::int64); }
    Type operator()(std::uint64_t) const { return Type(TypeId::uint64); }
    Type operator()(double) const { return Type(TypeId::float64); }
    Type operator()(const std::string&) const { return Type(TypeId::utf8); }
    Type operator()(Date) const { return Type(TypeId::date32); }
    Type operator()(DateTime) const { return Type(TypeId::date64); }
    Type operator()(const Vector& v) const {
      return Type::vector(static_cast<std::uint32_t>(v.size()));
    }
    Type operator()(const List& list) const {
      Type item(TypeId::utf8);
      for (const Value& value : list) {
        Type type = natural_type(value);
        // Whole numbers beside fractions are a list of fractions (GQ-34).
        if (!value.is_null() && (item.id() == TypeId::utf8 || type.id() == TypeId::float64)) {
          item = type;
        }
      }
      return Type::list({"item", item, true});
    }
  };
  return std::visit(Visitor{}, value.data);
}

columnar::ArrayPtr array_of(const Value& value, const Type& type) {
  Builder builder(type);
  append(builder, value);
  return builder.finish();
}

}  // namespace omnigraph::expr
