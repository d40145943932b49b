#include "commit/publisher.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "table/version_linker.h"

#include <algorithm>
#include <iterator>

namespace omnigraph::commit {
namespace {

bool contains_type(const std::vector<ChangedTable>& tables, std::uint64_t type_id) {
  return std::any_of(tables.begin(), tables.end(), [type_id](const ChangedTable& table) {
    return table.table.type_id == type_id;
  });
}

LogEntry next_entry(const Snapshot& base, const CommitDraft& draft,
                    std::vector<ChangedTable> changed, storage::Durability durability) {
  const LogEntry& before = *base.entry();
  CommitRecord record;
  record.version = base.commit().version + 1;
  record.commit = draft.commit;
  record.parent = CommitRef{before.lineage, before.position, base.commit().commit};
  record.actor = draft.actor;
  record.operation = draft.operation;
  record.authored_at = draft.authored_at;
  record.branch = base.commit().branch;
  record.schema_source = base.commit().schema_source;
  record.schema_ir = base.commit().schema_ir;
  record.changed = std::move(changed);

  LogEntry entry;
  entry.lineage = before.lineage;
  entry.position = before.position + 1;
  entry.synced = durability == storage::Durability::synced;
  entry.hash_seed = before.hash_seed;
  for (TableVersion& table : before.tables()) {
    if (!contains_type(record.changed, table.type_id)) {
      entry.unchanged.push_back(std::move(table));
    }
  }
  entry.commits.push_back(std::move(record));
  return entry;
}

/// Puts the schema in force with the only commit of `entry`.
void change_schema(LogEntry& entry, const SchemaChange& schema) {
  CommitRecord& record = entry.commits.back();
  record.schema_source = schema.objects.digests.source;
  record.schema_ir = schema.objects.digests.ir;
  record.changed.insert(record.changed.end(), schema.added.begin(), schema.added.end());
  auto is_dropped = [&schema](const TableVersion& table) {
    return std::find(schema.dropped.begin(), schema.dropped.end(), table.type_id) !=
           schema.dropped.end();
  };
  entry.unchanged.erase(std::remove_if(entry.unchanged.begin(), entry.unchanged.end(), is_dropped),
                        entry.unchanged.end());
}

}  // namespace

ChangedTable blank_table(std::string_view kind, const schema::EntityType& type,
                         const std::string& lineage) {
  return {std::string(kind) + type.name,
          {type.type_id, type.incarnation, lineage, std::string(), 0, 1, 0},
          std::nullopt};
}

void Publisher::remove_objects(const std::vector<std::string>& names) noexcept {
  for (const std::string& name : names) {
    try {
      store_.remove(name);
    } catch (const std::exception&) {
      // Nothing refers to the object: cleanup finds it.
    }
  }
}

/// The table as the next entry has it; appends to `own` what that needs in the store besides the
/// rows added.
ChangedTable Publisher::stage_table(const TableUpdate& update, const LogEntry& base,
                                    std::int64_t authored_at,
                                    std::vector<table::StagedObject>& own) {
  const SnapshotTable& table = *update.table;
  const table::TableState& state = update.planned.state;
  const std::vector<table::StagedObject>& rewritten = update.planned.rewritten.objects;
  own.insert(own.end(), rewritten.begin(), rewritten.end());
  ChangedTable changed{table.key(), table.version(), std::nullopt};
  TableVersion& version = changed.table;
  ++version.version;
  if (update.store_as == StoreAs::unchanged) {
    return changed;
  }
  version.lineage = base.lineage;
  version.rows = state.live_rows();
  if (update.store_as == StoreAs::smallest && !table.is_blank()) {
    changed.delta = table::find_delta(*table.manifest_state(), state);
  }
  if (changed.delta) {
    version.delta = base.position + 1;
    return changed;
  }
  version.delta = 0;
  version.state = ulids_.next().to_string();
  table::StagedState staged =
      table::stage_state(state, table.directory(), version.state, authored_at);
  std::move(staged.objects.begin(), staged.objects.end(), std::back_inserter(own));
  cache_.add_state(table.address(), version.state,
                   std::make_shared<const table::TableState>(std::move(staged.state)));
  return changed;
}

StagedCommit Publisher::stage(const Snapshot& base, const CommitDraft& draft,
                              const std::vector<TableUpdate>& updates, const SchemaChange* schema) {
  std::vector<table::StagedObject> own;
  std::vector<ChangedTable> changed;
  changed.reserve(updates.size());
  for (const TableUpdate& update : updates) {
    changed.push_back(stage_table(update, *base.entry(), draft.authored_at, own));
  }
  StagedCommit staged;
  staged.entry = next_entry(base, draft, std::move(changed), store_.durability());
  std::vector<storage::PutRequest> puts;
  if (schema != nullptr) {
    change_schema(staged.entry, *schema);
    // Named by their content: others may have put the same, so they are never removed.
    puts.push_back(
        {schema->objects.source_name, as_bytes(schema->source), storage::Durability::synced});
    puts.push_back(
        {schema->objects.ir_name, as_bytes(schema->objects.ir), storage::Durability::synced});
  }
  auto put = [&puts](const table::StagedObject& object) {
    puts.push_back({object.name, as_bytes(object.content), storage::Durability::synced});
  };
  for (const table::StagedObject& object : own) {
    put(object);
    staged.objects.push_back(object.name);
  }
  for (const TableUpdate& update : updates) {
    for (const table::StagedObject& object : update.planned.added.objects) {
      put(object);
    }
  }
  try {
    // The rows added may be there already, from an attempt that lost the race.
    store_.put_all(puts);
  } catch (...) {
    remove_objects(staged.objects);
    throw;
  }
  return staged;
}

LogEntryPtr Publisher::publish(const Snapshot& base, StagedCommit staged) {
  // A durable commit must not stand on one that a power cut may take away.
  if (!base.entry()->synced && staged.entry.synced) {
    store_.sync();
  }
  auto entry = std::make_shared<const LogEntry>(std::move(staged.entry));
  try {
    if (log_.publish(*entry)) {
      return entry;
    }
  } catch (const Error& failure) {
    throw_outcome(*entry, failure);
  }
  remove_objects(staged.objects);
  return nullptr;
}

/// Puts into words what became of a publish that the store failed. Its objects stay: a put that was
/// given up may still take effect.
void Publisher::throw_outcome(const LogEntry& entry, const Error& failure) {
  const std::string& id = entry.head().commit;
  LogEntryPtr present;
  try {
    present = log_.find(entry.position);
  } catch (const Error&) {
    throw_internal("{}; whether commit {} exists is not known: look before you try again",
                   failure.what(), id);
  }
  if (present && present->head().commit == id) {
    throw_internal("{}; commit {} exists, but a power cut may take it away again", failure.what(),
                   id);
  }
  throw_internal("{}; commit {} does not exist", failure.what(), id);
}

std::vector<UnlinkedTable> Publisher::link(const LogEntry& entry,
                                           const std::vector<TableUpdate>& updates) {
  const CommitRecord& commit = entry.head();
  if (entry.lineage != kMainLineage) {
    return {};
  }
  table::VersionLinker linker(store_, random_);
  std::vector<std::string> failures(updates.size());
  parallel_for(updates.size(), [&](std::size_t i) {
    const TableVersion& version = commit.changed[i].table;
    const TableUpdate& update = updates[i];
    if (version.state.empty()) {
      return;  // other readers know the table from its first rows on
    }
    try {
      table::LinkResult result = linker.link(
          {update.table->directory(), version.state, version.version, commit.authored_at},
          update.store_as == StoreAs::unchanged ? update.table->table().state()
                                                : update.planned.state);
      if (result == table::LinkResult::drifted) {
        failures[i] = "its Lance table has versions of another writer";
      }
    } catch (const std::exception& error) {
      failures[i] = error.what();
    }
  });
  std::vector<UnlinkedTable> unlinked;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (!failures[i].empty()) {
      unlinked.push_back({updates[i].table, std::move(failures[i])});
    }
  }
  return unlinked;
}

}  // namespace omnigraph::commit
