#include "commit/publisher.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "table/version_linker.h"

#include <algorithm>
#include <iterator>

namespace omnigraph::commit {
namespace {

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
    bool is_changed = std::any_of(
        record.changed.begin(), record.changed.end(),
        [&table](const ChangedTable& change) { return change.table.type_id == table.type_id; });
    if (!is_changed) {
      entry.unchanged.push_back(std::move(table));
    }
  }
  entry.commits.push_back(std::move(record));
  return entry;
}

}  // namespace

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
  version.lineage = base.lineage;
  ++version.version;
  version.rows = state.live_rows();
  if (table::TableStatePtr before = table.manifest_state()) {
    changed.delta = table::find_delta(*before, state);
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
                              const std::vector<TableUpdate>& updates) {
  std::vector<table::StagedObject> own;
  std::vector<ChangedTable> changed;
  changed.reserve(updates.size());
  for (const TableUpdate& update : updates) {
    changed.push_back(stage_table(update, *base.entry(), draft.authored_at, own));
  }
  StagedCommit staged;
  staged.entry = next_entry(base, draft, std::move(changed), store_.durability());
  std::vector<storage::PutRequest> puts;
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

std::vector<std::string> Publisher::link(const LogEntry& entry,
                                         const std::vector<TableUpdate>& updates) {
  const CommitRecord& commit = entry.head();
  if (entry.lineage != kMainLineage) {
    return {};
  }
  table::VersionLinker linker(store_, random_);
  std::vector<std::string> failures(updates.size());
  parallel_for(updates.size(), [&](std::size_t i) {
    const TableVersion& version = commit.changed[i].table;
    try {
      table::LinkResult result = linker.link(
          {updates[i].table->directory(), version.state, version.version, commit.authored_at},
          updates[i].planned.state);
      if (result == table::LinkResult::drifted) {
        failures[i] = "its Lance table has versions of another writer";
      }
    } catch (const std::exception& error) {
      failures[i] = error.what();
    }
  });
  std::vector<std::string> unlinked;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (!failures[i].empty()) {
      unlinked.push_back(updates[i].table->type().name + ": " + failures[i]);
    }
  }
  return unlinked;
}

}  // namespace omnigraph::commit
