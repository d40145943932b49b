#include "query/check_filter.h"

#include "base/overloaded.h"
#include "base/suggest.h"
#include "query/check_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace omnigraph::query {
namespace {

using schema::Scalar;

const FunctionCall* function_call(const ParsedExpression& expression) {
  return std::get_if<FunctionCall>(&expression.node);
}

bool is_true(const ParsedExpression& expression) {
  const auto* literal = std::get_if<Literal>(&expression.node);
  const bool* truth = literal == nullptr ? nullptr : std::get_if<bool>(&literal->value);
  return truth != nullptr && *truth;
}

/// Rules 1 to 5 of GQ-24.
class ComparisonChecker {
 public:
  ComparisonChecker(const CheckContext& context, const FilterClause& filter, const ValueType& left,
                    const ValueType& right)
      : context_(context), filter_(filter), left_(left), right_(right) {}

  expr::Operator run() const {
    if (left_.is_blob() || right_.is_blob()) {
      fail(left_.is_blob() ? filter_.left : filter_.right, "a Blob cannot be compared");
    }
    if (filter_.op == WrittenOperator::contains) {
      return contains();
    }
    if (filter_.op == WrittenOperator::starts_with) {
      need_text(filter_.left, left_, "starts_with");
      need_text(filter_.right, right_, "starts_with");
      return expr::Operator::starts_with;
    }
    need_scalar(filter_.left, left_);
    need_scalar(filter_.right, right_);
    if (!compatible(left_, right_)) {
      fail(filter_.right, fmt::format("{} and {} cannot be compared{}", to_string(left_),
                                      to_string(right_), hint()));
    }
    return comparison_operator(filter_.op);
  }

 private:
  [[noreturn]] void fail(const ParsedExpression& side, std::string_view text) const {
    context_.fail(TypeCode::t7, side.offset, text);
  }

  std::string_view hint() const {
    std::string_view hint = date_hint(left_, right_);
    return hint.empty() ? date_hint(right_, left_) : hint;
  }

  void need_text(const ParsedExpression& side, const ValueType& type, std::string_view op) const {
    if (!type.is_scalar(Scalar::string)) {
      fail(side, fmt::format("'{}' compares two Strings; this side is {}", op, to_string(type)));
    }
  }

  void need_scalar(const ParsedExpression& side, const ValueType& type) const {
    if (type.list || type.scalar == Scalar::vector) {
      fail(side, fmt::format("{} cannot be compared as a whole{}", to_string(type),
                             type.list ? "; use contains to look for one item" : ""));
    }
  }

  expr::Operator contains() const {
    if (left_.is_scalar(Scalar::string)) {
      need_text(filter_.right, right_, "contains");
      return expr::Operator::contains_text;
    }
    if (!left_.list) {
      fail(filter_.left,
           fmt::format("'contains' looks into a String or a list, not into {}", to_string(left_)));
    }
    if (right_.list || right_.scalar == Scalar::vector || !compatible(element_of(left_), right_)) {
      fail(filter_.right, fmt::format("{} cannot contain {}{}", to_string(left_), to_string(right_),
                                      date_hint(element_of(left_), right_)));
    }
    return expr::Operator::contains_item;
  }

  const CheckContext& context_;
  const FilterClause& filter_;
  ValueType left_;
  ValueType right_;
};

/// The value of an inline property, by the table of GQ-22.
class InlineChecker {
 public:
  InlineChecker(const CheckContext& context, std::string name, const schema::PropertyType& type)
      : context_(context), name_(std::move(name)), type_(type) {}

  ExpressionPtr run(const ParsedExpression& value) const {
    return std::visit(
        Overloaded{
            [this](const Literal& literal) { return check(literal); },
            [this, &value](const VariableName& variable) { return check(variable, value.offset); },
            [this, &value](const NowCall&) { return check_now(value.offset); },
            [this, &value](const auto&) -> ExpressionPtr {
              context_.fail(TypeCode::t7, value.offset,
                            "an inline property takes a literal, a parameter or "
                            "now()");
            },
        },
        value.node);
  }

 private:
  /// What the value must be: an item where the property is a list.
  ValueType wanted() const {
    ValueType type = value_type(type_);
    return type.list ? element_of(type) : type;
  }

  [[noreturn]] void fail_vector(std::size_t offset) const {
    context_.fail(TypeCode::t7, offset,
                  fmt::format("property '{}' is a vector and cannot be matched inline; rank by it "
                              "with nearest(…)",
                              name_));
  }

  [[noreturn]] void fail_misfit(TypeCode code, std::size_t offset, const ValueType& given) const {
    if (type_.list && given.list) {
      context_.fail(code, offset,
                    fmt::format("list equality is not supported: property '{}' is a list, and an "
                                "inline value must be one item of it",
                                name_));
    }
    context_.fail(
        code, offset,
        fmt::format("property '{}' is {} and cannot match {}{}", name_, schema::to_string(type_),
                    to_string(given), date_hint(wanted(), given)));
  }

  ExpressionPtr check(const Literal& literal) const {
    TypedValue value = check_literal(context_.source(), literal);
    if (type_.scalar == Scalar::vector && !type_.list) {
      if (!vector_of(value, type_.dimension)) {
        context_.fail(TypeCode::t3, literal.offset,
                      fmt::format("property '{}' is {}; this is no list of {} numbers", name_,
                                  schema::to_string(type_), type_.dimension));
      }
      fail_vector(literal.offset);
    }
    if (value.type.list || !compatible(wanted(), value.type)) {
      fail_misfit(TypeCode::t3, literal.offset, value.type);
    }
    if (!type_.list) {
      check_enum_member(context_, type_, literal, value.value);
    }
    return context_.constant(literal.offset, std::move(value));
  }

