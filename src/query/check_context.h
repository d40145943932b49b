#pragma once

#include "base/string_map.h"
#include "query/ast.h"
#include "query/checked_query.h"
#include "query/literals.h"
#include "query/type_error.h"
#include "schema/catalog.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace omnigraph::query {

/// What every part of the type checker needs: the types, the parameters, and the source for
/// messages. `catalog` and `source` outlive the object.
class CheckContext {
 public:
  /// Checks the parameter declarations. Throws `Error` (bad_request), an uncoded type error, for a
  /// vector without a legal dimension and for the reserved name (GQ-33).
  CheckContext(const schema::Catalog& catalog, std::string_view source,
               const std::vector<ParameterDeclaration>& declarations);

  const schema::Catalog& catalog() const { return *catalog_; }
  std::string_view source() const { return source_; }
  const std::vector<CheckedParameter>& parameters() const { return parameters_; }

  /// `name` without the `$`.
  std::optional<std::size_t> find_parameter(std::string_view name) const;
  /// `; did you mean '$x'?`, or nothing.
  std::string suggest_parameter(std::string_view name) const;

  ExpressionPtr constant(std::size_t offset, TypedValue value) const;
  ExpressionPtr literal(const Literal& literal) const;
  ExpressionPtr parameter(std::size_t offset, std::size_t index) const;
  ExpressionPtr now(std::size_t offset) const;

  [[noreturn]] void fail(TypeCode code, std::size_t offset, std::string_view text) const {
    throw_type_error(source_, offset, code, text);
  }

 private:
  const schema::Catalog* catalog_;
  std::string_view source_;
  std::vector<CheckedParameter> parameters_;
  StringMap<std::size_t> positions_;
};

/// An expression of that type at a place of the source.
template <typename Node>
ExpressionPtr make_expression(const ValueType& type, std::size_t offset, Node node) {
  Expression expression;
  expression.type = type;
  expression.offset = offset;
  expression.node = std::move(node);
  return std::make_shared<const Expression>(std::move(expression));
}

}  // namespace omnigraph::query
