#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

/// What applying a change of the schema takes.
enum class ChangeTier {
  safe,         ///< applies as it is
  validated,    ///< needs a look at the data, which may stand against it
  destructive,  ///< loses data, and needs to be asked for
};

/// `safe`, `validated`, `destructive`.
std::string_view to_string(ChangeTier tier);

/// One step from the accepted schema to another one.
struct SchemaStep {
  std::string kind;  ///< `add_type`, `drop_property`, `unsupported_change`, …
  ChangeTier tier = ChangeTier::safe;
  std::optional<std::string>
      code;          ///< `OG-MF-103`; of every unsupported change, and of some others
  std::string json;  ///< the step as one compact JSON object
  std::string text;  ///< the step for people: `add node type 'Person'`
};

/// Something about a change of the schema that a person should look at.
struct SchemaDiagnostic {
  std::string kind;  ///< `ignored_exact_match_rename_hint`, `drops_data`, `possible_rename`, …
  std::string severity;             ///< `warn` or `info`
  std::optional<std::string> code;  ///< `OG-DS-104`
  std::string entity;               ///< `node:Person`, `edge:Knows.since`
  std::string message;
  std::optional<std::string> hint;                 ///< the old name that a rename hint gives
  std::optional<std::uint64_t> affected_entities;  ///< how many entities lose something
};

/// How to get from the accepted schema to another one.
struct SchemaPlan {
  /// Whether every step can be carried out; those of tier `validated` if the data allow it.
  bool supported = true;
  std::vector<SchemaStep> steps;
  std::vector<SchemaDiagnostic> diagnostics;
};

struct SchemaPlanOptions {
  /// Dropped types and properties lose their history too: what `apply_schema` with the same option
  /// does.
  bool allow_data_loss = false;
};

struct SchemaApplyOptions {
  /// Removes what dropped types and properties held from storage, history included. Without it
  /// older commits keep it until a clean-up.
  bool allow_data_loss = false;
  std::optional<std::string> actor;  ///< recorded in the commit
};

/// What an apply did.
struct SchemaReceipt {
  SchemaPlan plan;
  bool applied = false;                      ///< whether the schema means something else now
  bool source_updated = false;               ///< whether only its text differed and was taken over
  std::uint64_t graph_manifest_version = 0;  ///< of `main`, after the apply
  /// What did not work after the commit, which stands all the same.
  std::vector<std::string> warnings;
};

}  // namespace omnigraph
