#include "query/check_read.h"

#include "query/check_order.h"
#include "query/check_pattern.h"
#include "query/check_projection.h"
#include "query/scope.h"

namespace omnigraph::query {
namespace {

/// GQ-29: beside an aggregate only group keys may be projected.
void check_group_keys(const CheckContext& context, const ReadBody& body, CheckedRead& read) {
  for (std::size_t i = 0; i < read.projections.size(); ++i) {
    const Projection& projection = read.projections[i];
    const auto& node = projection.expression->node;
    if (!projection.reference_to && std::holds_alternative<Aggregate>(node)) {
      continue;
    }
    bool key = std::holds_alternative<PropertyAccess>(node) ||
               std::holds_alternative<EntityId>(node) || std::holds_alternative<Parameter>(node);
    if (!key || projection.reference_to) {
      context.fail(TypeCode::t9, body.projections[i].expression.offset,
                   "beside an aggregate, return takes properties, variables and parameters only");
    }
    read.group_keys.push_back(i);
  }
}

}  // namespace

CheckedRead check_read(const CheckContext& context, const ReadBody& body) {
  Scope scope(context);
  CheckedRead read;
  read.pattern = check_match(context, scope, body.match);
  read.projections = check_projections(context, scope, body.projections);
  for (const Projection& projection : read.projections) {
    read.is_aggregate =
        read.is_aggregate || std::holds_alternative<Aggregate>(projection.expression->node);
  }
  read.limit = body.limit;
  read.order = check_order(context, scope, body, read);
  if (read.is_aggregate) {
    check_group_keys(context, body, read);
  }
  read.variables = scope.take_variables();
  return read;
}

}  // namespace omnigraph::query
