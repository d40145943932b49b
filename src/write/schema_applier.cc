#include "write/schema_applier.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "table/compaction.h"
#include "table/table_path.h"
#include "write/schema_validation.h"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

namespace omnigraph::write {
namespace {

using schema::DeclarationKind;

std::uint64_t entity_count(const commit::Snapshot& head, std::uint64_t type_id) {
  for (const commit::SnapshotTable* table : head.tables()) {
    if (table->type().type_id == type_id) {
      return table->version().rows;
    }
  }
  return 0;
}

/// A table is rewritten if values change, or have to go from storage.
struct TableRewrite {
  std::map<std::uint64_t, columnar::ArrayPtr> fills;  ///< by property id
  bool drops_history = false;
};

using TypeKey = std::pair<DeclarationKind, std::string>;

/// What the steps ask of the tables, by the new names of their types.
class RewriteCollector {
 public:
  explicit RewriteCollector(const schema::Catalog& desired) : desired_(desired) {}

  void operator()(const schema::AddProperty& step) {
    if (!step.default_text || step.kind == DeclarationKind::interface) {
      return;
    }
    columnar::ArrayPtr value = schema::default_value(step.type, *step.default_text);
    ensure(value != nullptr, "a plan has only defaults that fit their type");
    TableRewrite& rewrite = rewrites_[{step.kind, step.type_name}];
    rewrite.fills[property_id(step)] = std::move(value);
  }
  void operator()(const schema::ChangeType& step) {
    if (step.kind != DeclarationKind::interface) {
      rewrites_.try_emplace({step.kind, step.type_name});
    }
  }
  void operator()(const schema::DropProperty& step) {
    if (step.kind != DeclarationKind::interface && step.mode == schema::DropMode::hard) {
      rewrites_[{step.kind, step.type_name}].drops_history = true;
    }
  }
  template <typename Other>
  void operator()(const Other& /*step*/) {}

  std::map<TypeKey, TableRewrite> take() { return std::move(rewrites_); }

 private:
  std::uint64_t property_id(const schema::AddProperty& step) const {
    const schema::EntityType* type =
        step.kind == DeclarationKind::node
            ? static_cast<const schema::EntityType*>(desired_.find_node(step.type_name))
            : desired_.find_edge(step.type_name);
    return type->find_property(step.property_name)->id;
  }

  const schema::Catalog& desired_;
  std::map<TypeKey, TableRewrite> rewrites_;
};

DeclarationKind kind_of(const commit::SnapshotTable& table) {
  return table.kind() == table::EntityKind::node ? DeclarationKind::node : DeclarationKind::edge;
}

/// The tables of a snapshot under the new schema, opened as they will be.
class OpenedTables final : public FutureTables {
 public:
  OpenedTables(const commit::Snapshot& next, const std::map<TypeKey, TableRewrite>& rewrites) {
    for (const commit::SnapshotTable* table : next.tables()) {
      TypeKey key{kind_of(*table), table->type().name};
      tables_[key] = table;
      auto rewrite = rewrites.find(key);
      if (rewrite != rewrites.end()) {
        filled_[key] = table->open_filled(rewrite->second.fills);
      }
    }
  }

  const table::Table* find(DeclarationKind kind, std::string_view type) const override {
    TypeKey key{kind, std::string(type)};
    auto filled = filled_.find(key);
    if (filled != filled_.end()) {
      return filled->second.get();
    }
    auto table = tables_.find(key);
    return table == tables_.end() ? nullptr : &table->second->table();
  }

 private:
  std::map<TypeKey, const commit::SnapshotTable*> tables_;
  std::map<TypeKey, std::unique_ptr<const table::Table>> filled_;
};

/// Every row of `table` in new files.
table::PlannedState rebuild(const table::Rewriter& rewriter, const table::Table& table) {
  std::vector<std::size_t> all(table.state().fragments.size());
  std::iota(all.begin(), all.end(), 0);
  table::PlannedState planned;
  // Nobody looks through a change of the columns, so the files need not say where rows were.
  planned.rewritten = table::rewrite(rewriter, table, all, 0);
  planned.state = {table.state().fields, planned.rewritten.fragments, table.state().next_field_id};
  return planned;
}

const schema::EntityType* find_type(const schema::Catalog& catalog, std::uint64_t type_id) {
  auto find = [type_id](const auto& types) -> const schema::EntityType* {
    auto found = std::find_if(types.begin(), types.end(),
                              [type_id](const auto& type) { return type.type_id == type_id; });
    return found == types.end() ? nullptr : &*found;
  };
  const schema::EntityType* node = find(catalog.nodes);
  return node != nullptr ? node : find(catalog.edges);
}

/// Whether the columns of a table are others than before, in name, type or identity.
bool has_other_columns(const schema::EntityType& before, const schema::EntityType& after) {
  return !std::equal(before.properties.begin(), before.properties.end(), after.properties.begin(),
                     after.properties.end(),
                     [](const schema::Property& a, const schema::Property& b) {
                       return a.id == b.id && a.name == b.name &&
                              schema::column_type(a.type) == schema::column_type(b.type) &&
                              a.type.nullable == b.type.nullable;
                     });
}

/// Plans one commit that takes `head` to the schema of a migration.
class Attempt {
 public:
  Attempt(const commit::Snapshot& head, const schema::Migration& migration,
          const commit::Snapshot& next)
      : head_(head), next_(next) {
    RewriteCollector collector(migration.desired);
    for (const schema::MigrationStep& step : migration.steps) {
      std::visit(collector, step.change);
    }
    rewrites_ = collector.take();
    tables_ = std::make_unique<const OpenedTables>(next, rewrites_);
    validate_steps(migration, *tables_);
  }

