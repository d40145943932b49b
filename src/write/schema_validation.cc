#include "write/schema_validation.h"

#include "base/overloaded.h"
#include "base/throw_error.h"
#include "index/zone_map.h"
#include "schema/change_codes.h"
#include "write/constraint_audit.h"

#include <fmt/format.h>

namespace omnigraph::write {
namespace {

constexpr std::size_t kMostOffenders = 10;

enum class Wanted : std::uint8_t { nulls, values };

/// The ids of the first entities whose property is null, or is not.
std::vector<std::string> find_entities(const table::Table& table, const std::string& property,
                                       Wanted wanted) {
  std::vector<std::string> ids;
  const lance::Field& field = table.field(property);
  for (const table::Morsel& morsel : table.morsels(index::kZoneRows)) {
    columnar::ArrayPtr values = table.read(morsel, field);
    std::vector<table::Position> found;
    for (std::uint32_t row : table.live(morsel)) {
      if (values->is_null(row) == (wanted == Wanted::nulls)) {
        found.push_back(morsel.position + row);
      }
    }
    columnar::ArrayPtr texts = table.take(table.field("id"), found);
    for (std::size_t i = 0; i < found.size(); ++i) {
      ids.emplace_back(texts->text_at(i));
      if (ids.size() == kMostOffenders) {
        return ids;
      }
    }
  }
  return ids;
}

class StepValidation {
 public:
  StepValidation(const schema::Migration& migration, const FutureTables& tables)
      : migration_(migration), tables_(tables) {}

  void check(const schema::MigrationStep& step) {
    code_ = step.code;
    std::visit(Overloaded{[this](const schema::AddConstraint& change) {
                            check_constraint(change.kind, change.type_name, change.constraint);
                          },
                          [this](const schema::ChangeConstraint& change) {
                            check_constraint(change.kind, change.type_name, change.to);
                          },
                          [this](const schema::ChangeCardinality& change) { check_fans(change); },
                          [this](const schema::ChangeNullability& change) { check_nulls(change); },
                          [this](const schema::UpdatePropertyMetadata& change) {
                            check_unembedded(change);
                          },
                          [](const auto&) {}},
               step.change);
  }

 private:
  const schema::EntityType& type_of(schema::DeclarationKind kind, const std::string& name) const;
  void check_constraint(schema::DeclarationKind kind, const std::string& type_name,
                        const schema::Constraint& constraint) const;
  void check_fans(const schema::ChangeCardinality& change) const;
  void check_nulls(const schema::ChangeNullability& change) const;
  void check_unembedded(const schema::UpdatePropertyMetadata& change) const;
  void refuse_if_any(const std::vector<Violation>& violations) const;
  /// `[OG-MF-104] `, or nothing.
  std::string bracket() const { return code_ ? "[" + *code_ + "] " : std::string(); }

  const schema::Migration& migration_;
  const FutureTables& tables_;
  std::optional<std::string> code_;
};

const schema::EntityType& StepValidation::type_of(schema::DeclarationKind kind,
                                                  const std::string& name) const {
  const schema::EntityType* type = nullptr;
  if (kind == schema::DeclarationKind::node) {
    type = migration_.desired.find_node(name);
  } else {
    type = migration_.desired.find_edge(name);
  }
  ensure(type != nullptr, "a step names a type of the new schema");
  return *type;
}

void StepValidation::refuse_if_any(const std::vector<Violation>& violations) const {
  if (violations.empty()) {
    return;
  }
  std::string message = bracket();
  for (const Violation& violation : violations) {
    message += violation.message + "\n";
  }
  message += violations.size() < kMostOffenders
                 ? "mend these entities, then apply again"
                 : fmt::format("these are the first {} such entities; mend them, then apply again",
                               kMostOffenders);
  throw Error(ErrorKind::bad_request, message);
}

void StepValidation::check_constraint(schema::DeclarationKind kind, const std::string& type_name,
                                      const schema::Constraint& constraint) const {
  const table::Table* table = tables_.find(kind, type_name);
  if (table == nullptr) {
    return;
  }
  std::vector<Violation> violations =
      audit_constraint(*table, type_of(kind, type_name), constraint, kMostOffenders);
  for (Violation& violation : violations) {
    violation.message += fmt::format(" (in {} '{}')", schema::to_string(kind), violation.entity_id);
  }
  refuse_if_any(violations);
}

void StepValidation::check_fans(const schema::ChangeCardinality& change) const {
  const table::Table* table = tables_.find(schema::DeclarationKind::edge, change.name);
  if (table != nullptr) {
    refuse_if_any(
        audit_cardinality(*table, *migration_.desired.find_edge(change.name), kMostOffenders));
  }
}

void StepValidation::check_nulls(const schema::ChangeNullability& change) const {
  const table::Table* table = tables_.find(change.kind, change.type_name);
  if (table == nullptr) {
    return;
  }
  std::vector<std::string> ids = find_entities(*table, change.property_name, Wanted::nulls);
  if (!ids.empty()) {
    throw_bad_request(
        "{}{}.{} cannot become required: entities have no value for it, first '{}'; give them one, "
        "then apply again",
        bracket(), change.type_name, change.property_name, fmt::join(ids, "', '"));
  }
}

void StepValidation::check_unembedded(const schema::UpdatePropertyMetadata& change) const {
  const table::Table* table =
      change.adds_embed ? tables_.find(change.kind, change.type_name) : nullptr;
  if (table == nullptr) {
    return;
  }
  std::vector<std::string> ids = find_entities(*table, change.property_name, Wanted::values);
  if (!ids.empty()) {
    throw_bad_request(
        "[{}] {}.{} holds vectors whose origin is not known, so it cannot get @embed: first "
        "'{}'; add a new vector property instead",
        schema::kEmbedAddedToVectors, change.type_name, change.property_name,
        fmt::join(ids, "', '"));
  }
}

}  // namespace

void validate_steps(const schema::Migration& migration, const FutureTables& tables) {
  StepValidation validation(migration, tables);
  for (const schema::MigrationStep& step : migration.steps) {
    if (step.tier == ChangeTier::validated) {
      validation.check(step);
    }
  }
}

}  // namespace omnigraph::write