  ExpressionPtr check(const VariableName& variable, std::size_t offset) const {
    std::optional<std::size_t> parameter = context_.find_parameter(variable.name);
    if (!parameter) {
      context_.fail(TypeCode::t6, offset,
                    fmt::format("'${}' is not a declared parameter{}", variable.name,
                                context_.suggest_parameter(variable.name)));
    }
    const ValueType& given = context_.parameters()[*parameter].type;
    if (type_.scalar == Scalar::vector && !type_.list) {
      fail_vector(offset);
    }
    if (given.list || !compatible(wanted(), given)) {
      fail_misfit(TypeCode::t7, offset, given);
    }
    return context_.parameter(offset, *parameter);
  }

  ExpressionPtr check_now(std::size_t offset) const {
    if (type_.list || type_.scalar != Scalar::date_time) {
      context_.fail(
          TypeCode::t7, offset,
          fmt::format("now() is a DateTime; property '{}' is {}", name_, schema::to_string(type_)));
    }
    return context_.now(offset);
  }

  const CheckContext& context_;
  std::string name_;  // `Type.property`
  const schema::PropertyType& type_;
};

}  // namespace

std::string_view date_hint(const ValueType& wanted, const ValueType& given) {
  if (!given.is_scalar(Scalar::string) || wanted.list) {
    return "";
  }
  if (wanted.scalar == Scalar::date) {
    return R"(; write date("…"))";
  }
  return wanted.scalar == Scalar::date_time ? R"(; write datetime("…"))" : "";
}

expr::Operator comparison_operator(WrittenOperator op) {
  switch (op) {
    case WrittenOperator::not_equal:
      return expr::Operator::not_equal;
    case WrittenOperator::less:
      return expr::Operator::less;
    case WrittenOperator::less_equal:
      return expr::Operator::less_equal;
    case WrittenOperator::greater:
      return expr::Operator::greater;
    case WrittenOperator::greater_equal:
      return expr::Operator::greater_equal;
    case WrittenOperator::starts_with:
      return expr::Operator::starts_with;
    case WrittenOperator::contains:
    case WrittenOperator::equal:
      break;
  }
  return expr::Operator::equal;
}

void check_enum_member(const CheckContext& context, const schema::PropertyType& type,
                       const Literal& literal, const expr::Value& value) {
  const auto* text = std::get_if<std::string>(&value.data);
  const std::vector<std::string>& members = type.enum_values;
  if (text == nullptr || members.empty() ||
      std::find(members.begin(), members.end(), *text) != members.end()) {
    return;
  }
  context.fail(TypeCode::t3, literal.offset,
               fmt::format("invalid enum value '{}'; expected one of: {}{}", *text,
                           fmt::join(members, ", "), did_you_mean(*text, members)));
}

ExpressionPtr check_filter(const CheckContext& context, const Scope& scope,
                           const FilterClause& filter) {
  ExpressionPtr left = check_operand(context, scope, filter.left);
  ExpressionPtr right = check_operand(context, scope, filter.right);
  expr::Operator op = ComparisonChecker(context, filter, left->type, right->type).run();
  const FunctionCall* call = function_call(filter.left);
  if (call != nullptr && is_text_predicate(call->kind) && op == expr::Operator::equal &&
      is_true(filter.right)) {
    return left;
  }
  for (const ParsedExpression* side : {&filter.left, &filter.right}) {
    if (const FunctionCall* function = function_call(*side)) {
      context.fail(
          TypeCode::t7, side->offset,
          is_rank(function->kind)
              ? fmt::format("{}(…) ranks and cannot be compared; use it in order or return",
                            to_string(function->kind))
              : fmt::format("{0}(…) can only be compared as `{0}(…) = true`; to negate it "
                            "write not {{ {0}(…) }}",
                            to_string(function->kind)));
    }
  }
  std::size_t offset = filter.left.offset;
  return make_expression(scalar_type(Scalar::boolean), offset,
                         Comparison{op, std::move(left), std::move(right)});
}

ExpressionPtr check_inline_property(const CheckContext& context, std::size_t variable,
                                    const schema::NodeType& type,
                                    const PropertyValue& inline_value) {
  const Name& name = inline_value.property;
  const schema::Property* property = type.find_property(name.text);
  if (property == nullptr) {
    context.fail(TypeCode::t2, name.offset,
                 fmt::format("type '{}' has no property '{}'{}", type.name, name.text,
                             did_you_mean(name.text, type.property_names())));
  }
  std::string full_name = fmt::format("{}.{}", type.name, name.text);
  if (property->type.scalar == Scalar::blob) {
    context.fail(TypeCode::t3, name.offset,
                 fmt::format("property '{}' is a Blob and cannot be matched", full_name));
  }
  ExpressionPtr value =
      InlineChecker(context, std::move(full_name), property->type).run(inline_value.value);
  auto position = static_cast<std::size_t>(property - type.properties.data());
  ExpressionPtr access = make_expression(value_type(property->type), name.offset,
                                         PropertyAccess{variable, position, property->name});
  expr::Operator op = property->type.list ? expr::Operator::contains_item : expr::Operator::equal;
  return make_expression(scalar_type(Scalar::boolean), name.offset,
                         Comparison{op, std::move(access), std::move(value)});
}

}  // namespace omnigraph::query
