#include "table/table_writer.h"

#include "base/throw_error.h"
#include "lance/data_file_writer.h"
#include "table/table_path.h"

#include <algorithm>

namespace omnigraph::table {
namespace {

constexpr std::uint64_t kFileRows = std::uint64_t{1} << 20;
constexpr std::uint64_t kFileBytes = std::uint64_t{1} << 30;

/// An object of the store as the Lance codec writes it.
class StoreSink final : public lance::ByteSink {
 public:
  explicit StoreSink(std::unique_ptr<storage::ObjectWriter> object) : object_(std::move(object)) {}
  void append(ByteSpan bytes) override {
    size_ += bytes.size();
    object_->append(bytes);
  }
  storage::ObjectWriter& object() { return *object_; }
  std::uint64_t size() const { return size_; }

 private:
  std::unique_ptr<storage::ObjectWriter> object_;
  std::uint64_t size_ = 0;
};

}  // namespace

struct TableWriter::OpenFile {
  OpenFile(storage::ObjectStore& store, const std::string& directory, std::string file_name,
           const std::vector<lance::Field>& fields)
      : name(std::move(file_name)),
        sink(store.create(data_file_path(directory, name))),
        writer(sink, fields) {}

  std::string name;
  StoreSink sink;
  lance::DataFileWriter writer;
  std::uint64_t rows = 0;
};

TableWriter::TableWriter(storage::ObjectStore& store, UlidGenerator& ulids, std::string directory,
                         std::vector<lance::Field> fields)
    : store_(store), ulids_(ulids), directory_(std::move(directory)), fields_(std::move(fields)) {}

TableWriter::~TableWriter() {
  if (!finished_) {
    discard();
  }
}

void TableWriter::begin_file() {
  open_ =
      std::make_unique<OpenFile>(store_, directory_, ulids_.next().to_string() + ".omni", fields_);
}

void TableWriter::end_file(storage::Durability durability) {
  lance::DataFileSummary summary = open_->writer.finish();
  storage::PutResult result = open_->sink.object().finish(durability);
  ensure(result == storage::PutResult::created, "the name of a new data file is new");
  StateFragment fragment;
  summary.file.path = open_->name;
  fragment.physical_rows = static_cast<std::uint32_t>(summary.row_count);
  fragment.files.push_back(std::move(summary.file));
  fragments_.push_back(std::move(fragment));
  open_.reset();
}

void TableWriter::append(const columnar::Batch& batch) {
  for (std::size_t done = 0; done < batch.length;) {
    if (!open_) {
      begin_file();
    }
    std::size_t count = std::min<std::uint64_t>(batch.length - done, kFileRows - open_->rows);
    open_->writer.write(count == batch.length ? batch : batch.slice(done, count));
    open_->rows += count;
    done += count;
    if (open_->rows == kFileRows || open_->sink.size() >= kFileBytes) {
      end_file(storage::Durability::synced);
    }
  }
  row_count_ += batch.length;
}

std::vector<StateFragment> TableWriter::finish(storage::Durability durability) {
  if (open_) {
    end_file(durability);
  }
  finished_ = true;
  return fragments_;
}

void TableWriter::discard() noexcept {
  open_.reset();
  for (const StateFragment& fragment : fragments_) {
    try {
      store_.remove(data_file_path(directory_, fragment.files.front().path));
    } catch (const std::exception&) {
      // Nothing refers to the file: cleanup finds it.
    }
  }
  fragments_.clear();
}

}  // namespace omnigraph::table
