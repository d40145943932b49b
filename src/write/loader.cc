#include "write/loader.h"

#include "base/throw_error.h"
#include "write/load_validator.h"
#include "write/staged_input.h"

#include <algorithm>

namespace omnigraph::write {
namespace {

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

ProgressListener listener_of(const LoadOptions& options) {
  if (!options.progress) {
    return {};
  }
  return [&options](const InputProgress& progress) {
    options.progress({progress.bytes_read, progress.total_bytes, progress.records});
  };
}

}  // namespace

/// What stays the same over the attempts of one load.
struct Loader::Attempts {
  commit::CommitDraft draft;
  std::int64_t deadline = 0;
  commit::SnapshotPtr head;  ///< the newest known
  const HeadFinder& find_head;
};

Loader::Outcome Loader::load(const std::string& path, const LoadOptions& options,
                             const HeadFinder& find_head) {
  check_actor(options.actor);
  commit::SnapshotPtr head = find_head();
  Attempts attempts{{ulids_.next().to_string(), "load", options.actor, clock_.now_micros()},
                    clock_.now_micros() + kReplayMicros,
                    std::move(head),
                    find_head};
  Outcome outcome;
  while (!outcome.entry) {
    read_and_commit(path, options, attempts, outcome);
  }
  return outcome;
}

/// Reads the input and commits it, on one head after the other as long as these have the schema
/// that it was read with. Without an outcome the schema has changed.
void Loader::read_and_commit(const std::string& path, const LoadOptions& options,
                             Attempts& attempts, Outcome& outcome) {
  commit::SnapshotPtr decoded_on = attempts.head;  // the staged rows refer to its tables
  RecordDecoder decoder(decoded_on->catalog());
  StagedInput input(path, decoder, *decoded_on, cache_, ulids_, listener_of(options));
  for (int attempt = 1;; ++attempt) {
    commit::SnapshotPtr base = attempts.head;
    std::vector<commit::TableUpdate> updates;
    commit::StagedCommit staged;
    try {
      updates = plan(*base, input, options.mode, {cache_, ulids_});
      staged = publisher_.stage(*base, attempts.draft, updates);
    } catch (...) {
      input.discard();
      throw;
    }
    // If this throws, a put that was given up may still take effect: the files stay.
    commit::LogEntryPtr entry = publisher_.publish(*base, std::move(staged));
    if (entry) {
      if (attempt > 1) {
        discard_unused(input, updates);
      }
      outcome = {receipt_of(input, entry->head()), entry, base, std::move(updates)};
      return;
    }
    try {
      attempts.head = attempts.find_head();
    } catch (...) {
      input.discard();
      throw;
    }
    bool same_schema = attempts.head->commit().schema_ir == base->commit().schema_ir;
    if (options.mode == LoadMode::overwrite || clock_.now_micros() > attempts.deadline) {
      input.discard();
      throw_lost_race(*base, *attempts.head, "load");
    }
    if (!same_schema) {
      input.discard();
      return;
    }
  }
}

}  // namespace omnigraph::write
