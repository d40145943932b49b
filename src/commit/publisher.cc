#include "commit/publisher.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "table/state_store.h"
#include "table/version_linker.h"

#include <algorithm>

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

StagedCommit Publisher::stage(const Snapshot& base, const CommitDraft& draft,
                              const std::vector<TableUpdate>& updates) {
  std::vector<table::StagedObject> objects;
  std::vector<ChangedTable> changed;
  for (const TableUpdate& update : updates) {
    const SnapshotTable& table = *update.table;
    TableVersion version = table.version();
    version.lineage = base.entry()->lineage;
    version.state = ulids_.next().to_string();
    ++version.version;
    version.rows = update.state.live_rows();
    for (table::StagedObject& object :
         table::encode_state(update.state, table.directory(), version.state, draft.authored_at)) {
      objects.push_back(std::move(object));
    }
    changed.push_back({table.key(), std::move(version)});
  }
  StagedCommit staged;
  staged.entry = next_entry(base, draft, std::move(changed), store_.durability());
  std::vector<storage::PutRequest> puts;
  puts.reserve(objects.size());
  for (const table::StagedObject& object : objects) {
    puts.push_back({object.name, as_bytes(object.content), storage::Durability::synced});
    staged.objects.push_back(object.name);
  }
  try {
    for (storage::PutResult result : store_.put_all(puts)) {
      ensure(result == storage::PutResult::created, "the name of a staged object is new");
    }
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
          updates[i].state);
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
