#include "schema/schema_json.h"

#include "base/overloaded.h"
#include "schema/names.h"
#include "schema/range_bound.h"

#include <fmt/format.h>

#include <iterator>

namespace omnigraph::schema {
namespace {

/// `{"Unique":["a","b"]}`
void append_fields(std::string& out, std::string_view kind, const std::vector<std::string>& names) {
  fmt::format_to(std::back_inserter(out), "{{\"{}\":", kind);
  append_json_array(out, names, [&out](const std::string& name) { append_json_string(out, name); });
  out += '}';
}

}  // namespace

void append_json(std::string& out, const Annotation& annotation) {
  out += R"({"name":)";
  append_json_string(out, annotation.name);
  out += R"(,"value":)";
  append_json(out, annotation.value);
  if (!annotation.kwargs.empty()) {
    out += R"(,"kwargs":{)";
    bool first = true;
    for (const auto& [name, value] : annotation.kwargs) {
      out += first ? "" : ",";
      first = false;
      append_json_string(out, name);
      out += ':';
      append_json_string(out, value);
    }
    out += '}';
  }
  out += '}';
}

void append_json(std::string& out, const PropertyType& type) {
  out += R"({"scalar":)";
  if (type.scalar == Scalar::vector) {
    fmt::format_to(std::back_inserter(out), R"({{"Vector":{}}})", type.dimension);
  } else {
    append_json_string(out, scalar_name(type.scalar));
  }
  out += type.nullable ? R"(,"nullable":true)" : R"(,"nullable":false)";
  out += type.list ? R"(,"list":true)" : R"(,"list":false)";
  out += R"(,"enum_values":)";
  if (type.enum_values.empty()) {
    out += "null";
  } else {
    append_json_array(out, type.enum_values,
                      [&out](const std::string& value) { append_json_string(out, value); });
  }
  out += '}';
}

void append_declared_members(std::string& out, const Property& property) {
  out += R"("prop_type":)";
  append_json(out, property.type);
  out += ',';
  append_annotations(out, property.annotations);
  std::vector<std::string_view> spelled;
  if (property.key) {
    spelled.emplace_back("key");
  }
  if (property.unique) {
    spelled.emplace_back("unique");
  }
  if (property.index) {
    spelled.emplace_back("index");
  }
  out += R"(,"property_constraints":)";
  append_json_array(out, spelled, [&out](std::string_view name) { append_json_string(out, name); });
}

void append_annotations(std::string& out, const std::vector<Annotation>& annotations) {
  out += R"("annotations":)";
  append_json_array(out, annotations,
                    [&out](const Annotation& annotation) { append_json(out, annotation); });
}

void append_cardinality(std::string& out, const Cardinality& cardinality) {
  fmt::format_to(std::back_inserter(out), R"("cardinality":{{"min":{},"max":)", cardinality.min);
  out += cardinality.max ? std::to_string(*cardinality.max) : "null";
  out += '}';
}

void append_json(std::string& out, const std::optional<std::string>& text) {
  if (text) {
    append_json_string(out, *text);
  } else {
    out += "null";
  }
}

void append_json(std::string& out, const std::optional<RangeBound>& bound) {
  if (!bound) {
    out += "null";
  } else if (const auto* integer = std::get_if<std::int64_t>(&*bound)) {
    fmt::format_to(std::back_inserter(out), R"({{"Integer":{}}})", *integer);
  } else {
    out += R"({"Float":)" + ir_float(std::get<double>(*bound)) + "}";
  }
}

void append_json(std::string& out, const Constraint& constraint) {
  std::visit(
      Overloaded{
          [&out](const KeyConstraint& key) { append_fields(out, "Key", key.properties); },
          [&out](const UniqueConstraint& unique) {
            append_fields(out, "Unique", unique.properties);
          },
          [&out](const IndexConstraint& index) { append_fields(out, "Index", index.properties); },
          [&out](const RangeConstraint& range) {
            out += R"({"Range":{"property":)";
            append_json_string(out, range.property);
            out += R"(,"min":)";
            append_json(out, range.min);
            out += R"(,"max":)";
            append_json(out, range.max);
            out += "}}";
          },
          [&out](const CheckConstraint& check) {
            out += R"({"Check":{"property":)";
            append_json_string(out, check.property);
            out += R"(,"pattern":)";
            append_json_string(out, check.pattern);
            out += "}}";
          },
      },
      constraint);
}

}  // namespace omnigraph::schema
