#pragma once

#include "columnar/batch.h"
#include "schema/catalog.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::write {

/// A row whose value breaks a rule, and what is wrong: `@range violation on T.p: …`.
struct ValueViolation {
  std::size_t row = 0;
  std::string message;
};

/// `text` in quotes for a message, cut if it is long.
std::string in_quotes(std::string_view text);

/// The rules of a type about single values (SCH-44 to SCH-46): `@range`, `@check` and the members
/// of enums. Null passes all of them.
///
/// Ranges are compared exactly: a 64-bit integer with a float bound, an F32 as the number that it
/// is. NaN is in no range. Patterns are compiled once, and searched for (RE2, UTF-8).
///
/// Immutable; safe to use from any thread.
class ValueRules {
 public:
  ValueRules();
  /// All rules of `type`, enums first.
  explicit ValueRules(const schema::EntityType& type);
  /// Only those of `constraints` on `type`; others than `@range` and `@check` have none.
  ValueRules(const schema::EntityType& type, std::span<const schema::Constraint> constraints);
  /// Only that the values of `property` of `type` are members of its enum.
  ValueRules(const schema::EntityType& type, const schema::Property& property);
  ~ValueRules();
  ValueRules(ValueRules&&) noexcept;
  ValueRules& operator=(ValueRules&&) noexcept;

  bool empty() const { return rules_.empty(); }
  /// The properties that there are rules about, each once.
  std::vector<std::string> properties() const;

  /// The first `most` violations: by row, those of one row in the order of the rules. Rules about
  /// columns that `batch` lacks are left out.
  std::vector<ValueViolation> find(const columnar::Batch& batch, std::size_t most) const;

 private:
  class Rule;
  class EnumRule;
  class RangeRule;
  class CheckRule;

  void add(const schema::EntityType& type, const schema::Constraint& constraint);
  void add_enum(const schema::EntityType& type, const schema::Property& property);

  std::vector<std::unique_ptr<const Rule>> rules_;
};

}  // namespace omnigraph::write
