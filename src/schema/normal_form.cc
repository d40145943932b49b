#include "schema/normal_form.h"

#include "schema/range_bound.h"
#include "schema/schema_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

namespace omnigraph::schema {
namespace {

void sort_unique(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

/// Sorts by the text that `text_of` makes of an element, keeping one of those with equal texts.
template <typename T, typename TextOf>
void sort_unique_by(std::vector<T>& elements, const TextOf& text_of) {
  if (elements.size() < 2) {
    return;
  }
  std::vector<std::pair<std::string, T>> keyed;
  keyed.reserve(elements.size());
  for (T& element : elements) {
    std::string text = text_of(element);
    keyed.emplace_back(std::move(text), std::move(element));
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  elements.clear();
  const std::string* last = nullptr;
  for (auto& [text, element] : keyed) {
    if (last == nullptr || *last != text) {
      elements.push_back(std::move(element));
    }
    last = &text;
  }
}

template <typename T>
void sort_by_name(std::vector<T>& elements) {
  std::sort(elements.begin(), elements.end(),
            [](const T& a, const T& b) { return a.name < b.name; });
}

std::string bound_text(const std::optional<RangeBound>& bound) {
  if (!bound) {
    return "None";
  }
  const auto* integer = std::get_if<std::int64_t>(&*bound);
  return integer != nullptr ? fmt::format("Some(Integer({}))", *integer)
                            : fmt::format("Some(Float({}))", ir_float(std::get<double>(*bound)));
}

/// What constraints are sorted by (SCH-64).
struct ConstraintText {
  std::string operator()(const KeyConstraint& key) const {
    return fmt::format("key:{}", fmt::join(key.properties, ","));
  }
  std::string operator()(const UniqueConstraint& unique) const {
    return fmt::format("unique:{}", fmt::join(unique.properties, ","));
  }
  std::string operator()(const IndexConstraint& index) const {
    return fmt::format("index:{}", fmt::join(index.properties, ","));
  }
  std::string operator()(const RangeConstraint& range) const {
    return fmt::format("range:{}:{}:{}", range.property, bound_text(range.min),
                       bound_text(range.max));
  }
  std::string operator()(const CheckConstraint& check) const {
    return fmt::format("check:{}:{}", check.property, check.pattern);
  }
};

void normalise(std::vector<Property>& properties) {
  sort_by_name(properties);
  for (Property& property : properties) {
    sort_unique(property.type.enum_values);
    normalise(property.annotations);
    std::sort(property.satisfies.begin(), property.satisfies.end(),
              [](const InterfaceProperty& a, const InterfaceProperty& b) {
                return std::tie(a.interface_name, a.property_name) <
                       std::tie(b.interface_name, b.property_name);
              });
  }
}

void normalise(EntityType& type) {
  normalise(type.annotations);
  normalise(type.properties);
  normalise(type.constraints);
}

}  // namespace

Constraint field_constraint(std::string_view name, const std::vector<Word>& fields) {
  std::vector<std::string> names;
  names.reserve(fields.size());
  for (const Word& field : fields) {
    names.push_back(field.text);
  }
  sort_unique(names);
  if (name == "key") {
    return KeyConstraint{std::move(names)};
  }
  if (name == "unique") {
    return UniqueConstraint{std::move(names)};
  }
  return IndexConstraint{std::move(names)};
}

void normalise(std::vector<Annotation>& annotations) {
  for (Annotation& annotation : annotations) {
    std::stable_sort(annotation.kwargs.begin(), annotation.kwargs.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  sort_unique_by(annotations, [](const Annotation& annotation) {
    std::string text;
    append_json(text, annotation);
    return text;
  });
}

void normalise(std::vector<Constraint>& constraints) {
  for (Constraint& constraint : constraints) {
    std::visit(
        [](auto& value) {
          using Type = std::decay_t<decltype(value)>;
          if constexpr (!std::is_same_v<Type, RangeConstraint> &&
                        !std::is_same_v<Type, CheckConstraint>) {
            sort_unique(value.properties);
          }
        },
        constraint);
  }
  sort_unique_by(constraints, [](const Constraint& constraint) {
    return std::visit(ConstraintText(), constraint);
  });
}

void normalise(Catalog& catalog) {
  sort_by_name(catalog.interfaces);
  sort_by_name(catalog.nodes);
  sort_by_name(catalog.edges);
  for (InterfaceType& type : catalog.interfaces) {
    normalise(type.properties);
  }
  for (NodeType& type : catalog.nodes) {
    normalise(static_cast<EntityType&>(type));
    sort_unique(type.implements);
  }
  for (EdgeType& type : catalog.edges) {
    normalise(static_cast<EntityType&>(type));
  }
}

}  // namespace omnigraph::schema
