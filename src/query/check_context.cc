#include "query/check_context.h"

#include "base/suggest.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace omnigraph::query {

using schema::Scalar;

CheckContext::CheckContext(const schema::Catalog& catalog, std::string_view source,
                           const std::vector<ParameterDeclaration>& declarations)
    : catalog_(&catalog), source_(source) {
  // The width of a fixed-size list in Arrow.
  constexpr std::int64_t kLargestDimension = std::numeric_limits<std::int32_t>::max();
  constexpr std::string_view kReservedName = "__nanograph_now";
  for (const ParameterDeclaration& declaration : declarations) {
    bool vector = declaration.scalar == Scalar::vector;
    if (vector && (declaration.dimension < 1 || declaration.dimension > kLargestDimension)) {
      fail(TypeCode::none, declaration.type_offset,
           fmt::format("parameter '${}' has the unknown type Vector({}); a vector has 1 to {} "
                       "dimensions",
                       declaration.name.text, declaration.dimension, kLargestDimension));
    }
    if (declaration.name.text == kReservedName) {
      fail(TypeCode::none, declaration.name.offset,
           fmt::format("the parameter name '${}' is reserved; choose another", kReservedName));
    }
    positions_.emplace(declaration.name.text, parameters_.size());
    parameters_.push_back(
        {declaration.name.text,
         ValueType{declaration.scalar, static_cast<std::uint32_t>(declaration.dimension),
                   declaration.list, declaration.nullable}});
  }
}

std::optional<std::size_t> CheckContext::find_parameter(std::string_view name) const {
  auto found = positions_.find(name);
  return found == positions_.end() ? std::nullopt : std::optional(found->second);
}

std::string CheckContext::suggest_parameter(std::string_view name) const {
  std::vector<std::string> names;
  for (const CheckedParameter& parameter : parameters_) {
    names.push_back(parameter.name);
  }
  std::optional<std::string> closest = closest_name(name, names);
  return closest ? fmt::format("; did you mean '${}'?", *closest) : "";
}

ExpressionPtr CheckContext::constant(std::size_t offset, TypedValue value) const {
  return make_expression(value.type, offset, Constant{std::move(value.value)});
}

ExpressionPtr CheckContext::literal(const Literal& literal) const {
  return constant(literal.offset, check_literal(source_, literal));
}

ExpressionPtr CheckContext::parameter(std::size_t offset, std::size_t index) const {
  return make_expression(parameters_[index].type, offset, Parameter{index});
}

ExpressionPtr CheckContext::now(std::size_t offset) const {
  return make_expression(scalar_type(Scalar::date_time), offset, Now{});
}

}  // namespace omnigraph::query
