#include "schema/migration_json.h"

#include "base/overloaded.h"
#include "schema/schema_json.h"

#include <fmt/format.h>

#include <iterator>

namespace omnigraph::schema {
namespace {

class StepWriter {
 public:
  std::string write(const MigrationStep& step);

  void operator()(const AddType& step) { declaration(step.kind, step.name); }
  void operator()(const RenameType& step) {
    text("type_kind", to_string(step.kind));
    text("from", step.from);
    text("to", step.to);
  }
  void operator()(const AddProperty& step) {
    property(step);
    value("property_type", step.type);
  }
  void operator()(const RenameProperty& step) {
    type(step);
    text("from", step.from);
    text("to", step.to);
  }
  void operator()(const AddConstraint& step) {
    type(step);
    value("constraint", step.constraint);
  }
  void operator()(const DropConstraint& step) {
    type(step);
    value("constraint", step.constraint);
  }
  void operator()(const ChangeConstraint& step) { change(step); }
  void operator()(const MoveConstraint& step) {
    type(step);
    value("constraint", step.constraint);
    text("from", step.to_property ? "body" : "property");
    text("to", step.to_property ? "property" : "body");
  }
  void operator()(const ExtendEnum& step) {
    property(step);
    texts("added_values", step.added_values);
  }
  void operator()(const ChangeType& step) { change_property(step); }
  void operator()(const ChangeNullability& step) { change_property(step); }
  void operator()(const ChangeCardinality& step) {
    declaration(DeclarationKind::edge, step.name);
    cardinality("from", step.from);
    cardinality("to", step.to);
  }
  void operator()(const ChangeInterfaces& step) {
    declaration(DeclarationKind::node, step.name);
    texts("from", step.from);
    texts("to", step.to);
  }
  void operator()(const ChangeProvenance& step) {
    text("type_kind", to_string(DeclarationKind::node));
    text("type_name", step.type_name);
    text("property_name", step.property_name);
    text("from", step.from_declared ? "declared" : "injected");
    text("to", step.to_declared ? "declared" : "injected");
  }
  void operator()(const UpdateTypeMetadata& step) {
    declaration(step.kind, step.name);
    annotations(step.annotations);
  }
  void operator()(const UpdatePropertyMetadata& step) {
    property(step);
    annotations(step.annotations);
  }
  void operator()(const DropType& step) {
    declaration(step.kind, step.name);
    mode(step.mode);
  }
  void operator()(const DropProperty& step) {
    property(step);
    mode(step.mode);
  }
  void operator()(const UnsupportedChange& step) {
    text("entity", step.entity);
    text("reason", step.reason);
  }

 private:
  /// `,"name":`
  void member(std::string_view name) { fmt::format_to(std::back_inserter(out_), ",\"{}\":", name); }
  void text(std::string_view name, std::string_view content) {
    member(name);
    append_json_string(out_, content);
  }
  template <typename Value>
  void value(std::string_view name, const Value& content) {
    member(name);
    append_json(out_, content);
  }
  void texts(std::string_view name, const std::vector<std::string>& contents) {
    member(name);
    append_json_array(out_, contents,
                      [this](const std::string& each) { append_json_string(out_, each); });
  }
  void declaration(DeclarationKind kind, std::string_view name) {
    text("type_kind", to_string(kind));
    text("name", name);
  }
  template <typename Step>
  void type(const Step& step) {
    text("type_kind", to_string(step.kind));
    text("type_name", step.type_name);
  }
  template <typename Step>
  void property(const Step& step) {
    type(step);
    text("property_name", step.property_name);
  }
  template <typename Step>
  void change(const Step& step) {
    type(step);
    value("from", step.from);
    value("to", step.to);
  }
  template <typename Step>
  void change_property(const Step& step) {
    property(step);
    value("from", step.from);
    value("to", step.to);
  }
  void cardinality(std::string_view name, const Cardinality& bounds) {
    member(name);
    fmt::format_to(std::back_inserter(out_), R"({{"min":{},"max":)", bounds.min);
    out_ += bounds.max ? std::to_string(*bounds.max) : "null";
    out_ += '}';
  }
  void annotations(const std::vector<Annotation>& list) {
    out_ += ',';
    append_annotations(out_, list);
  }
  void mode(DropMode mode) { text("mode", mode == DropMode::hard ? "hard" : "soft"); }

  std::string out_;
};

std::string StepWriter::write(const MigrationStep& step) {
  out_ = R"({"kind":)";
  append_json_string(out_, step_kind(step.change));
  std::visit(*this, step.change);
  bool supported = !std::holds_alternative<UnsupportedChange>(step.change);
  bool validated = supported && step.tier == ChangeTier::validated;
  if (step.code && (validated || !supported)) {
    text("code", *step.code);
  }
  if (validated) {
    text("tier", to_string(step.tier));
  }
  out_ += '}';
  return std::move(out_);
}

}  // namespace

std::string_view step_kind(const Change& change) {
  return std::visit(Overloaded{
                        [](const AddType&) { return "add_type"; },
                        [](const RenameType&) { return "rename_type"; },
                        [](const AddProperty&) { return "add_property"; },
                        [](const RenameProperty&) { return "rename_property"; },
                        [](const AddConstraint&) { return "add_constraint"; },
                        [](const DropConstraint&) { return "drop_constraint"; },
                        [](const ChangeConstraint&) { return "change_constraint"; },
                        [](const MoveConstraint&) { return "change_constraint"; },
                        [](const ExtendEnum&) { return "extend_enum"; },
                        [](const ChangeType&) { return "change_type"; },
                        [](const ChangeNullability&) { return "change_nullability"; },
                        [](const ChangeCardinality&) { return "change_cardinality"; },
                        [](const ChangeInterfaces&) { return "change_interfaces"; },
                        [](const ChangeProvenance&) { return "change_interfaces"; },
                        [](const UpdateTypeMetadata&) { return "update_type_metadata"; },
                        [](const UpdatePropertyMetadata&) { return "update_property_metadata"; },
                        [](const DropType&) { return "drop_type"; },
                        [](const DropProperty&) { return "drop_property"; },
                        [](const UnsupportedChange&) { return "unsupported_change"; },
                    },
                    change);
}

std::string step_json(const MigrationStep& step) { return StepWriter().write(step); }

}  // namespace omnigraph::schema
