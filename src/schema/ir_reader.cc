#include "base/throw_error.h"
#include "base/ulid.h"
#include "schema/ir.h"
#include "schema/ir_references.h"
#include "schema/json_cursor.h"
#include "schema/lexer.h"
#include "schema/names.h"
#include "schema/normal_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

// Reads the IR document (SCH-64, SCH-65). Members have a fixed order, so reading is a walk from
// left to right; `IrReferences` judges afterwards what needs the whole document.

namespace omnigraph::schema {
namespace {

class IrReader {
 public:
  IrReader(std::string_view json, std::string_view name) : cursor_(json, name), references_(name) {}

  Catalog read();

 private:
  InterfaceType interface();
  NodeType node();
  EdgeType edge();
  void entity_start(EntityType& type);
  std::string type_name();

  std::vector<Property> properties(DeclarationKind kind, std::uint64_t owner_id);
  Property property(DeclarationKind kind, std::uint64_t owner_id);
  PropertyType property_type();
  void property_constraints(Property& property);
  std::vector<Annotation> annotations();
  Annotation annotation();

  std::vector<Constraint> constraints(const EntityType& type, DeclarationKind kind);
  Constraint constraint(const EntityType& type, DeclarationKind kind);
  std::vector<std::string> fields(const EntityType& type, DeclarationKind kind);
  std::string field(const EntityType& type, DeclarationKind kind);
  std::optional<RangeBound> bound();

  /// Notes the reference and gives the name of the type.
  std::string type_reference(DeclarationKind kind);
  PropertyReference property_reference();
  /// Names must ascend, which also keeps them unique.
  template <typename T>
  void append_in_order(std::vector<T>& elements, T element) {
    if (!elements.empty() && elements.back().name >= element.name) {
      cursor_.fail(
          fmt::format("'{}' is not sorted behind '{}'", element.name, elements.back().name));
    }
    elements.push_back(std::move(element));
  }

