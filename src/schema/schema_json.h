#pragma once

#include "base/json_text.h"
#include "schema/catalog.h"

#include <optional>
#include <string>
#include <vector>

// Parts of the compact JSON of SCH-64 that the IR, the shape and plans share.

namespace omnigraph::schema {

/// A of SCH-64: `{"name":…,"value":…}`, with `"kwargs"` if there are any.
void append_json(std::string& out, const Annotation& annotation);

/// T of SCH-64: `{"scalar":…,"nullable":…,"list":…,"enum_values":…}`.
void append_json(std::string& out, const PropertyType& type);

/// `"prop_type":T,"annotations":[A],"property_constraints":[…]` of a property P of SCH-64.
void append_declared_members(std::string& out, const Property& property);

/// `"annotations":[A]`.
void append_annotations(std::string& out, const std::vector<Annotation>& annotations);

/// `"cardinality":{"min":n,"max":n|null}`.
void append_cardinality(std::string& out, const Cardinality& cardinality);

/// `text` in quotes, or `null`.
void append_json(std::string& out, const std::optional<std::string>& text);

/// B of SCH-64, or `null`.
void append_json(std::string& out, const std::optional<RangeBound>& bound);

/// A constraint as the shape shows it (SCH-66): `{"Unique":[…]}`, `{"Range":{"property":…}}`, ….
void append_json(std::string& out, const Constraint& constraint);

/// `[a,b]`, each element written by `append(element)`.
template <typename List, typename Append>
void append_json_array(std::string& out, const List& elements, const Append& append) {
  out += '[';
  bool first = true;
  for (const auto& element : elements) {
    if (!first) {
      out += ',';
    }
    first = false;
    append(element);
  }
  out += ']';
}

}  // namespace omnigraph::schema
