#include "query/check_order.h"

#include "base/suggest.h"
#include "query/check_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

using schema::Scalar;

const Function* rank_of(const OrderKey& key) {
  const auto* function = std::get_if<Function>(&key.expression->node);
  return function != nullptr && is_rank(function->kind) ? function : nullptr;
}

bool ranks_by(const OrderKey& key, FunctionKind kind) {
  const Function* rank = rank_of(key);
  return rank != nullptr && rank->kind == kind;
}

class OrderChecker {
 public:
  OrderChecker(const CheckContext& context, const Scope& scope, const CheckedRead& read)
      : context_(context), scope_(scope), read_(read) {}

  std::vector<OrderKey> run(const std::vector<OrderingItem>& items) {
    for (const OrderingItem& item : items) {
      OrderKey key = check(item.expression);
      const ValueType& type = key.expression->type;
      if (type.list || type.scalar == Scalar::vector) {
        context_.fail(TypeCode::t7, item.expression.offset,
                      fmt::format("rows cannot be ordered by a {}", to_string(type)));
      }
      // A rank has one useful direction whatever is written (SRCH-33).
      key.descending = rank_of(key) != nullptr ? !ranks_by(key, FunctionKind::nearest)
                                               : item.direction == SortDirection::descending;
      keys_.push_back(std::move(key));
    }
    check_ranks(items);
    return std::move(keys_);
  }

 private:
  OrderKey check(const ParsedExpression& expression) const {
    OrderKey key;
    if (const auto* word = std::get_if<Identifier>(&expression.node)) {
      key.column = find_column(*word, expression.offset);
      key.expression = read_.projections[*key.column].expression;
      return key;
    }
    if (const auto* path = std::get_if<PropertyPath>(&expression.node)) {
      key.expression = check_property(context_, scope_, *path);
      if (read_.is_aggregate) {
        key.column = find_projected(std::get<PropertyAccess>(key.expression->node), *path);
      }
      return key;
    }
    const auto* call = std::get_if<FunctionCall>(&expression.node);
    if (call == nullptr || !is_rank(call->kind)) {
      context_.fail(TypeCode::none, expression.offset,
                    "order takes properties, aliases and the ranks nearest, bm25 and rrf; give "
                    "anything else an alias in return and order by that");
    }
    key.expression = check_function(context_, scope_, *call, expression.offset);
    if (read_.is_aggregate) {
      context_.fail(TypeCode::none, expression.offset,
                    fmt::format("an aggregate query cannot be ordered by {}(…); order by an alias "
                                "or a projected property",
                                to_string(call->kind)));
    }
    return key;
  }

  /// The first column of that alias, else of that plain name (GQ-14, GQ-85).
  std::size_t find_column(const Identifier& word, std::size_t offset) const {
    for (bool aliased : {true, false}) {
      for (std::size_t i = 0; i < read_.projections.size(); ++i) {
        const Projection& projection = read_.projections[i];
        if (projection.aliased == aliased && projection.column == word.name) {
          return i;
        }
      }
    }
    std::vector<std::string> known;
    for (const Projection& projection : read_.projections) {
      known.push_back(projection.column);
    }
    context_.fail(TypeCode::none, offset,
                  fmt::format("'{}' is no alias or column of return{}", word.name,
                              did_you_mean(word.name, known)));
  }

  std::size_t find_projected(const PropertyAccess& property, const PropertyPath& path) const {
    for (std::size_t i = 0; i < read_.projections.size(); ++i) {
      const auto* projected = std::get_if<PropertyAccess>(&read_.projections[i].expression->node);
      if (projected != nullptr && *projected == property) {
        return i;
      }
    }
    context_.fail(TypeCode::none, path.variable.offset,
                  fmt::format("an aggregate query is ordered by aliases and projected properties; "
                              "add ${}.{} to return",
                              path.variable.text, path.property.text));
  }

  void check_ranks(const std::vector<OrderingItem>& items) const {
    auto first = [this](FunctionKind kind) -> std::size_t {
      auto found = std::find_if(keys_.begin(), keys_.end(),
                                [kind](const OrderKey& key) { return ranks_by(key, kind); });
      return static_cast<std::size_t>(found - keys_.begin());
    };
    std::size_t fusion = first(FunctionKind::rrf);
    if (fusion < keys_.size() && !read_.limit) {
      context_.fail(TypeCode::t21, items[fusion].expression.offset,
                    "ordering by rrf(…) needs a limit");
    }
    std::size_t nearest = first(FunctionKind::nearest);
    if (nearest == keys_.size()) {
      return;
    }
    if (!read_.limit) {
      context_.fail(TypeCode::t17, items[nearest].expression.offset,
                    "ordering by nearest(…) needs a limit");
    }
    for (const OrderingItem& item : items) {
      if (std::holds_alternative<Identifier>(item.expression.node)) {
        context_.fail(TypeCode::t18, item.expression.offset,
                      "ordering by nearest(…) cannot be combined with an alias; write the "
                      "expression itself");
      }
    }
  }

  const CheckContext& context_;
  const Scope& scope_;
  const CheckedRead& read_;
  std::vector<OrderKey> keys_;
};

}  // namespace

std::vector<OrderKey> check_order(const CheckContext& context, const Scope& scope,
                                  const ReadBody& body, const CheckedRead& read) {
  return OrderChecker(context, scope, read).run(body.order);
}

}  // namespace omnigraph::query
