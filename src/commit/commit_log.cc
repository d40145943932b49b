#include "commit/commit_log.h"

#include "base/throw_error.h"
#include "commit/commit_record_json.h"

namespace omnigraph::commit {

CommitLog::CommitLog(storage::ObjectStore& store, std::string lineage)
    : store_(store),
      lineage_(std::move(lineage)),
      sequence_("__manifest/" + lineage_ + "/", ".json") {}

LogEntryPtr CommitLog::find(Position position) {
  std::string name = sequence_.name(position);
  std::optional<columnar::Buffer> bytes = store_.find(name);
  if (!bytes) {
    return nullptr;
  }
  LogEntry entry = decode_log_entry(as_text(bytes->bytes()), name);
  if (entry.position != position || entry.lineage != lineage_) {
    throw_internal("commit record {} is damaged: it says that it is entry {} of {}", name,
                   entry.position, entry.lineage);
  }
  return std::make_shared<const LogEntry>(std::move(entry));
}

LogEntryPtr CommitLog::find_head() {
  Position last = sequence_.find_last(store_);
  return last == 0 ? nullptr : find(last);
}

LogEntryPtr CommitLog::refresh(const LogEntryPtr& known) {
  if (!known) {
    return find_head();
  }
  LogEntryPtr next = find(known->position + 1);
  if (!next) {
    return known;
  }
  Position last = sequence_.find_last(store_, next->position);
  return last == next->position ? next : find(last);
}

bool CommitLog::publish(const LogEntry& entry) {
  ensure(entry.lineage == lineage_ && !entry.commits.empty(), "an entry belongs to its log");
  std::string bytes = encode_log_entry(entry);
  return store_.put_if_absent(sequence_.name(entry.position), as_bytes(bytes),
                              storage::Durability::synced) == storage::PutResult::created;
}

}  // namespace omnigraph::commit
