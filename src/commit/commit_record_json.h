#pragma once

#include "commit/commit_record.h"

#include <string>
#include <string_view>

namespace omnigraph::commit {

/// The stored form of a log entry, one line of compact JSON:
///
///     {"format": 1, "lineage": "main", "position": 7, "synced": true,
///      "commits": [{"version": 7, "commit": ULID, "parent": [LINEAGE, POSITION, ULID] | null,
///                   "merged_parent": the same, "actor": TEXT | null, "operation": TEXT,
///                   "authored_at": MICROS, "branch": TEXT | null,
///                   "schema": {"source": SHA-256, "ir": SHA-256},
///                   "changed": [{"key": "node:T", "table": TABLE}]}],
///      "unchanged": [TABLE]}
///
/// with TABLE = [TYPE_ID, INCARNATION, LINEAGE, STATE, VERSION, ROWS]: short, because every entry
/// repeats one for each type.
std::string encode_log_entry(const LogEntry& entry);

/// Reads the stored form back. Throws `Error` (internal) naming `name` if it is anything else, or
/// of a format that this build does not know.
LogEntry decode_log_entry(std::string_view json, std::string_view name);

}  // namespace omnigraph::commit
