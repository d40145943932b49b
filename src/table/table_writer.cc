#include "table/table_writer.h"

#include "base/throw_error.h"
#include "index/adjacency_segment.h"
#include "index/key_segment.h"
#include "index/tuple_segment.h"
#include "index/zone_map.h"
#include "lance/data_file_writer.h"
#include "table/segment_kind.h"
#include "table/staged_sink.h"
#include "table/table_path.h"

#include <algorithm>

namespace omnigraph::table {
namespace {

constexpr std::size_t kNoColumn = ~std::size_t{0};

std::size_t column_of(const std::vector<lance::Field>& fields, std::string_view name) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) {
      return i;
    }
  }
  throw_internal("a table to be written has no column '{}'", name);
}

/// The index under construction of one `@unique` group.
class UniqueGroup {
 public:
  UniqueGroup(const std::vector<lance::Field>& fields, const std::vector<std::string>& group,
              std::uint64_t seed)
      : columns_(columns_of(fields, group)), builder_(ids_of(fields, columns_), seed) {}

  std::int32_t first_field() const { return builder_.members().front(); }

  void append(const columnar::Batch& batch) {
    std::vector<columnar::ArrayPtr> members;
    members.reserve(columns_.size());
    for (std::size_t column : columns_) {
      members.push_back(batch.columns[column]);
    }
    builder_.append(members);
  }

  std::string finish() { return builder_.finish(); }

 private:
  /// By field id, which stays when a column is renamed.
  static std::vector<std::size_t> columns_of(const std::vector<lance::Field>& fields,
                                             const std::vector<std::string>& group) {
    std::vector<std::size_t> columns;
    columns.reserve(group.size());
    for (const std::string& name : group) {
      columns.push_back(column_of(fields, name));
    }
    std::sort(columns.begin(), columns.end(),
              [&fields](std::size_t a, std::size_t b) { return fields[a].id < fields[b].id; });
    return columns;
  }

  static std::vector<std::int32_t> ids_of(const std::vector<lance::Field>& fields,
                                          const std::vector<std::size_t>& columns) {
    std::vector<std::int32_t> ids;
    ids.reserve(columns.size());
    for (std::size_t column : columns) {
      ids.push_back(fields[column].id);
    }
    return ids;
  }

  std::vector<std::size_t> columns_;  // of the members, in their order
  index::TupleSegmentBuilder builder_;
};

}  // namespace

/// A file being written, and the indexes over the rows it has so far.
class TableWriter::OpenFile {
 public:
  OpenFile(TableCache& cache, const TableAddress& table, const std::vector<lance::Field>& fields,
           std::string name, std::size_t memory_bytes)
      : fields_(fields),
        name_(std::move(name)),
        sink_(cache.store(), data_file_path(table.directory, name_), memory_bytes),
        writer_(sink_, fields),
        id_(column_of(fields, "id")),
        keys_(table.hash_seed,
              table.kind == EntityKind::edge ? index::KeyForms::any : index::KeyForms::hashed),
        adjacency_(table.hash_seed) {
    if (table.kind == EntityKind::edge) {
      source_ = column_of(fields, "src");
      target_ = column_of(fields, "dst");
    }
    for (const std::vector<std::string>& group : table.unique_groups) {
      tuples_.emplace_back(fields, group, table.hash_seed);
    }
  }

  std::uint64_t row_count() const { return row_count_; }
  std::uint64_t size() const { return sink_.size(); }
  const std::string& name() const { return name_; }

