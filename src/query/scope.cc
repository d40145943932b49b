#include "query/scope.h"

#include "base/suggest.h"

#include <fmt/format.h>

#include <utility>

namespace omnigraph::query {

void Scope::enter(const std::vector<Clause>& clauses) {
  blocks_.emplace_back();
  for (const Clause& clause : clauses) {
    if (const auto* binding = std::get_if<BindingClause>(&clause.node)) {
      declare(binding->variable);
    } else if (const auto* traversal = std::get_if<TraversalClause>(&clause.node)) {
      declare(traversal->left);
      if (traversal->edge_variable) {
        declare(*traversal->edge_variable);
      }
      declare(traversal->right);
    }
  }
}

std::vector<std::size_t> Scope::leave() {
  Block block = std::move(blocks_.back());
  blocks_.pop_back();
  for (std::size_t index : block.introduced) {
    slots_[index].introduced = false;
  }
  return std::move(block.variables);
}

void Scope::declare(const Name& name) {
  if (!is_anonymous(name) && !find(name.text)) {
    blocks_.back().names.emplace(name.text, add(name));
  }
}

std::size_t Scope::add(const Name& name) {
  Slot slot;
  slot.variable.name = name.text;
  slot.variable.anonymous = is_anonymous(name);
  slot.variable.depth = blocks_.size() - 1;
  slots_.push_back(std::move(slot));
  blocks_.back().variables.push_back(slots_.size() - 1);
  return slots_.size() - 1;
}

std::optional<std::size_t> Scope::find(std::string_view name) const {
  for (auto block = blocks_.rbegin(); block != blocks_.rend(); ++block) {
    auto found = block->names.find(name);
    if (found != block->names.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> Scope::find_introduced(std::string_view name) const {
  std::optional<std::size_t> index = find(name);
  return index && slots_[*index].introduced ? index : std::nullopt;
}

std::string Scope::suggest(std::string_view name) const {
  std::vector<std::string> names;
  for (const Slot& slot : slots_) {
    if (slot.introduced && !slot.variable.anonymous) {
      names.push_back(slot.variable.name);
    }
  }
  std::optional<std::string> closest = closest_name(name, names);
  return closest ? fmt::format("; did you mean '${}'?", *closest) : "";
}

const schema::NodeType* Scope::known_node_type(const Name& name) const {
  std::optional<std::size_t> index = is_anonymous(name) ? std::nullopt : find(name.text);
  if (!index || slots_[*index].type == nullptr) {
    return nullptr;
  }
  if (slots_[*index].variable.kind == EntityKind::edge) {
    context_.fail(
        TypeCode::t23, name.offset,
        fmt::format("'${}' is bound to an edge; a node needs a variable of its own", name.text));
  }
  // The kind says which of the two it is.
  return static_cast<const schema::NodeType*>(slots_[*index].type);
}

std::size_t Scope::introduce_node(const Name& name, const schema::NodeType& type) {
  std::optional<std::size_t> found = is_anonymous(name) ? std::nullopt : find(name.text);
  std::size_t index = found ? *found : add(name);
  Slot& slot = slots_[index];
  slot.type = &type;
  slot.variable.kind = EntityKind::node;
  slot.variable.type_name = type.name;
  introduce(index);
  return index;
}

std::size_t Scope::introduce_edge(const Name& name, const schema::EdgeType& type) {
  std::optional<std::size_t> found = find(name.text);
  if (found && slots_[*found].type != nullptr) {
    context_.fail(
        TypeCode::t23, name.offset,
        fmt::format("'${}' is bound already; an edge needs a variable of its own", name.text));
  }
  std::size_t index = found ? *found : add(name);
  Slot& slot = slots_[index];
  slot.type = &type;
  slot.variable.kind = EntityKind::edge;
  slot.variable.type_name = type.name;
  introduce(index);
  return index;
}

void Scope::introduce(std::size_t index) {
  if (!slots_[index].introduced) {
    slots_[index].introduced = true;
    blocks_.back().introduced.push_back(index);
  }
}

std::vector<Variable> Scope::take_variables() {
  std::vector<Variable> variables;
  variables.reserve(slots_.size());
  for (Slot& slot : slots_) {
    variables.push_back(std::move(slot.variable));
  }
  return variables;
}

}  // namespace omnigraph::query
