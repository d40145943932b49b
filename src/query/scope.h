#pragma once

#include "base/string_map.h"
#include "query/check_context.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace omnigraph::query {

/// Which match variables exist and which of them the text has introduced so far (GQ-10 to GQ-13).
///
/// A name belongs to the outermost enclosing clause list that binds it anywhere, so entering a
/// block declares all names that its clauses bind. A declared variable has no type until the first
/// clause that mentions it gives it one; later ones must agree. It is *introduced* from that clause
/// on, to the end of the block with the clause: only then may filters and `not` blocks mention it.
class Scope {
 public:
  explicit Scope(const CheckContext& context) : context_(context) {}

  /// Begins a block and declares what its direct clauses bind.
  void enter(const std::vector<Clause>& clauses);
  /// Ends the block: what was introduced since is not any more. Gives the variables of the block.
  std::vector<std::size_t> leave();

  /// The variables of the innermost block.
  const std::vector<std::size_t>& block_variables() const { return blocks_.back().variables; }

  /// The variable that an expression may mention by that name.
  std::optional<std::size_t> find_introduced(std::string_view name) const;
  /// `; did you mean '$x'?` from what is introduced, or nothing.
  std::string suggest(std::string_view name) const;

  /// The node type that an earlier clause gave to the variable, or null: also for `$_`.
  /// Throws T23 for the variable of an edge.
  const schema::NodeType* known_node_type(const Name& name) const;

  /// Introduces a node variable, whose type is unknown or equal to `type`. `$_` makes a new one.
  std::size_t introduce_node(const Name& name, const schema::NodeType& type);
  /// Introduces an edge variable. Throws T23 if the name is in use (GQ-31).
  std::size_t introduce_edge(const Name& name, const schema::EdgeType& type);

  const Variable& variable(std::size_t index) const { return slots_[index].variable; }
  /// Of an introduced variable.
  const schema::EntityType& type_of(std::size_t index) const { return *slots_[index].type; }

  /// All variables, for the result.
  std::vector<Variable> take_variables();

 private:
  struct Slot {
    Variable variable;
    const schema::EntityType* type = nullptr;  // null until a clause mentions the variable
    bool introduced = false;
  };
  struct Block {
    StringMap<std::size_t> names;
    std::vector<std::size_t> variables;
    std::vector<std::size_t> introduced;
  };

  void declare(const Name& name);
  std::size_t add(const Name& name);
  std::optional<std::size_t> find(std::string_view name) const;
  void introduce(std::size_t index);

  const CheckContext& context_;
  std::vector<Slot> slots_;
  std::vector<Block> blocks_;
};

/// `$_`: stands for a variable of its own wherever it occurs (GQ-11).
inline bool is_anonymous(const Name& name) { return name.text == "_"; }

}  // namespace omnigraph::query
