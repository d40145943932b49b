#pragma once

#include "schema/catalog.h"
#include "schema/names.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::schema {

/// A type that an IR document refers to (SCH-63): its id counts, its name must agree.
struct TypeReference {
  DeclarationKind kind = DeclarationKind::node;
  std::uint64_t id = 0;
  std::string name;
};

struct PropertyReference {
  std::uint64_t owner_id = 0;
  std::string owner_name;
  std::uint64_t property_id = 0;
  std::string property_name;
  std::uint64_t required_owner = 0;  ///< the type it must belong to; 0: any interface
};

/// The identities and references of one IR document, judged when all of it has been read (SCH-65).
/// `document` outlives the object.
class IrReferences {
 public:
  explicit IrReferences(std::string_view document) : document_(document) {}

  void add(TypeReference reference) { types_.push_back(std::move(reference)); }
  void add(PropertyReference reference) { properties_.push_back(std::move(reference)); }

  /// Throws `Error` (internal): an id is zero, repeated or not below `next_identity_id`; a
  /// reference names nothing or by another name; a node lacks a property of an interface it
  /// implements. The members of `catalog` are sorted by name.
  void check(const Catalog& catalog) const;

 private:
  void check_ids(const Catalog& catalog) const;
  void check_references(const Catalog& catalog) const;
  void check_interfaces(const Catalog& catalog, const NodeType& node) const;
  [[noreturn]] void fail(std::string_view reason) const;

  std::string_view document_;
  std::vector<TypeReference> types_;
  std::vector<PropertyReference> properties_;
};

}  // namespace omnigraph::schema