  JsonCursor cursor_;
  IrReferences references_;
};

Catalog IrReader::read() {
  Catalog catalog;
  cursor_.expect(R"({"ir_version":)");
  std::uint64_t version = cursor_.unsigned_integer();
  if (version != 2) {
    cursor_.fail(fmt::format("ir_version {} is unknown, this release reads 2", version));
  }
  cursor_.expect(R"(,"schema_identity_domain":)");
  catalog.identity_domain = cursor_.string();
  std::optional<Ulid> domain = Ulid::parse(catalog.identity_domain);
  if (!domain || domain->to_string() != catalog.identity_domain) {
    cursor_.fail("the identity domain is no canonical ULID");
  }
  cursor_.expect(R"(,"next_identity_id":)");
  catalog.next_identity_id = cursor_.unsigned_integer();
  cursor_.expect(R"(,"interfaces":)");
  cursor_.array([&] { append_in_order(catalog.interfaces, interface()); });
  cursor_.expect(R"(,"nodes":)");
  cursor_.array([&] { append_in_order(catalog.nodes, node()); });
  cursor_.expect(R"(,"edges":)");
  cursor_.array([&] { append_in_order(catalog.edges, edge()); });
  cursor_.expect("}");
  if (!cursor_.at_end()) {
    cursor_.fail("something follows the document");
  }
  references_.check(catalog);
  return catalog;
}

std::string IrReader::type_name() {
  std::string name = cursor_.string();
  if (!is_type_name(name)) {
    cursor_.fail(fmt::format("'{}' is no name of a type", name));
  }
  return name;
}

InterfaceType IrReader::interface() {
  InterfaceType type;
  cursor_.expect(R"({"name":)");
  type.name = type_name();
  cursor_.expect(R"(,"type_id":)");
  type.type_id = cursor_.unsigned_integer();
  cursor_.expect(",");
  type.properties = properties(DeclarationKind::interface, type.type_id);
  cursor_.expect("}");
  return type;
}

void IrReader::entity_start(EntityType& type) {
  cursor_.expect(R"({"name":)");
  type.name = type_name();
  cursor_.expect(R"(,"type_id":)");
  type.type_id = cursor_.unsigned_integer();
  cursor_.expect(R"(,"table_incarnation_id":)");
  type.incarnation = cursor_.unsigned_integer();
  cursor_.expect(",");
}

NodeType IrReader::node() {
  NodeType type;
  entity_start(type);
  type.annotations = annotations();
  cursor_.expect(R"(,"implements":)");
  cursor_.array([&] { type.implements.push_back(type_reference(DeclarationKind::interface)); });
  cursor_.expect(",");
  type.properties = properties(DeclarationKind::node, type.type_id);
  type.constraints = constraints(type, DeclarationKind::node);
  cursor_.expect("}");
  return type;
}

EdgeType IrReader::edge() {
  EdgeType type;
  entity_start(type);
  cursor_.expect(R"("from_type":)");
  type.from = type_reference(DeclarationKind::node);
  cursor_.expect(R"(,"to_type":)");
  type.to = type_reference(DeclarationKind::node);
  cursor_.expect(R"(,"cardinality":{"min":)");
  type.cardinality.min = cursor_.small_integer();
  cursor_.expect(R"(,"max":)");
  if (!cursor_.accept("null")) {
    type.cardinality.max = cursor_.small_integer();
  }
  cursor_.expect("},");
  type.annotations = annotations();
  cursor_.expect(",");
  type.properties = properties(DeclarationKind::edge, type.type_id);
  type.constraints = constraints(type, DeclarationKind::edge);
  cursor_.expect("}");
  return type;
}

std::vector<Property> IrReader::properties(DeclarationKind kind, std::uint64_t owner_id) {
  std::vector<Property> result;
  cursor_.expect(R"("properties":)");
  cursor_.array([&] { append_in_order(result, property(kind, owner_id)); });
  return result;
}

Property IrReader::property(DeclarationKind kind, std::uint64_t owner_id) {
  Property result;
  cursor_.expect(R"({"name":)");
  result.name = cursor_.string();
  if (!is_identifier(result.name) || is_reserved_property(kind, result.name) ||
      is_id_name(kind, result.name)) {
    cursor_.fail(fmt::format("'{}' is not allowed as a property name", result.name));
  }
  cursor_.expect(R"(,"property_id":)");
  result.id = cursor_.unsigned_integer();
  cursor_.expect(R"(,"prop_type":)");
  result.type = property_type();
  cursor_.expect(",");
  result.annotations = annotations();
  property_constraints(result);
  cursor_.expect(R"(,"embed_source":)");
  if (cursor_.accept(R"({"source":{)")) {
    PropertyReference source = property_reference();
    source.required_owner = owner_id;
    result.embed = EmbedSource{source.property_name, std::nullopt};
    references_.add(std::move(source));
    cursor_.expect(R"(},"model":)");
    result.embed->model = cursor_.optional_string();
    cursor_.expect("}");
  } else {
    cursor_.expect("null");
  }
  cursor_.expect(R"(,"declared_directly":)");
  result.declared_directly = cursor_.boolean();
  cursor_.expect(R"(,"satisfies_interface_properties":)");
  cursor_.array([&] {
    cursor_.expect("{");
    PropertyReference reference = property_reference();
    cursor_.expect("}");
    result.satisfies.push_back({reference.owner_name, reference.property_name});
    references_.add(std::move(reference));
  });
  cursor_.expect("}");
  return result;
}

PropertyType IrReader::property_type() {
  PropertyType type;
  cursor_.expect(R"({"scalar":)");
  if (cursor_.accept(R"({"Vector":)")) {
    type.scalar = Scalar::vector;
    type.dimension = cursor_.small_integer();
    if (type.dimension == 0 || type.dimension > kLargestDimension) {
      cursor_.fail("a vector has between 1 and 2147483647 dimensions");
    }
    cursor_.expect("}");
  } else {
    std::optional<Scalar> scalar = parse_scalar(cursor_.string());
    if (!scalar) {
      cursor_.fail("unknown scalar type");
    }
    type.scalar = *scalar;
  }
  cursor_.expect(R"(,"nullable":)");
  type.nullable = cursor_.boolean();
  cursor_.expect(R"(,"list":)");
  type.list = cursor_.boolean();
  cursor_.expect(R"(,"enum_values":)");
  if (!cursor_.accept("null")) {
    cursor_.array([&] { type.enum_values.push_back(cursor_.string()); });
  }
  bool plain =
      type.enum_values.empty() && type.scalar != Scalar::vector && type.scalar != Scalar::blob;
  if ((type.list && !plain) || (!type.enum_values.empty() && type.scalar != Scalar::string)) {
    cursor_.fail("there is no such type");
  }
  cursor_.expect("}");
  return type;
}

void IrReader::property_constraints(Property& property) {
  cursor_.expect(R"(,"property_constraints":)");
  cursor_.array([&] {
    std::string name = cursor_.string();
    if (!is_property_constraint(name)) {
      cursor_.fail(fmt::format("'{}' is no constraint of a property", name));
    }
    property.key |= name == "key";
    property.unique |= name == "unique";
    property.index |= name == "index";
  });
}

std::vector<Annotation> IrReader::annotations() {
  std::vector<Annotation> result;
  cursor_.expect(R"("annotations":)");
  cursor_.array([&] { result.push_back(annotation()); });
  return result;
}

Annotation IrReader::annotation() {
  Annotation result;
  cursor_.expect(R"({"name":)");
  result.name = cursor_.string();
  if (!is_identifier(result.name) || is_structural_annotation(result.name)) {
    cursor_.fail(fmt::format("'{}' is no annotation that is kept", result.name));
  }
  cursor_.expect(R"(,"value":)");
  result.value = cursor_.optional_string();
  if (cursor_.accept(R"(,"kwargs":{)")) {
    do {
      std::string name = cursor_.string();
      cursor_.expect(":");
      result.kwargs.emplace_back(std::move(name), cursor_.string());
    } while (cursor_.accept(","));
    cursor_.expect("}");
  }
  cursor_.expect("}");
  return result;
}

std::vector<Constraint> IrReader::constraints(const EntityType& type, DeclarationKind kind) {
  std::vector<Constraint> result;
  cursor_.expect(R"(,"constraints":)");
  cursor_.array([&] { result.push_back(constraint(type, kind)); });
  return result;
}

Constraint IrReader::constraint(const EntityType& type, DeclarationKind kind) {
  Constraint result;
  if (cursor_.accept(R"({"kind":"key","fields":)")) {
    result = KeyConstraint{fields(type, kind)};
  } else if (cursor_.accept(R"({"kind":"unique","fields":)")) {
    result = UniqueConstraint{fields(type, kind)};
  } else if (cursor_.accept(R"({"kind":"index","fields":)")) {
    result = IndexConstraint{fields(type, kind)};
  } else if (cursor_.accept(R"({"kind":"range","field":)")) {
    RangeConstraint range;
    range.property = field(type, kind);
    cursor_.expect(R"(,"min":)");
    range.min = bound();
    cursor_.expect(R"(,"max":)");
    range.max = bound();
    result = std::move(range);
  } else {
    cursor_.expect(R"({"kind":"check","field":)");
    CheckConstraint check;
    check.property = field(type, kind);
    cursor_.expect(R"(,"pattern":)");
    check.pattern = cursor_.string();
    result = std::move(check);
  }
  cursor_.expect("}");
  return result;
}

std::vector<std::string> IrReader::fields(const EntityType& type, DeclarationKind kind) {
  std::vector<std::string> names;
  cursor_.array([&] { names.push_back(field(type, kind)); });
  return names;
}

std::string IrReader::field(const EntityType& type, DeclarationKind kind) {
  if (cursor_.accept(R"({"kind":"property",)")) {
    PropertyReference reference = property_reference();
    cursor_.expect("}");
    reference.required_owner = type.type_id;
    std::string name = reference.property_name;
    references_.add(std::move(reference));
    return name;
  }
  cursor_.expect(fmt::format(R"({{"kind":"system","stable_table_id":{},"table_type_name":"{}",)"
                             R"("table_incarnation_id":{},"role":)",
                             type.type_id, type.name, type.incarnation));
  std::string role = cursor_.string();
  if (kind != DeclarationKind::edge || (role != "src" && role != "dst")) {
    cursor_.fail(fmt::format("'{}' cannot be part of a constraint here", role));
  }
  cursor_.expect("}");
  return role;
}

std::optional<RangeBound> IrReader::bound() {
  if (cursor_.accept("null")) {
    return std::nullopt;
  }
  RangeBound result;
  if (cursor_.accept(R"({"Integer":)")) {
    result = cursor_.integer();
  } else {
    cursor_.expect(R"({"Float":)");
    result = cursor_.number();
  }
  cursor_.expect("}");
  return result;
}

std::string IrReader::type_reference(DeclarationKind kind) {
  TypeReference reference;
  reference.kind = kind;
  cursor_.expect(R"({"type_id":)");
  reference.id = cursor_.unsigned_integer();
  cursor_.expect(R"(,"type_name":)");
  reference.name = cursor_.string();
  cursor_.expect("}");
  references_.add(reference);
  return reference.name;
}

PropertyReference IrReader::property_reference() {
  PropertyReference reference;
  cursor_.expect(R"("owner_type_id":)");
  reference.owner_id = cursor_.unsigned_integer();
  cursor_.expect(R"(,"owner_type_name":)");
  reference.owner_name = cursor_.string();
  cursor_.expect(R"(,"property_id":)");
  reference.property_id = cursor_.unsigned_integer();
  cursor_.expect(R"(,"property_name":)");
  reference.property_name = cursor_.string();
  return reference;
}

}  // namespace

Catalog parse_ir(std::string_view json, std::string_view name) {
  if (valid_utf8_prefix(json) != json.size()) {
    throw_internal("schema IR '{}' is damaged at byte {}: it is not UTF-8", name,
                   valid_utf8_prefix(json));
  }
  Catalog catalog = IrReader(json, name).read();
  normalise(catalog);
  // Whatever else may be out of order or spelled in another way shows in the text.
  std::string normal = ir_json(catalog);
  if (normal != json) {
    auto [ours, theirs] = std::mismatch(normal.begin(), normal.end(), json.begin(), json.end());
    throw_internal("schema IR '{}' is damaged: unsorted or not in normal form at byte {}", name,
                   theirs - json.begin());
  }
  return catalog;
}

}  // namespace omnigraph::schema
