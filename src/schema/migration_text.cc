#include "schema/migration_text.h"

#include "base/overloaded.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace omnigraph::schema {
namespace {

/// The text as a string literal of the schema language (SCH-4).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    switch (c) {
      case '"':
      case '\\':
        out += '\\';
        out += c;
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

/// The bound as a source spells it, which knows no exponents.
std::string bound_text(const std::optional<RangeBound>& bound) {
  if (!bound) {
    return "";
  }
  if (const auto* integer = std::get_if<std::int64_t>(&*bound)) {
    return std::to_string(*integer);
  }
  constexpr std::size_t kLongest = 1200;  // the smallest floats have over a thousand digits
  std::array<char, kLongest> buffer{};
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                    std::get<double>(*bound), std::chars_format::fixed);
  std::string text(buffer.data(), end);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string fields_text(std::string_view name, const std::vector<std::string>& fields) {
  return fmt::format("@{}({})", name, fmt::join(fields, ", "));
}

std::string annotations_text(const std::vector<Annotation>& annotations) {
  std::string text;
  for (const Annotation& annotation : annotations) {
    text += fmt::format("{}@{}", text.empty() ? "" : ", ", annotation.name);
    if (annotation.value) {
      text += "(" + quoted(*annotation.value);
      for (const auto& [name, value] : annotation.kwargs) {
        text += fmt::format(", {}={}", name, quoted(value));
      }
      text += ')';
    }
  }
  return text.empty() ? "no annotations" : text;
}

std::string cardinality_text(const Cardinality& cardinality) {
  return fmt::format("{}..{}", cardinality.min,
                     cardinality.max ? std::to_string(*cardinality.max) : "");
}

std::string names_text(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::string_view mode_text(DropMode mode) { return mode == DropMode::hard ? "hard" : "soft"; }

std::string_view origin_text(bool declared) { return declared ? "declared" : "injected"; }

class StepText {
 public:
  explicit StepText(const MigrationStep& step) : step_(step) {}

  std::string operator()(const AddType& step) const {
    return fmt::format("add {} type '{}'", to_string(step.kind), step.name);
  }
  std::string operator()(const RenameType& step) const {
    return fmt::format("rename {} type '{}' -> '{}'", to_string(step.kind), step.from, step.to);
  }
  std::string operator()(const AddProperty& step) const {
    return fmt::format("add property '{}.{}' ({}) on {} '{}'", step.type_name, step.property_name,
                       step_type_text(step.type), to_string(step.kind), step.type_name);
  }
  std::string operator()(const RenameProperty& step) const {
    return fmt::format("rename property '{}.{}' -> '{}.{}' on {} '{}'", step.type_name, step.from,
                       step.type_name, step.to, to_string(step.kind), step.type_name);
  }
  std::string operator()(const AddConstraint& step) const {
    return fmt::format("add constraint {}{}", constraint_text(step.constraint), on_type(step));
  }
  std::string operator()(const DropConstraint& step) const {
    return fmt::format("drop constraint {}{}", constraint_text(step.constraint), on_type(step));
  }
  std::string operator()(const ChangeConstraint& step) const {
    return fmt::format("change constraint {} -> {}{}", constraint_text(step.from),
                       constraint_text(step.to), on_type(step));
  }
  std::string operator()(const MoveConstraint& step) const {
    return fmt::format(
        "move constraint {} {}{}", constraint_text(step.constraint),
        step.to_property ? "from the body to the property" : "from the property to the body",
        on_type(step));
  }
  std::string operator()(const ExtendEnum& step) const {
    return fmt::format("extend enum '{}.{}' (+{}){}", step.type_name, step.property_name,
                       fmt::join(step.added_values, ", +"), on_type(step));
  }
  std::string operator()(const ChangeType& step) const {
    return fmt::format("change type of property '{}.{}' ({} -> {}){}", step.type_name,
                       step.property_name, step_type_text(step.from), step_type_text(step.to),
                       on_type(step));
  }
  std::string operator()(const ChangeNullability& step) const {
    return fmt::format("change nullability of property '{}.{}' ({} -> {}){}", step.type_name,
                       step.property_name, step_type_text(step.from), step_type_text(step.to),
                       on_type(step));
  }
  std::string operator()(const ChangeCardinality& step) const {
    return fmt::format("change cardinality of edge '{}' ({} -> {})", step.name,
                       cardinality_text(step.from), cardinality_text(step.to));
  }
  std::string operator()(const ChangeInterfaces& step) const {
    return fmt::format("change interfaces of node '{}' ({} -> {})", step.name,
                       names_text(step.from), names_text(step.to));
  }
  std::string operator()(const ChangeProvenance& step) const {
    return fmt::format("change origin of property '{}.{}' of node '{}' ({} -> {})", step.type_name,
                       step.property_name, step.type_name, origin_text(step.from_declared),
                       origin_text(step.to_declared));
  }
  std::string operator()(const UpdateTypeMetadata& step) const {
    return fmt::format("update metadata on {} '{}' ({})", to_string(step.kind), step.name,
                       annotations_text(step.annotations));
  }
  std::string operator()(const UpdatePropertyMetadata& step) const {
    return fmt::format("update metadata on property '{}.{}' of {} '{}' ({})", step.type_name,
                       step.property_name, to_string(step.kind), step.type_name,
                       annotations_text(step.annotations));
  }
  std::string operator()(const DropType& step) const {
    return fmt::format("drop {} type '{}' ({} mode)", to_string(step.kind), step.name,
                       mode_text(step.mode));
  }
  std::string operator()(const DropProperty& step) const {
    return fmt::format("drop property '{}.{}' of {} '{}' ({} mode)", step.type_name,
                       step.property_name, to_string(step.kind), step.type_name,
                       mode_text(step.mode));
  }
  std::string operator()(const UnsupportedChange& step) const {
    std::string bracket =
        step_.code ? fmt::format(" [{}, {}]", *step_.code, to_string(step_.tier)) : "";
    return fmt::format("unsupported change on {}{}: {}", step.entity, bracket, step.reason);
  }

 private:
  template <typename Step>
  static std::string on_type(const Step& step) {
    return fmt::format(" on {} '{}'", to_string(step.kind), step.type_name);
  }

  const MigrationStep& step_;
};

}  // namespace

std::string step_text(const MigrationStep& step) { return std::visit(StepText(step), step.change); }

std::string constraint_text(const Constraint& constraint) {
  return std::visit(
      Overloaded{
          [](const KeyConstraint& key) { return fields_text("key", key.properties); },
          [](const UniqueConstraint& unique) { return fields_text("unique", unique.properties); },
          [](const IndexConstraint& index) { return fields_text("index", index.properties); },
          [](const RangeConstraint& range) {
            return fmt::format("@range({}, {}..{})", range.property, bound_text(range.min),
                               bound_text(range.max));
          },
          [](const CheckConstraint& check) {
            return fmt::format("@check({}, {})", check.property, quoted(check.pattern));
          },
      },
      constraint);
}

std::string entity_name(DeclarationKind kind, std::string_view type_name) {
  return fmt::format("{}:{}", to_string(kind), type_name);
}

std::string entity_name(DeclarationKind kind, std::string_view type_name,
                        std::string_view property_name) {
  return fmt::format("{}:{}.{}", to_string(kind), type_name, property_name);
}

std::string step_type_text(const PropertyType& type) {
  if (type.enum_values.empty()) {
    return to_string(type);
  }
  return fmt::format("Enum({}){}", fmt::join(type.enum_values, "|"), type.nullable ? "?" : "");
}

}  // namespace omnigraph::schema
