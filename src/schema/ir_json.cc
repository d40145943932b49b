#include "base/hash.h"
#include "base/throw_error.h"
#include "schema/ir.h"
#include "schema/names.h"
#include "schema/schema_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

// Writes the IR document (SCH-64). References carry the id that counts and the name that informs.

namespace omnigraph::schema {
namespace {

class IrWriter {
 public:
  explicit IrWriter(const Catalog& catalog) : catalog_(catalog) {}

  std::string write();

 private:
  void interface(const InterfaceType& type);
  void node(const NodeType& type);
  void edge(const EdgeType& type);
  void entity_start(const EntityType& type);
  template <typename Owner>
  void properties(const Owner& owner);
  template <typename Owner>
  void property(const Owner& owner, const Property& property);
  void satisfied(const Property& property);

  void constraints(const EntityType& type);
  void constraint(const EntityType& type, const Constraint& constraint);
  void field(const EntityType& type, const std::string& name);
  void fields(const EntityType& type, std::string_view kind, const std::vector<std::string>& names);

  void member_start(std::string_view name) {
    fmt::format_to(std::back_inserter(out_), ",\"{}\":", name);
  }
  void type_reference(std::uint64_t id, std::string_view name);
  void property_reference(std::uint64_t owner_id, std::string_view owner_name,
                          const Property& property);
  const InterfaceType& interface_named(const std::string& name) const;
  const NodeType& node_named(const std::string& name) const;

