#include "base/source_text.h"
#include "schema/admission.h"
#include "schema/normal_form.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <tuple>
#include <utility>

// Phase (e) of admission: section 7 of the schema specification.

namespace omnigraph::schema {
namespace {

/// Why a property of that type cannot take part in the constraint; empty if it can.
std::string objection(std::string_view constraint, const PropertyType& type) {
  if (constraint == "range") {
    return is_numeric(type.scalar) && !type.list
               ? ""
               : fmt::format("@range needs a number, not {}", to_string(type));
  }
  if (constraint == "check") {
    return type.scalar == Scalar::string && !type.list
               ? ""
               : fmt::format("@check needs a String, not {}", to_string(type));
  }
  if (type.list) {
    return fmt::format("@{} cannot cover a list ({})", constraint, to_string(type));
  }
  if (type.scalar == Scalar::blob || (type.scalar == Scalar::vector && constraint != "index")) {
    return fmt::format("@{} cannot cover a {}", constraint, to_string(type));
  }
  if (constraint == "key" && type.nullable) {
    return fmt::format("@key needs a required property, not {}", to_string(type));
  }
  return "";
}

class ConstraintRules {
 public:
  ConstraintRules(DraftType& type, Diagnostics& diagnostics)
      : type_(type), diagnostics_(diagnostics) {}

  void run();

 private:
  void add_property_constraints();
  void check(const DraftConstraint& constraint);
  void check_field(const DraftConstraint& constraint, const Word& field);
  void check_single_key(const DraftConstraint& constraint);
  void check_pattern(const DraftConstraint& constraint);

  DraftType& type_;
  Diagnostics& diagnostics_;
  const DraftConstraint* key_ = nullptr;
};

void ConstraintRules::run() {
  add_property_constraints();
  // In source order, behind what interfaces bring: of two keys the later one is too many.
  std::stable_sort(type_.constraints.begin(), type_.constraints.end(),
                   [](const DraftConstraint& a, const DraftConstraint& b) {
                     return std::tuple(!a.injected, a.offset) < std::tuple(!b.injected, b.offset);
                   });
  for (const DraftConstraint& constraint : type_.constraints) {
    check(constraint);
  }
}

/// `@key` on a property is the body constraint over that property (SCH-38).
void ConstraintRules::add_property_constraints() {
  for (const DraftProperty& property : type_.properties) {
    for (const AnnotationSyntax& annotation : property.syntax->annotations) {
      if (is_property_constraint(annotation.name.text)) {
        DraftConstraint constraint;
        constraint.name = annotation.name.text;
        constraint.offset = annotation.name.offset;
        constraint.fields = {{property.syntax->name.text, annotation.name.offset}};
        constraint.constraint = field_constraint(constraint.name, constraint.fields);
        constraint.injected = !property.interface_name.empty();
        type_.constraints.push_back(std::move(constraint));
      }
    }
  }
}

void ConstraintRules::check(const DraftConstraint& constraint) {
  bool only_nodes = constraint.name != "unique" && constraint.name != "index";
  if (only_nodes && type_.kind == DeclarationKind::edge) {
    type_.refuse(diagnostics_, constraint.offset,
                 fmt::format("@{} is for node types, not for edges", constraint.name));
    return;
  }
  for (const Word& field : constraint.fields) {
    check_field(constraint, field);
  }
  if (constraint.name == "key") {
    check_single_key(constraint);
  } else if (constraint.name == "check") {
    check_pattern(constraint);
  }
}

void ConstraintRules::check_field(const DraftConstraint& constraint, const Word& field) {
  bool endpoint =
      type_.kind == DeclarationKind::edge && (field.text == "src" || field.text == "dst");
  const DraftProperty* property = type_.find(field.text);
  if (property != nullptr) {
    std::string reason = objection(constraint.name, property->property.type);
    if (!reason.empty()) {
      type_.refuse(diagnostics_, *property, field.offset, reason);
    }
  } else if (!endpoint) {
    std::string advice = field.text == "id"
                             ? "; the id of an entity is unique and indexed by itself"
                             : suggestion(field.text, property_names(type_));
    type_.refuse(diagnostics_, field.offset,
                 fmt::format("@{} names '{}', which is no property of {}{}", constraint.name,
                             field.text, type_.name(), advice));
  }
}

void ConstraintRules::check_single_key(const DraftConstraint& constraint) {
  if (key_ == nullptr) {
    key_ = &constraint;
    return;
  }
  SourcePosition other = position_at(diagnostics_.source(), key_->offset);
  type_.refuse(diagnostics_, constraint.offset,
               fmt::format("a node has at most one @key, and there is another one at {}:{}; a key "
                           "of several properties is written @key(a, b)",
                           other.line, other.column));
}

void ConstraintRules::check_pattern(const DraftConstraint& constraint) {
  const std::string& pattern = std::get<CheckConstraint>(constraint.constraint).pattern;
  re2::RE2 expression(pattern, re2::RE2::Quiet);
  if (!expression.ok()) {
    type_.refuse(diagnostics_, constraint.value_offset,
                 fmt::format("the pattern of @check on {}.{} is no RE2 expression: {}",
                             type_.name(), constraint.fields.front().text, expression.error()));
  }
}

}  // namespace

void check_constraints(Draft& draft, Diagnostics& diagnostics) {
  for (std::vector<DraftType>* types : {&draft.nodes, &draft.edges}) {
    for (DraftType& type : *types) {
      if (type.sound) {
        ConstraintRules(type, diagnostics).run();
      }
    }
  }
}

}  // namespace omnigraph::schema
