#include "schema/admission.h"
#include "schema/normal_form.h"
#include "schema/range_bound.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

// Phase (b) of admission: what can be judged looking at one declaration alone.

namespace omnigraph::schema {
namespace {

using Bare = ConstraintArgument::Bare;
using Quoted = ConstraintArgument::Quoted;

/// Checks the forms in one declaration and writes the draft of it.
class DeclarationCheck {
 public:
  DeclarationCheck(DeclarationKind kind, const DeclarationSyntax& syntax, Diagnostics& diagnostics)
      : diagnostics_(diagnostics) {
    type_.kind = kind;
    type_.syntax = &syntax;
  }

  DraftType run();
  void check_cardinality(const CardinalitySyntax& syntax);

 private:
  void add_property(const PropertySyntax& syntax);
  PropertyType property_type(const DraftProperty& property);
  void check_dimension(const DraftProperty& property, PropertyType& type);
  void add_enum_values(const DraftProperty& property, PropertyType& type);

  void add_constraint(const ConstraintSyntax& syntax);
  bool read_fields(const ConstraintSyntax& syntax, DraftConstraint& draft);
  bool read_range(const ConstraintSyntax& syntax, DraftConstraint& draft);
  bool read_check(const ConstraintSyntax& syntax, DraftConstraint& draft);
  bool read_first_field(const ConstraintSyntax& syntax, DraftConstraint& draft,
                        std::string_view form);
  bool read_bound(const std::optional<Word>& word, std::optional<RangeBound>& out);

  /// Reports and gives false.
  bool refuse(std::size_t offset, std::string_view reason) {
    type_.refuse(diagnostics_, offset, reason);
    return false;
  }