  void append(const columnar::Batch& batch) {
    writer_.write(batch);
    keys_.append(*batch.columns[id_]);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      zones_.append(fields_[i].id, *batch.columns[i]);
    }
    if (source_ != kNoColumn) {
      adjacency_.append(*batch.columns[source_], *batch.columns[target_]);
    }
    for (UniqueGroup& group : tuples_) {
      group.append(batch);
    }
    row_count_ += batch.length;
  }

  void add_segment(SegmentKind kind, std::int32_t field_id, const std::string& content) {
    writer_.add_segment(static_cast<std::uint32_t>(kind), field_id, as_bytes(content));
  }

  lance::DataFile finish(const std::vector<RowSource>& sources) {
    writer_.finish_pages();
    add_segment(SegmentKind::keys, fields_[id_].id, keys_.finish());
    add_segment(SegmentKind::zones, kWholeFile, zones_.finish(row_count_));
    if (source_ != kNoColumn) {
      add_segment(SegmentKind::adjacency, kWholeFile, adjacency_.finish());
    }
    for (UniqueGroup& group : tuples_) {
      add_segment(SegmentKind::unique, group.first_field(), group.finish());
    }
    if (!sources.empty()) {
      add_segment(SegmentKind::provenance, kWholeFile, encode_row_sources(sources));
    }
    lance::DataFileSummary summary = writer_.finish();
    summary.file.path = name_;
    summary.file.tail_checksum = summary.tail_checksum;
    return std::move(summary.file);
  }

  std::optional<std::string> finish_sink(storage::Durability durability) {
    return sink_.finish(durability);
  }

 private:
  const std::vector<lance::Field>& fields_;
  std::string name_;
  StagedSink sink_;
  lance::DataFileWriter writer_;
  std::size_t id_;
  std::size_t source_ = kNoColumn;
  std::size_t target_ = kNoColumn;
  index::KeySegmentBuilder keys_;
  index::ZoneMapBuilder zones_;
  index::AdjacencyBuilder adjacency_;
  std::vector<UniqueGroup> tuples_;
  std::uint64_t row_count_ = 0;
};

TableWriter::TableWriter(TableCache& cache, UlidGenerator& ulids, TableAddress table,
                         std::vector<lance::Field> fields, TableWriterLimits limits)
    : cache_(cache),
      ulids_(ulids),
      table_(std::move(table)),
      fields_(std::move(fields)),
      limits_(limits) {}

TableWriter::~TableWriter() {
  if (!finished_) {
    discard();
  }
}

void TableWriter::begin_file() {
  open_ = std::make_unique<OpenFile>(cache_, table_, fields_, ulids_.next().to_string() + ".omni",
                                     limits_.memory_bytes);
}

void TableWriter::end_file(storage::Durability durability) {
  StateFragment fragment;
  fragment.physical_rows = static_cast<std::uint32_t>(open_->row_count());
  fragment.files.push_back(open_->finish(sources_));
  sources_.clear();
  std::optional<std::string> content = open_->finish_sink(durability);
  if (content) {
    const lance::DataFile& file = fragment.files.front();
    staged_.opened.push_back(
        cache_.add_file(table_, fields_, file, columnar::Buffer::take(std::string(*content))));
    staged_.objects.push_back({data_file_path(table_.directory, file.path), *std::move(content)});
  }
  staged_.fragments.push_back(std::move(fragment));
  open_.reset();
}

void TableWriter::append(const columnar::Batch& batch) {
  for (std::size_t done = 0; done < batch.length;) {
    if (!open_) {
      begin_file();
    }
    std::size_t count =
        std::min<std::uint64_t>(batch.length - done, limits_.file_rows - open_->row_count());
    note_source(static_cast<std::uint32_t>(count));
    open_->append(count == batch.length ? batch : batch.slice(done, count));
    done += count;
    if (open_->row_count() == limits_.file_rows || open_->size() >= limits_.file_bytes) {
      end_file(storage::Durability::synced);
    }
  }
  row_count_ += batch.length;
}

void TableWriter::take_over(const StateFragment& fragment) {
  source_ = RowSource{fragment.name(), 0, 0, 0, fragment.deleted};
}

/// The next `rows` of the open file come from where `source_` says.
void TableWriter::note_source(std::uint32_t rows) {
  if (!source_) {
    return;
  }
  if (sources_.empty() || source_->row_count == 0) {
    source_->skipped += source_->row_count;
    source_->row_count = 0;
    source_->first_row = static_cast<std::uint32_t>(open_->row_count());
    sources_.push_back(*source_);
  }
  source_->row_count += rows;
  sources_.back().row_count += rows;
}

StagedRows TableWriter::finish(storage::Durability durability) {
  if (open_) {
    end_file(durability);
  }
  finished_ = true;
  return staged_;
}

void TableWriter::discard() noexcept {
  open_.reset();
  for (const StateFragment& fragment : staged_.fragments) {
    try {
      cache_.forget_file(table_, fields_, fragment.files.front());
      cache_.store().remove(data_file_path(table_.directory, fragment.name()));
    } catch (const std::exception&) {
      // Nothing refers to the file: cleanup finds it.
    }
  }
  staged_ = {};
}

}  // namespace omnigraph::table
