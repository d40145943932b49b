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

LogEntryPtr Publisher::publish(const Snapshot& base, const CommitDraft& draft,
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
  std::vector<storage::PutRequest> puts;
  for (const table::StagedObject& object : objects) {
    puts.push_back({object.name, as_bytes(object.content), storage::Durability::synced});
  }
  for (storage::PutResult result : store_.put_all(puts)) {
    ensure(result == storage::PutResult::created, "the name of a staged object is new");
  }
  auto entry = std::make_shared<const LogEntry>(
      next_entry(base, draft, std::move(changed), store_.durability()));
  return log_.publish(*entry) ? entry : nullptr;
}

void Publisher::link(const LogEntry& entry, const std::vector<TableUpdate>& updates) {
  const CommitRecord& commit = entry.head();
  if (entry.lineage != kMainLineage) {
    return;
  }
  table::VersionLinker linker(store_, random_);
  parallel_for(updates.size(), [&](std::size_t i) {
    const TableVersion& version = commit.changed[i].table;
    try {
      linker.link(
          {updates[i].table->directory(), version.state, version.version, commit.authored_at},
          updates[i].state);
    } catch (const Error&) {
      // The commit stands all the same. Whoever links a later state of the table makes up for it.
    }
  });
}

}  // namespace omnigraph::commit
