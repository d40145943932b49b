#pragma once

#include "schema/comparison.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <string>
#include <vector>

namespace omnigraph::schema {

/// Compares the constraints of one declaration by the identity of their properties.
///
/// Steps come in two places (SCH-80): beside the property on which a constraint is written, and
/// behind all properties. Both refer to the comparison and the pair, which outlive the object.
class ConstraintChanges {
 public:
  ConstraintChanges(Comparison& comparison, const TypePair& pair);

  /// The steps for `@key`, `@unique` and `@index` as they are written on one property.
  void add_property_level(const Property& accepted, const Property& desired);
  /// All others.
  void add_rest();

 private:
  /// A constraint with the names that its surviving properties get, and whether a step has it.
  struct Entry {
    Constraint constraint;
    std::string text;  ///< identifies it
    bool done = false;
  };

  static std::vector<Constraint> constraints_of(const TypeView& type);
  std::vector<Constraint> renamed_constraints() const;
  Entry* find_added(const Constraint& constraint);
  bool is_kept(const Constraint& constraint) const;
  void add_spelling(const Constraint& single, bool before, bool after);
  void add(Entry& entry);
  void refuse_keys();
  void refuse_key_change(const KeyConstraint& from, const KeyConstraint* to);
  template <typename Kind>
  void pair_up(std::vector<ChangeConstraint>& changes);

  Comparison& comparison_;
  const TypePair& pair_;
  std::vector<Entry> removed_;
  std::vector<Entry> added_;
  absl::flat_hash_map<std::string, std::size_t> added_positions_;
  absl::flat_hash_set<std::string> kept_;
};

}  // namespace omnigraph::schema
