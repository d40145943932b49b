#include "commit/commit_record.h"

#include <map>

namespace omnigraph::commit {

namespace {

std::optional<std::string> commit_of(const std::optional<CommitRef>& ref) {
  return ref ? std::optional(ref->commit) : std::nullopt;
}

}  // namespace

Commit public_commit(const CommitRecord& record) {
  return {record.commit,
          record.branch,
          record.version,
          commit_of(record.parent),
          commit_of(record.merged_parent),
          record.actor,
          record.authored_at};
}

const table::StateDelta* LogEntry::find_delta(const TableVersion& version) const {
  const ChangedTable* found = nullptr;
  for (const CommitRecord& commit : commits) {
    for (const ChangedTable& changed : commit.changed) {
      const TableVersion& table = changed.table;
      // A later version may only have other columns. Of several commits here the last one counts.
      if (changed.delta && table.type_id == version.type_id &&
          table.incarnation == version.incarnation && table.state == version.state &&
          table.version <= version.version) {
        found = &changed;
      }
    }
  }
  bool is_here = version.delta == position && version.lineage == lineage;
  return found != nullptr && is_here ? &*found->delta : nullptr;
}

std::vector<TableVersion> LogEntry::tables() const {
  std::map<std::uint64_t, TableVersion> by_type;
  for (const TableVersion& table : unchanged) {
    by_type[table.type_id] = table;
  }
  for (const CommitRecord& commit : commits) {
    for (const ChangedTable& changed : commit.changed) {
      by_type[changed.table.type_id] = changed.table;
    }
  }
  std::vector<TableVersion> tables;
  tables.reserve(by_type.size());
  for (auto& [type_id, table] : by_type) {
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace omnigraph::commit
