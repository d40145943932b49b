#include "base/hash.h"
#include "schema/ir.h"
#include "schema/schema_json.h"

#include <fmt/format.h>

#include <iterator>

// Writes the shape (SCH-66): what of the IR depends on the source alone.

namespace omnigraph::schema {
namespace {

class ShapeWriter {
 public:
  std::string write(const Catalog& catalog);

 private:
  void node(const NodeType& type);
  void edge(const EdgeType& type);
  void properties(const std::vector<Property>& properties);
  void property(const Property& property);
  void constraints(const std::vector<Constraint>& constraints);

  /// `"name":"text"`
  void text_member(std::string_view name, std::string_view text) {
    fmt::format_to(std::back_inserter(out_), "\"{}\":", name);
    append_json_string(out_, text);
  }

  std::string out_;
};

std::string ShapeWriter::write(const Catalog& catalog) {
  out_ = R"({"interfaces":)";
  append_json_array(out_, catalog.interfaces, [this](const InterfaceType& type) {
    out_ += '{';
    text_member("name", type.name);
    properties(type.properties);
    out_ += '}';
  });
  out_ += R"(,"nodes":)";
  append_json_array(out_, catalog.nodes, [this](const NodeType& type) { node(type); });
  out_ += R"(,"edges":)";
  append_json_array(out_, catalog.edges, [this](const EdgeType& type) { edge(type); });
  return out_ + '}';
}

void ShapeWriter::node(const NodeType& type) {
  out_ += '{';
  text_member("name", type.name);
  out_ += ',';
  append_annotations(out_, type.annotations);
  out_ += R"(,"implements":)";
  append_json_array(out_, type.implements,
                    [this](const std::string& name) { append_json_string(out_, name); });
  properties(type.properties);
  constraints(type.constraints);
  out_ += '}';
}

void ShapeWriter::edge(const EdgeType& type) {
  out_ += '{';
  text_member("name", type.name);
  out_ += ',';
  text_member("from_type", type.from);
  out_ += ',';
  text_member("to_type", type.to);
  out_ += ',';
  append_cardinality(out_, type.cardinality);
  out_ += ',';
  append_annotations(out_, type.annotations);
  properties(type.properties);
  constraints(type.constraints);
  out_ += '}';
}

void ShapeWriter::properties(const std::vector<Property>& properties) {
  out_ += R"(,"properties":)";
  append_json_array(out_, properties, [this](const Property& element) { property(element); });
}

void ShapeWriter::property(const Property& property) {
  out_ += '{';
  text_member("name", property.name);
  out_ += ',';
  append_declared_members(out_, property);
  out_ += R"(,"embed_source":)";
  if (property.embed) {
    out_ += '{';
    text_member("property_name", property.embed->property);
    out_ += R"(,"model":)";
    append_json(out_, property.embed->model);
    out_ += '}';
  } else {
    out_ += "null";
  }
  out_ +=
      property.declared_directly ? R"(,"declared_directly":true)" : R"(,"declared_directly":false)";
  out_ += R"(,"satisfies_interface_properties":)";
  append_json_array(out_, property.satisfies, [this](const InterfaceProperty& satisfied) {
    out_ += '{';
    text_member("owner_name", satisfied.interface_name);
    out_ += ',';
    text_member("property_name", satisfied.property_name);
    out_ += '}';
  });
  out_ += '}';
}

void ShapeWriter::constraints(const std::vector<Constraint>& constraints) {
  out_ += R"(,"constraints":)";
  append_json_array(out_, constraints,
                    [this](const Constraint& element) { append_json(out_, element); });
}

}  // namespace

std::string shape_json(const Catalog& catalog) { return ShapeWriter().write(catalog); }

std::string shape_hash(const Catalog& catalog) {
  return "sha256:" + sha256_hex(shape_json(catalog));
}

}  // namespace omnigraph::schema
