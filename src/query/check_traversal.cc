#include "query/check_traversal.h"

#include "base/suggest.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::query {
namespace {

using schema::NodeType;

class TraversalChecker {
 public:
  TraversalChecker(const CheckContext& context, Scope& scope, const TraversalClause& clause)
      : context_(context), scope_(scope), clause_(clause) {}

  Traversal run() {
    find_edge();
    check_bounds();
    if (clause_.undirected && edge_->from != edge_->to) {
      context_.fail(TypeCode::t22, clause_.edge.offset,
                    fmt::format("edge '{}' goes from '{}' to '{}' and cannot be walked both ways; "
                                "write it without < >",
                                edge_->name, edge_->from, edge_->to));
    }
    check_edge_variable();
    infer_direction();
    bind();
    return result_;
  }

 private:
  void find_edge() {
    edge_ = context_.catalog().find_edge(clause_.edge.text);
    if (edge_ == nullptr) {
      std::vector<std::string> words = context_.catalog().edge_names();
      for (std::string& word : words) {
        if (word[0] >= 'A' && word[0] <= 'Z') {
          word[0] = static_cast<char>(word[0] - 'A' + 'a');
        }
      }
      context_.fail(TypeCode::t4, clause_.edge.offset,
                    fmt::format("there is no edge '{}'{}", clause_.edge.text,
                                did_you_mean(clause_.edge.text, words)));
    }
    result_.edge_type = edge_->name;
    result_.offset = clause_.left.offset;
  }

  void check_bounds() {
    if (!clause_.bounds) {
      return;
    }
    const HopBounds& bounds = *clause_.bounds;
    if (bounds.min == 0) {
      context_.fail(TypeCode::t15, bounds.offset, "the least number of hops must be 1 or more");
    }
    if (!bounds.max) {
      context_.fail(
          TypeCode::t15, bounds.offset,
          fmt::format("the greatest number of hops is missing; write {{{},n}}", bounds.min));
    }
    if (*bounds.max < bounds.min) {
      context_.fail(TypeCode::t15, bounds.offset,
                    fmt::format("hop bounds {{{},{}}} have the greater number first", bounds.min,
                                *bounds.max));
    }
    result_.min = bounds.min;
    result_.max = *bounds.max;
  }

  /// Also makes sure that neither endpoint is an edge variable.
  void check_edge_variable() {
    left_known_ = scope_.known_node_type(clause_.left);
    right_known_ = scope_.known_node_type(clause_.right);
    if (!clause_.edge_variable) {
      return;
    }
    const Name& name = *clause_.edge_variable;
    if (result_.min != 1 || result_.max != 1) {
      context_.fail(TypeCode::t23, name.offset,
                    "an edge can be bound over exactly one hop; remove the bounds or the binding");
    }
    if (is_anonymous(name)) {
      return;
    }
    for (const Name* endpoint : {&clause_.left, &clause_.right}) {
      if (endpoint->text == name.text) {
        context_.fail(TypeCode::t23, name.offset,
                      fmt::format("'${}' cannot be the edge and an endpoint of it", name.text));
      }
    }
    edge_variable_ = scope_.introduce_edge(name, *edge_);
  }

  /// The table of GQ-23.
  void infer_direction() {
    bool backward = false;
    if (left_known_ != nullptr) {
      backward = left_known_->name != edge_->from;
      if (backward && left_known_->name != edge_->to) {
        fail_endpoint(clause_.left, *left_known_);
      }
    } else if (right_known_ != nullptr) {
      backward = right_known_->name != edge_->to;
      if (backward && right_known_->name != edge_->from) {
        fail_endpoint(clause_.right, *right_known_);
      }
    }
    left_type_ = node_type(backward ? edge_->to : edge_->from);
    right_type_ = node_type(backward ? edge_->from : edge_->to);
    result_.direction = clause_.undirected ? Direction::both
                        : backward         ? Direction::in
                                           : Direction::out;
  }

  const NodeType* node_type(std::string_view name) const {
    const NodeType* type = context_.catalog().find_node(name);
    if (type == nullptr) {
      context_.fail(TypeCode::t5, clause_.edge.offset,
                    fmt::format("edge '{}' ends in the unknown node type '{}'", edge_->name, name));
    }
    return type;
  }

  [[noreturn]] void fail_endpoint(const Name& name, const NodeType& type) const {
    context_.fail(TypeCode::t5, name.offset,
                  fmt::format("'${}' is of type '{}', but edge '{}' goes from '{}' to '{}'",
                              name.text, type.name, edge_->name, edge_->from, edge_->to));
  }

  void bind() {
    result_.from = scope_.introduce_node(clause_.left, *left_type_);
    // Looked up again: the left side may have given the type, as in `$p knows $p`.
    const NodeType* known = scope_.known_node_type(clause_.right);
    if (known != nullptr && known != right_type_) {
      context_.fail(TypeCode::t5, clause_.right.offset,
                    fmt::format("'${}' is of type '{}', but this side of edge '{}' needs '{}'",
                                clause_.right.text, known->name, edge_->name, right_type_->name));
    }
    result_.to = scope_.introduce_node(clause_.right, *right_type_);
    result_.edge_variable = edge_variable_;
  }

  const CheckContext& context_;
  Scope& scope_;
  const TraversalClause& clause_;
  const schema::EdgeType* edge_ = nullptr;
  const NodeType* left_known_ = nullptr;
  const NodeType* right_known_ = nullptr;
  const NodeType* left_type_ = nullptr;
  const NodeType* right_type_ = nullptr;
  std::optional<std::size_t> edge_variable_;
  Traversal result_;
};

}  // namespace

Traversal check_traversal(const CheckContext& context, Scope& scope,
                          const TraversalClause& clause) {
  return TraversalChecker(context, scope, clause).run();
}

}  // namespace omnigraph::query