  /// Appends to `updates` table by table, so that the caller knows what to discard if it throws.
  void plan_tables(const table::Rewriter& rewriter,
                   std::vector<commit::TableUpdate>& updates) const;
  /// The tables whose history is to go, with all objects that they have now.
  std::vector<SchemaApplier::Outcome::Reclaimed> list_history(storage::ObjectStore& store,
                                                              schema::DropMode drops) const;
  commit::SchemaChange change(std::string_view source) const;

 private:
  const TableRewrite* find_rewrite(const commit::SnapshotTable& table) const;

  const commit::Snapshot& head_;
  const commit::Snapshot& next_;
  std::map<TypeKey, TableRewrite> rewrites_;
  std::unique_ptr<const OpenedTables> tables_;
};

const TableRewrite* Attempt::find_rewrite(const commit::SnapshotTable& table) const {
  auto found = rewrites_.find({kind_of(table), table.type().name});
  return found == rewrites_.end() ? nullptr : &found->second;
}

void Attempt::plan_tables(const table::Rewriter& rewriter,
                          std::vector<commit::TableUpdate>& updates) const {
  for (const commit::SnapshotTable* table : next_.tables()) {
    const TableRewrite* rewrite = find_rewrite(*table);
    if (rewrite != nullptr && !table->is_blank()) {
      const table::Table& opened = *tables_->find(kind_of(*table), table->type().name);
      updates.push_back(
          {table, rebuild(rewriter, opened),
           rewrite->drops_history ? commit::StoreAs::manifest : commit::StoreAs::smallest});
    } else if (has_other_columns(*find_type(head_.catalog(), table->type().type_id),
                                 table->type())) {
      updates.push_back({table, {}, commit::StoreAs::unchanged});
    }
  }
}

std::vector<SchemaApplier::Outcome::Reclaimed> Attempt::list_history(storage::ObjectStore& store,
                                                                     schema::DropMode drops) const {
  std::vector<SchemaApplier::Outcome::Reclaimed> reclaimed;
  if (drops == schema::DropMode::soft) {
    return reclaimed;
  }
  for (const commit::SnapshotTable* table : head_.tables()) {
    const schema::EntityType* after = find_type(next_.catalog(), table->type().type_id);
    bool goes = after == nullptr;
    if (!goes) {
      auto rewrite = rewrites_.find({kind_of(*table), after->name});
      goes = rewrite != rewrites_.end() && rewrite->second.drops_history;
    }
    if (goes) {
      SchemaApplier::Outcome::Reclaimed history;
      history.type_id = table->type().type_id;
      for (const storage::ObjectInfo& object : store.list({table->directory() + "/"})) {
        history.objects.push_back(object.name);
      }
      reclaimed.push_back(std::move(history));
    }
  }
  return reclaimed;
}

commit::SchemaChange Attempt::change(std::string_view source) const {
  commit::SchemaChange change;
  change.objects = commit::schema_objects(source, next_.catalog());
  change.source = source;
  auto add_new = [this, &change](const char* kind, const schema::EntityType& type) {
    if (find_type(head_.catalog(), type.type_id) == nullptr) {
      change.added.push_back(commit::blank_table(kind, type, head_.entry()->lineage));
    }
  };
  for (const schema::EdgeType& edge : next_.catalog().edges) {
    add_new("edge:", edge);
  }
  for (const schema::NodeType& node : next_.catalog().nodes) {
    add_new("node:", node);
  }
  for (const commit::SnapshotTable* table : head_.tables()) {
    if (find_type(next_.catalog(), table->type().type_id) == nullptr) {
      change.dropped.push_back(table->type().type_id);
    }
  }
  return change;
}

[[noreturn]] void throw_unsupported(const schema::MigrationStep& step) {
  const auto& change = std::get<schema::UnsupportedChange>(step.change);
  throw_bad_request("{}{} ({})", step.code ? "[" + *step.code + "] " : std::string(), change.reason,
                    change.entity);
}

/// Removes files that were rewritten for a commit that certainly does not exist. Small ones wait in
/// memory for the commit's puts, which removes them itself.
void discard_rewritten(storage::ObjectStore& store,
                       const std::vector<commit::TableUpdate>& updates) noexcept {
  for (const commit::TableUpdate& update : updates) {
    for (const table::StateFragment& fragment : update.planned.rewritten.fragments) {
      try {
        store.remove(table::data_file_path(update.table->directory(), fragment.name()));
      } catch (const std::exception&) {
        // Nothing refers to it: cleanup finds it.
      }
    }
  }
}

}  // namespace

schema::Migration plan_schema(const commit::Snapshot& head, std::string_view source,
                              schema::DropMode drops) {
  schema::MigrationOptions options;
  options.drops = drops;
  options.entity_count = [&head](std::uint64_t type_id) { return entity_count(head, type_id); };
  return schema::plan_migration(head.catalog(), source, options);
}

SchemaApplier::Outcome SchemaApplier::apply(std::string_view source,
                                            const SchemaApplyOptions& options,
                                            const HeadFinder& find_head) {
  check_actor(options.actor);
  commit::SnapshotPtr head = find_head();
  commit::CommitDraft draft{ulids_.next().to_string(), "schema_apply", options.actor,
                            clock_.now_micros()};
  auto drops = options.allow_data_loss ? schema::DropMode::hard : schema::DropMode::soft;
  std::int64_t deadline = clock_.now_micros() + kReplayMicros;
  while (true) {
    schema::Migration migration = plan_schema(*head, source, drops);
    if (const schema::MigrationStep* step = migration.first_unsupported()) {
      throw_unsupported(*step);
    }
    Outcome outcome;
    outcome.receipt.plan = schema::public_plan(migration);
    outcome.receipt.applied = !migration.steps.empty();
    outcome.receipt.source_updated =
        migration.steps.empty() && sha256_hex(source) != head->commit().schema_source;
    outcome.receipt.graph_manifest_version = head->commit().version;
    if (!outcome.receipt.applied && !outcome.receipt.source_updated) {
      return outcome;
    }
    outcome.catalog = std::make_shared<const schema::Catalog>(migration.desired);
    outcome.next = commit::Snapshot::under_later_schema(cache_, head->entry(), outcome.catalog);
    Attempt attempt(*head, migration, *outcome.next);
    outcome.reclaimed = attempt.list_history(cache_.store(), drops);
    commit::SchemaChange change = attempt.change(source);
    commit::StagedCommit staged;
    try {
      attempt.plan_tables({cache_, ulids_}, outcome.updates);
      staged = publisher_.stage(*head, draft, outcome.updates, &change);
    } catch (...) {
      discard_rewritten(cache_.store(), outcome.updates);
      throw;
    }
    outcome.entry = publisher_.publish(*head, std::move(staged));
    if (outcome.entry) {
      outcome.receipt.graph_manifest_version = outcome.entry->head().version;
      return outcome;
    }
    discard_rewritten(cache_.store(), outcome.updates);
    commit::SnapshotPtr base = std::exchange(head, find_head());
    if (head->commit().schema_ir != base->commit().schema_ir) {
      throw Error(ErrorKind::conflict,
                  "another schema was applied while this one was; look at it and apply again",
                  ReadSetConflict{"schema_identity", "2:sha256:" + base->commit().schema_ir,
                                  "2:sha256:" + head->commit().schema_ir});
    }
    if (clock_.now_micros() > deadline) {
      throw_lost_race(*base, *head, "schema apply");
    }
  }
}

void SchemaApplier::finalize(Outcome& outcome) {
  if (!outcome.entry) {
    return;
  }
  std::vector<std::string>& warnings = outcome.receipt.warnings;
  std::set<std::uint64_t> unlinked;
  for (const commit::UnlinkedTable& table : publisher_.link(*outcome.entry, outcome.updates)) {
    unlinked.insert(table.table->type().type_id);
    warnings.push_back(fmt::format("not shown to other Lance readers: {}: {}",
                                   table.table->type().name, table.reason));
  }
  for (const Outcome::Reclaimed& reclaimed : outcome.reclaimed) {
    // Until a version without the property is linked, the linked ones need the old files.
    if (unlinked.contains(reclaimed.type_id)) {
      warnings.emplace_back("the history of a table that is not shown was left for a clean-up");
      continue;
    }
    try {
      reclaim(reclaimed);
    } catch (const std::exception& error) {
      warnings.push_back(fmt::format("dropped data was left for a clean-up: {}", error.what()));
    }
  }
}

void SchemaApplier::reclaim(const Outcome::Reclaimed& reclaimed) {
  for (const std::string& name : reclaimed.objects) {
    cache_.store().remove(name);
  }
}

}  // namespace omnigraph::write