  const Catalog& catalog_;
  std::string out_;
};

const Property* find_in(const InterfaceType& type, std::string_view name) {
  auto found = std::find_if(type.properties.begin(), type.properties.end(),
                            [name](const Property& property) { return property.name == name; });
  return found != type.properties.end() ? &*found : nullptr;
}

const Property* find_in(const EntityType& type, std::string_view name) {
  return type.find_property(name);
}

const Property& existing(const Property* property) {
  ensure(property != nullptr, "a catalog refers to properties that it holds");
  return *property;
}

std::string IrWriter::write() {
  out_ = R"({"ir_version":2,"schema_identity_domain":)";
  append_json_string(out_, catalog_.identity_domain);
  fmt::format_to(std::back_inserter(out_), R"(,"next_identity_id":{},"interfaces":)",
                 catalog_.next_identity_id);
  append_json_array(out_, catalog_.interfaces,
                    [this](const InterfaceType& type) { interface(type); });
  member_start("nodes");
  append_json_array(out_, catalog_.nodes, [this](const NodeType& type) { node(type); });
  member_start("edges");
  append_json_array(out_, catalog_.edges, [this](const EdgeType& type) { edge(type); });
  return out_ + '}';
}

void IrWriter::interface(const InterfaceType& type) {
  out_ += R"({"name":)";
  append_json_string(out_, type.name);
  fmt::format_to(std::back_inserter(out_), R"(,"type_id":{},)", type.type_id);
  properties(type);
  out_ += '}';
}

void IrWriter::entity_start(const EntityType& type) {
  out_ += R"({"name":)";
  append_json_string(out_, type.name);
  fmt::format_to(std::back_inserter(out_), R"(,"type_id":{},"table_incarnation_id":{})",
                 type.type_id, type.incarnation);
}

void IrWriter::node(const NodeType& type) {
  entity_start(type);
  out_ += ',';
  append_annotations(out_, type.annotations);
  std::vector<const InterfaceType*> interfaces;
  for (const std::string& name : type.implements) {
    interfaces.push_back(&interface_named(name));
  }
  std::sort(interfaces.begin(), interfaces.end(),
            [](const InterfaceType* a, const InterfaceType* b) { return a->type_id < b->type_id; });
  member_start("implements");
  append_json_array(out_, interfaces, [this](const InterfaceType* interface) {
    type_reference(interface->type_id, interface->name);
  });
  out_ += ',';
  properties(type);
  constraints(type);
  out_ += '}';
}

void IrWriter::edge(const EdgeType& type) {
  entity_start(type);
  member_start("from_type");
  type_reference(node_named(type.from).type_id, type.from);
  member_start("to_type");
  type_reference(node_named(type.to).type_id, type.to);
  out_ += ',';
  append_cardinality(out_, type.cardinality);
  out_ += ',';
  append_annotations(out_, type.annotations);
  out_ += ',';
  properties(type);
  constraints(type);
  out_ += '}';
}

template <typename Owner>
void IrWriter::properties(const Owner& owner) {
  out_ += R"("properties":)";
  append_json_array(out_, owner.properties,
                    [this, &owner](const Property& element) { property(owner, element); });
}

template <typename Owner>
void IrWriter::property(const Owner& owner, const Property& property) {
  out_ += R"({"name":)";
  append_json_string(out_, property.name);
  fmt::format_to(std::back_inserter(out_), R"(,"property_id":{},)", property.id);
  append_declared_members(out_, property);
  member_start("embed_source");
  if (property.embed) {
    out_ += R"({"source":{)";
    property_reference(owner.type_id, owner.name,
                       existing(find_in(owner, property.embed->property)));
    out_ += R"(},"model":)";
    append_json(out_, property.embed->model);
    out_ += '}';
  } else {
    out_ += "null";
  }
  member_start("declared_directly");
  out_ += property.declared_directly ? "true" : "false";
  member_start("satisfies_interface_properties");
  satisfied(property);
  out_ += '}';
}

void IrWriter::satisfied(const Property& property) {
  struct Reference {
    const InterfaceType* interface;
    const Property* property;
  };
  std::vector<Reference> references;
  for (const InterfaceProperty& satisfied : property.satisfies) {
    const InterfaceType& interface = interface_named(satisfied.interface_name);
    references.push_back({&interface, &existing(find_in(interface, satisfied.property_name))});
  }
  std::sort(references.begin(), references.end(),
            [](const Reference& a, const Reference& b) { return a.property->id < b.property->id; });
  append_json_array(out_, references, [this](const Reference& reference) {
    out_ += '{';
    property_reference(reference.interface->type_id, reference.interface->name,
                       *reference.property);
    out_ += '}';
  });
}

void IrWriter::constraints(const EntityType& type) {
  member_start("constraints");
  append_json_array(out_, type.constraints,
                    [this, &type](const Constraint& element) { constraint(type, element); });
}

void IrWriter::constraint(const EntityType& type, const Constraint& constraint) {
  if (const auto* key = std::get_if<KeyConstraint>(&constraint)) {
    fields(type, "key", key->properties);
  } else if (const auto* unique = std::get_if<UniqueConstraint>(&constraint)) {
    fields(type, "unique", unique->properties);
  } else if (const auto* index = std::get_if<IndexConstraint>(&constraint)) {
    fields(type, "index", index->properties);
  } else if (const auto* range = std::get_if<RangeConstraint>(&constraint)) {
    out_ += R"({"kind":"range","field":)";
    field(type, range->property);
    member_start("min");
    append_json(out_, range->min);
    member_start("max");
    append_json(out_, range->max);
    out_ += '}';
  } else if (const auto* check = std::get_if<CheckConstraint>(&constraint)) {
    out_ += R"({"kind":"check","field":)";
    field(type, check->property);
    member_start("pattern");
    append_json_string(out_, check->pattern);
    out_ += '}';
  }
}

void IrWriter::fields(const EntityType& type, std::string_view kind,
                      const std::vector<std::string>& names) {
  fmt::format_to(std::back_inserter(out_), R"({{"kind":"{}","fields":)", kind);
  append_json_array(out_, names, [this, &type](const std::string& name) { field(type, name); });
  out_ += '}';
}

void IrWriter::field(const EntityType& type, const std::string& name) {
  if (const Property* property = type.find_property(name)) {
    out_ += R"({"kind":"property",)";
    property_reference(type.type_id, type.name, *property);
    out_ += '}';
    return;
  }
  ensure(name == "src" || name == "dst", "a constraint covers properties or endpoints");
  fmt::format_to(std::back_inserter(out_), R"({{"kind":"system","stable_table_id":{})",
                 type.type_id);
  member_start("table_type_name");
  append_json_string(out_, type.name);
  member_start("table_incarnation_id");
  out_ += std::to_string(type.incarnation);
  member_start("role");
  append_json_string(out_, name);
  out_ += '}';
}

void IrWriter::type_reference(std::uint64_t id, std::string_view name) {
  fmt::format_to(std::back_inserter(out_), R"({{"type_id":{},"type_name":)", id);
  append_json_string(out_, name);
  out_ += '}';
}

void IrWriter::property_reference(std::uint64_t owner_id, std::string_view owner_name,
                                  const Property& property) {
  fmt::format_to(std::back_inserter(out_), R"("owner_type_id":{},"owner_type_name":)", owner_id);
  append_json_string(out_, owner_name);
  fmt::format_to(std::back_inserter(out_), R"(,"property_id":{},"property_name":)", property.id);
  append_json_string(out_, property.name);
}

const InterfaceType& IrWriter::interface_named(const std::string& name) const {
  const InterfaceType* interface = catalog_.find_interface(name);
  ensure(interface != nullptr, "a catalog refers to interfaces that it holds");
  return *interface;
}

const NodeType& IrWriter::node_named(const std::string& name) const {
  const NodeType* node = catalog_.find_node(name);
  ensure(node != nullptr, "a catalog refers to node types that it holds");
  return *node;
}

}  // namespace

std::string ir_json(const Catalog& catalog) { return IrWriter(catalog).write(); }

std::string ir_hash(const Catalog& catalog) { return "sha256:" + sha256_hex(ir_json(catalog)); }

}  // namespace omnigraph::schema
