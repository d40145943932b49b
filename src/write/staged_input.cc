#include "write/staged_input.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "columnar/builder.h"
#include "write/line_reader.h"

#include <algorithm>

namespace omnigraph::write {

namespace {

// Pieces in memory at once, however many cores there are: 64 MiB of input.
constexpr std::size_t kMostChunks = 16;

}  // namespace

void throw_load_problem(const LoadProblem& problem) {
  throw Error(problem.conflict ? ErrorKind::conflict : ErrorKind::bad_request,
              problem.place.line == 0
                  ? problem.message
                  : fmt::format("line {}: {}", problem.place.line, problem.message),
              problem.conflict ? ErrorDetail(*problem.conflict) : ErrorDetail());
}

StagedInput::StagedInput(const std::string& path, const RecordDecoder& decoder,
                         const commit::Snapshot& snapshot, table::TableCache& cache,
                         UlidGenerator& ulids, const ProgressListener& listener)
    : decoder_(decoder), cache_(cache), ulids_(ulids), tables_(decoder.tables().size()) {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const TableLayout& layout = decoder.tables()[i];
    tables_[i].layout = &layout;
    tables_[i].committed =
        layout.is_edge() ? &snapshot.edge(layout.type->name) : &snapshot.node(layout.type->name);
  }
  try {
    read(path, listener);
  } catch (...) {
    discard();
    throw;
  }
}

void StagedInput::discard() noexcept {
  for (StagedTable& table : tables_) {
    if (table.writer) {
      table.writer->discard();
    }
  }
}

void StagedInput::read(const std::string& path, const ProgressListener& listener) {
  LineReader reader(path);
  FirstProblem problem;
  InputProgress progress{0, reader.total_bytes(), 0};
  // A round reads a piece for each core, decodes them at once, then appends them in input order,
  // the types at once. No line behind a problem of shape can come before it.
  std::vector<LineChunk> chunks;
  do {
    chunks.clear();
    while (chunks.size() < std::min(parallelism(), kMostChunks)) {
      std::optional<LineChunk> chunk = reader.next();
      if (!chunk) {
        break;
      }
      chunks.push_back(*std::move(chunk));
    }
    std::vector<DecodedChunk> decoded(chunks.size());
    parallel_for(chunks.size(), [&](std::size_t i) {
      decoded[i] = decoder_.decode(chunks[i].text(), chunks[i].first_line);
    });
    for (DecodedChunk& chunk : decoded) {
      problem.add(chunk.problem.get());
      for (const DecodedRows& rows : chunk.rows) {
        progress.records += rows.lines.size();
      }
    }
    // After a problem the rest is only read for problems that come before it.
    if (!problem.get()) {
      parallel_for(tables_.size(), [&](std::size_t ordinal) {
        for (DecodedChunk& chunk : decoded) {
          append(ordinal, std::move(chunk.rows[ordinal]));
        }
      });
    }
    progress.bytes_read = reader.bytes_read();
    if (listener) {
      listener(progress);
    }
  } while (!chunks.empty() && !(problem.get() && problem.get()->place.stage == LoadStage::shape));
  if (problem.get()) {
    throw_load_problem(*problem.get());
  }
  parallel_for(tables_.size(), [this](std::size_t ordinal) {
    StagedTable& table = tables_[ordinal];
    if (table.writer) {
      table.rows = table.writer->finish(storage::Durability::synced);
    }
  });
}

void StagedInput::append(std::size_t ordinal, DecodedRows rows) {
  if (rows.lines.empty()) {
    return;
  }
  StagedTable& table = tables_[ordinal];
  if (!table.writer) {
    table.writer = std::make_unique<table::TableWriter>(cache_, ulids_, table.committed->address(),
                                                        table.committed->table().state().fields);
  }
  if (table.layout->key.empty()) {
    rows.batch.columns[0] = mint_missing(rows.batch.columns[0], table.has_stated_ids);
  } else {
    table.has_stated_ids = true;
  }
  for (const ExternalBlob& blob : rows.external_blobs) {
    table.external_blobs.push_back({table.lines.size() + blob.row, blob.property});
  }
  table.writer->append(rows.batch);
  table.lines.insert(table.lines.end(), rows.lines.begin(), rows.lines.end());
}

columnar::ArrayPtr StagedInput::mint_missing(const columnar::ArrayPtr& ids, bool& any_stated) {
  any_stated = any_stated || ids->null_count() < ids->length();
  if (ids->null_count() == 0) {
    return ids;
  }
  Ulid next = ulids_.reserve(ids->null_count());
  columnar::Builder filled{columnar::Type(columnar::TypeId::utf8)};
  std::string text(Ulid::kTextSize, '0');
  for (std::size_t row = 0; row < ids->length(); ++row) {
    if (ids->is_valid(row)) {
      filled.append_text(ids->text_at(row));
      continue;
    }
    next.write_text(text.data());
    filled.append_text(text);
    next = next.plus(1);
  }
  return filled.finish();
}

}  // namespace omnigraph::write
