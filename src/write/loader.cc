#include "write/loader.h"

#include "base/throw_error.h"
#include "write/load_validator.h"
#include "write/staged_input.h"

#include <simdjson.h>

#include <algorithm>

namespace omnigraph::write {
namespace {

// How long a load that keeps losing the race to other commits goes on planning again (D-27).
constexpr std::int64_t kReplayMicros = 60'000'000;

std::vector<commit::TableUpdate> plan(const commit::Snapshot& head, const StagedInput& input,
                                      LoadMode mode, const table::Rewriter& rewriter) {
  LoadValidator validator(head, input, mode, rewriter.cache);
  std::vector<commit::TableUpdate> updates;
  for (const TableChange& change : validator.validate()) {
    const StagedTable& staged = *change.staged;
    const commit::SnapshotTable& committed = staged.layout->is_edge()
                                                 ? head.edge(staged.layout->type->name)
                                                 : head.node(staged.layout->type->name);
    table::TableEdit edit(committed.table());
    if (mode == LoadMode::overwrite) {
      edit.remove_all();
    } else {
      edit.remove(change.replaced);
    }
    edit.add(staged.rows, change.superseded);
    updates.push_back({&committed, edit.finish(rewriter)});
  }
  return updates;
}

/// Removes the files of rows that the commit took into a file of its own: an attempt that lost the
/// race may have put them.
void discard_unused(const StagedInput& input, const std::vector<commit::TableUpdate>& updates) {
  for (const commit::TableUpdate& update : updates) {
    if (update.planned.rewritten.fragments.empty()) {
      continue;
    }
    for (const StagedTable& table : input.tables()) {
      if (table.writer && table.layout->type->name == update.table->type().name &&
          table.layout->is_edge() == (update.table->kind() == table::EntityKind::edge)) {
        table.writer->discard();
      }
    }
  }
}

LoadReceipt receipt_of(const StagedInput& input, const commit::CommitRecord& record) {
  LoadReceipt receipt;
  for (const StagedTable& table : input.tables()) {
    if (table.row_count() > 0) {
      auto& types = table.layout->is_edge() ? receipt.edges : receipt.nodes;
      types.push_back({table.layout->type->name, table.row_count()});
      receipt.total_entities += table.row_count();
    }
  }
  receipt.commit = commit::public_commit(record);
  return receipt;
}

[[noreturn]] void throw_lost_race(const commit::Snapshot& base, const commit::Snapshot& head) {
  if (head.commit().schema_ir != base.commit().schema_ir) {
    throw Error(
        ErrorKind::conflict, "the schema changed while the load was running; load again",
        ReadSetConflict{"schema_ir_hash", base.commit().schema_ir, head.commit().schema_ir});
  }
  throw Error(ErrorKind::conflict,
              "other commits landed on main while the load was running; load again",
              ReadSetConflict{"graph_head:main", base.commit().commit, head.commit().commit});
}

}  // namespace

Loader::Outcome Loader::load(const std::string& path, const LoadOptions& options,
                             const HeadFinder& find_head) {
  if (options.actor && !simdjson::validate_utf8(options.actor->data(), options.actor->size())) {
    throw_bad_request("the actor is not UTF-8 text");
  }
  commit::SnapshotPtr head = find_head();
  commit::CommitDraft draft{ulids_.next().to_string(), "load", options.actor, clock_.now_micros()};
  RecordDecoder decoder(head->catalog());
  ProgressListener listener;
  if (options.progress) {
    listener = [&options](const InputProgress& progress) {
      options.progress({progress.bytes_read, progress.total_bytes, progress.records});
    };
  }
  commit::SnapshotPtr decoded_on = head;  // the staged rows refer to its tables
  StagedInput input(path, decoder, *decoded_on, cache_, ulids_, listener);
  std::int64_t deadline = clock_.now_micros() + kReplayMicros;
  for (int attempt = 1;; ++attempt) {
    std::vector<commit::TableUpdate> updates;
    commit::StagedCommit staged;
    try {
      updates = plan(*head, input, options.mode, {cache_, ulids_});
      staged = publisher_.stage(*head, draft, updates);
    } catch (...) {
      input.discard();
      throw;
    }
    // If this throws, a put that was given up may still take effect: the files stay.
    commit::LogEntryPtr entry = publisher_.publish(*head, std::move(staged));
    if (entry) {
      if (attempt > 1) {
        discard_unused(input, updates);
      }
      return {receipt_of(input, entry->head()), entry, head, std::move(updates)};
    }
    commit::SnapshotPtr base = head;
    try {
      head = find_head();
    } catch (...) {
      input.discard();
      throw;
    }
    if (options.mode == LoadMode::overwrite || clock_.now_micros() > deadline ||
        head->commit().schema_ir != base->commit().schema_ir) {
      input.discard();
      throw_lost_race(*base, *head);
    }
  }
}

}  // namespace omnigraph::write