  Diagnostics& diagnostics_;
  DraftType type_;
};

DraftType DeclarationCheck::run() {
  type_.properties.reserve(type_.syntax->properties.size());
  for (const PropertySyntax& property : type_.syntax->properties) {
    add_property(property);
  }
  for (const ConstraintSyntax& constraint : type_.syntax->constraints) {
    add_constraint(constraint);
  }
  return std::move(type_);
}

void DeclarationCheck::check_cardinality(const CardinalitySyntax& syntax) {
  Cardinality cardinality;
  if (!parse_cardinality(syntax, cardinality)) {
    refuse(syntax.min.offset,
           "@card counts to 4294967295 at most; leave the upper bound out for "
           "no limit: @card(0..)");
  } else if (cardinality.max && *cardinality.max < cardinality.min) {
    refuse(syntax.min.offset, fmt::format("@card({}..{}) allows nothing: the lower bound is above "
                                          "the upper one",
                                          cardinality.min, *cardinality.max));
  }
}

void DeclarationCheck::add_property(const PropertySyntax& syntax) {
  DraftProperty draft;
  draft.syntax = &syntax;
  if (is_reserved_property(type_.kind, syntax.name.text)) {
    type_.refuse(diagnostics_, draft, syntax.name.offset,
                 fmt::format("the name '{}' is reserved on {} types; choose another one",
                             syntax.name.text, to_string(type_.kind)));
  }
  Property& property = draft.property;
  property.name = syntax.name.text;
  property.type = property_type(draft);
  property.annotations = kept_annotations(syntax.annotations);
  property.key = find_annotation(syntax.annotations, "key") != nullptr;
  property.unique = find_annotation(syntax.annotations, "unique") != nullptr;
  property.index = find_annotation(syntax.annotations, "index") != nullptr;
  const AnnotationSyntax* embed = find_annotation(syntax.annotations, "embed");
  if (embed != nullptr && embed->value) {
    property.embed = EmbedSource{embed->value->text, std::nullopt};
    for (const AnnotationSyntax::Keyword& keyword : embed->keywords) {
      if (keyword.name.text == "model") {
        property.embed->model = keyword.value.text;
      }
    }
  }
  type_.add(std::move(draft));
}

PropertyType DeclarationCheck::property_type(const DraftProperty& property) {
  const TypeSyntax& syntax = property.syntax->type;
  PropertyType type;
  type.scalar = syntax.scalar;
  type.list = syntax.list;
  type.nullable = syntax.nullable;
  if (type.list && type.scalar == Scalar::blob) {
    type_.refuse(diagnostics_, property, syntax.offset, "list of Blob is not supported");
  }
  if (type.scalar == Scalar::vector) {
    check_dimension(property, type);
  }
  add_enum_values(property, type);
  return type;
}

void DeclarationCheck::check_dimension(const DraftProperty& property, PropertyType& type) {
  const Word& digits = property.syntax->type.dimension;
  const char* last = digits.text.data() + digits.text.size();
  auto [end, error] = std::from_chars(digits.text.data(), last, type.dimension);
  if (error != std::errc() || end != last || type.dimension == 0 ||
      type.dimension > kLargestDimension) {
    type_.refuse(diagnostics_, property, digits.offset,
                 fmt::format("the dimension of a Vector is between 1 and {}", kLargestDimension));
  }
}

void DeclarationCheck::add_enum_values(const DraftProperty& property, PropertyType& type) {
  std::vector<const Word*> members;
  for (const Word& value : property.syntax->type.enum_values) {
    members.push_back(&value);
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const Word* a, const Word* b) { return a->text < b->text; });
  for (const Word* member : members) {
    if (!type.enum_values.empty() && type.enum_values.back() == member->text) {
      type_.refuse(diagnostics_, property, member->offset,
                   fmt::format("enum member '{}' is there twice", member->text));
    } else {
      type.enum_values.push_back(member->text);
    }
  }
}

void DeclarationCheck::add_constraint(const ConstraintSyntax& syntax) {
  DraftConstraint draft;
  draft.name = syntax.name.text;
  draft.offset = syntax.name.offset;
  bool readable = draft.name == "range"   ? read_range(syntax, draft)
                  : draft.name == "check" ? read_check(syntax, draft)
                                          : read_fields(syntax, draft);
  if (readable) {
    type_.constraints.push_back(std::move(draft));
  }
}

bool DeclarationCheck::read_fields(const ConstraintSyntax& syntax, DraftConstraint& draft) {
  for (const ConstraintArgument& argument : syntax.arguments) {
    const Bare* field = std::get_if<Bare>(&argument.value);
    if (field == nullptr) {
      return refuse(argument.offset, fmt::format("@{} takes bare property names, as in @{}(a, b)",
                                                 draft.name, draft.name));
    }
    draft.fields.push_back({field->text, argument.offset});
  }
  draft.constraint = field_constraint(draft.name, draft.fields);
  return true;
}

bool DeclarationCheck::read_first_field(const ConstraintSyntax& syntax, DraftConstraint& draft,
                                        std::string_view form) {
  const ConstraintArgument& first = syntax.arguments.front();
  const Bare* field = std::get_if<Bare>(&first.value);
  if (field == nullptr) {
    return refuse(first.offset,
                  fmt::format("@{} starts with a bare property name: {}", draft.name, form));
  }
  draft.fields.push_back({field->text, first.offset});
  if (syntax.arguments.size() != 2) {
    std::size_t place = syntax.arguments.size() > 2 ? syntax.arguments[2].offset : first.offset;
    return refuse(place, fmt::format("@{} takes two arguments: {}", draft.name, form));
  }
  draft.value_offset = syntax.arguments[1].offset;
  return true;
}

bool DeclarationCheck::read_range(const ConstraintSyntax& syntax, DraftConstraint& draft) {
  constexpr std::string_view kForm = "@range(property, low..high)";
  if (!read_first_field(syntax, draft, kForm)) {
    return false;
  }
  const auto* range = std::get_if<RangeSyntax>(&syntax.arguments[1].value);
  if (range == nullptr) {
    return refuse(draft.value_offset, fmt::format("@range takes bounds: {}", kForm));
  }
  RangeConstraint result;
  result.property = draft.fields.front().text;
  if (!read_bound(range->low, result.min) || !read_bound(range->high, result.max)) {
    return false;
  }
  if (result.min && result.max && is_less(*result.max, *result.min)) {
    return refuse(draft.value_offset,
                  fmt::format("@range({}, {}..{}) allows nothing: the lower bound is above the "
                              "upper one",
                              result.property, range->low->text, range->high->text));
  }
  draft.constraint = std::move(result);
  return true;
}

bool DeclarationCheck::read_bound(const std::optional<Word>& word, std::optional<RangeBound>& out) {
  if (!word) {
    return true;
  }
  out = parse_range_bound(word->text);
  return out.has_value() || refuse(word->offset, "this bound of @range is beyond every F64");
}

bool DeclarationCheck::read_check(const ConstraintSyntax& syntax, DraftConstraint& draft) {
  constexpr std::string_view kForm = "@check(property, \"pattern\")";
  if (!read_first_field(syntax, draft, kForm)) {
    return false;
  }
  const Quoted* pattern = std::get_if<Quoted>(&syntax.arguments[1].value);
  if (pattern == nullptr) {
    return refuse(draft.value_offset, fmt::format("@check takes its pattern in quotes: {}", kForm));
  }
  draft.constraint = CheckConstraint{draft.fields.front().text, pattern->text};
  return true;
}

}  // namespace

std::vector<Annotation> kept_annotations(const std::vector<AnnotationSyntax>& annotations) {
  std::vector<Annotation> kept;
  for (const AnnotationSyntax& syntax : annotations) {
    if (is_structural_annotation(syntax.name.text)) {
      continue;
    }
    Annotation annotation;
    annotation.name = syntax.name.text;
    if (syntax.value) {
      annotation.value = syntax.value->text;
    }
    for (const AnnotationSyntax::Keyword& keyword : syntax.keywords) {
      annotation.kwargs.emplace_back(keyword.name.text, keyword.value.text);
    }
    kept.push_back(std::move(annotation));
  }
  normalise(kept);
  return kept;
}

Draft check_declarations(const SchemaAst& ast, Diagnostics& diagnostics) {
  Draft draft;
  for (const InterfaceSyntax& syntax : ast.interfaces) {
    draft.interfaces.push_back(
        DeclarationCheck(DeclarationKind::interface, syntax, diagnostics).run());
  }
  for (const NodeSyntax& syntax : ast.nodes) {
    draft.nodes.push_back(DeclarationCheck(DeclarationKind::node, syntax, diagnostics).run());
  }
  for (const EdgeSyntax& syntax : ast.edges) {
    DeclarationCheck check(DeclarationKind::edge, syntax, diagnostics);
    if (syntax.cardinality) {
      check.check_cardinality(*syntax.cardinality);
    }
    draft.edges.push_back(check.run());
  }
  return draft;
}

}  // namespace omnigraph::schema
