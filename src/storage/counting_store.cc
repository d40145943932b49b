#include "storage/counting_store.h"

#include "base/mutex.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace omnigraph::storage {

std::string_view to_string(RequestKind kind) {
  switch (kind) {
    case RequestKind::read:
      return "read";
    case RequestKind::read_range:
      return "read_range";
    case RequestKind::exists:
      return "exists";
    case RequestKind::list:
      return "list";
    case RequestKind::put:
      return "put";
    case RequestKind::remove:
      return "remove";
  }
  return "unknown";
}

class CountingStore::Counter {
 public:
  StoreCounts counts() const {
    MutexLock lock(mutex_);
    return counts_;
  }

  void reset() {
    MutexLock lock(mutex_);
    counts_ = {};
  }

  void add_request(RequestKind kind, std::string_view name) {
    MutexLock lock(mutex_);
    ++number_of(kind);
    counts_.requests.push_back({kind, std::string(name)});
  }

  void add_read_bytes(std::uint64_t bytes) {
    MutexLock lock(mutex_);
    counts_.bytes_read += bytes;
  }

  void add_written_bytes(std::uint64_t bytes) {
    MutexLock lock(mutex_);
    counts_.bytes_written += bytes;
  }

  /// The rounds that ended before now.
  std::uint64_t rounds() const {
    MutexLock lock(mutex_);
    return counts_.rounds;
  }

  /// A call that began after `earlier` rounds has ended.
  void end_round(std::uint64_t earlier) {
    MutexLock lock(mutex_);
    counts_.rounds = std::max(counts_.rounds, earlier + 1);
  }

  void set_rounds(std::uint64_t rounds) {
    MutexLock lock(mutex_);
    counts_.rounds = rounds;
  }

 private:
  std::uint64_t& number_of(RequestKind kind) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    switch (kind) {
      case RequestKind::read:
        return counts_.reads;
      case RequestKind::read_range:
        return counts_.range_reads;
      case RequestKind::exists:
        return counts_.exists;
      case RequestKind::list:
        return counts_.lists;
      case RequestKind::put:
        return counts_.puts;
      case RequestKind::remove:
        break;
    }
    return counts_.removes;
  }

  mutable Mutex mutex_;
  StoreCounts counts_ ABSL_GUARDED_BY(mutex_);
};

/// A call in flight: one round deeper than what had ended when it began.
class CountingStore::Round {
 public:
  explicit Round(Counter& counter) : counter_(counter), earlier_(counter.rounds()) {}
  Round(Counter& counter, RequestKind kind, std::string_view name) : Round(counter) {
    counter.add_request(kind, name);
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;
  ~Round() { counter_.end_round(earlier_); }

  void add_request(RequestKind kind, std::string_view name) { counter_.add_request(kind, name); }

  columnar::Buffer delivered(columnar::Buffer bytes) {
    counter_.add_read_bytes(bytes.size());
    return bytes;
  }

 private:
  Counter& counter_;
  std::uint64_t earlier_;
};

class CountingStore::Reader final : public ObjectReader {
 public:
  Reader(std::shared_ptr<const ObjectReader> reader, std::string_view name,
         std::shared_ptr<Counter> counter)
      : reader_(std::move(reader)), name_(name), counter_(std::move(counter)) {}

  std::uint64_t size() const override { return reader_->size(); }
  // What is counted should be what a far store would be asked for.
  bool is_in_memory() const override { return false; }

  columnar::Buffer read(std::uint64_t offset, std::uint64_t size) const override {
    Round round(*counter_, RequestKind::read_range, name_);
    return round.delivered(reader_->read(offset, size));
  }

  std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) const override {
    if (ranges.empty()) {
      return {};
    }
    Round round(*counter_);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      round.add_request(RequestKind::read_range, name_);
    }
    std::vector<columnar::Buffer> buffers = reader_->read_many(ranges);
    for (const columnar::Buffer& buffer : buffers) {
      counter_->add_read_bytes(buffer.size());
    }
    return buffers;
  }

 private:
  std::shared_ptr<const ObjectReader> reader_;
  std::string name_;
  std::shared_ptr<Counter> counter_;
};

class CountingStore::Writer final : public ObjectWriter {
 public:
  Writer(std::unique_ptr<ObjectWriter> writer, std::string_view name, Counter& counter)
      : writer_(std::move(writer)), name_(name), counter_(counter) {}

  void append(ByteSpan bytes) override {
    writer_->append(bytes);
    size_bytes_ += bytes.size();
  }

  PutResult finish(Durability durability) override {
    Round round(counter_, RequestKind::put, name_);
    counter_.add_written_bytes(size_bytes_);
    return writer_->finish(durability);
  }

 private:
  std::unique_ptr<ObjectWriter> writer_;
  std::string name_;
  Counter& counter_;
  std::uint64_t size_bytes_ = 0;
};

CountingStore::CountingStore(ObjectStore& store)
    : store_(store), counter_(std::make_shared<Counter>()) {}

CountingStore::~CountingStore() = default;

StoreCounts CountingStore::counts() const { return counter_->counts(); }

void CountingStore::reset() { counter_->reset(); }

std::optional<columnar::Buffer> CountingStore::find(std::string_view name) {
  Round round(*counter_, RequestKind::read, name);
  std::optional<columnar::Buffer> bytes = store_.find(name);
  counter_->add_read_bytes(bytes ? bytes->size() : 0);
  return bytes;
}

columnar::Buffer CountingStore::read(std::string_view name) {
  Round round(*counter_, RequestKind::read, name);
  return round.delivered(store_.read(name));
}

columnar::Buffer CountingStore::read_range(std::string_view name, ByteRange range) {
  Round round(*counter_, RequestKind::read_range, name);
  return round.delivered(store_.read_range(name, range));
}

std::vector<std::optional<columnar::Buffer>> CountingStore::find_many(
    std::span<const std::string> names) {
  if (names.empty()) {
    return {};
  }
  Round round(*counter_);
  for (const std::string& name : names) {
    round.add_request(RequestKind::read, name);
  }
  std::vector<std::optional<columnar::Buffer>> buffers = store_.find_many(names);
  for (const std::optional<columnar::Buffer>& buffer : buffers) {
    counter_->add_read_bytes(buffer ? buffer->size() : 0);
  }
  return buffers;
}

std::vector<columnar::Buffer> CountingStore::read_many(std::span<const ReadRequest> requests) {
  if (requests.empty()) {
    return {};
  }
  Round round(*counter_);
  for (const ReadRequest& request : requests) {
    round.add_request(request.range ? RequestKind::read_range : RequestKind::read, request.name);
  }
  std::vector<columnar::Buffer> buffers = store_.read_many(requests);
  for (const columnar::Buffer& buffer : buffers) {
    counter_->add_read_bytes(buffer.size());
  }
  return buffers;
}

std::shared_ptr<const ObjectReader> CountingStore::open(std::string_view name) {
  Round round(*counter_, RequestKind::exists, name);
  return std::make_shared<Reader>(store_.open(name), name, counter_);
}

std::shared_ptr<const ObjectReader> CountingStore::open_sized(std::string_view name,
                                                              std::uint64_t size_bytes) {
  return std::make_shared<Reader>(store_.open_sized(name, size_bytes), name, counter_);
}

PutResult CountingStore::put_if_absent(std::string_view name, ByteSpan bytes,
                                       Durability durability) {
  Round round(*counter_, RequestKind::put, name);
  counter_->add_written_bytes(bytes.size());
  return store_.put_if_absent(name, bytes, durability);
}

std::vector<PutResult> CountingStore::put_all(std::span<const PutRequest> requests) {
  if (requests.empty()) {
    return {};
  }
  Round round(*counter_);
  for (const PutRequest& request : requests) {
    round.add_request(RequestKind::put, request.name);
    counter_->add_written_bytes(request.bytes.size());
  }
  return store_.put_all(requests);
}

std::unique_ptr<ObjectWriter> CountingStore::create(std::string_view name) {
  return std::make_unique<Writer>(store_.create(name), name, *counter_);
}

bool CountingStore::remove(std::string_view name) {
  Round round(*counter_, RequestKind::remove, name);
  return store_.remove(name);
}

bool CountingStore::exists(std::string_view name) {
  Round round(*counter_, RequestKind::exists, name);
  return store_.exists(name);
}

std::vector<ObjectInfo> CountingStore::list(const ListRequest& request) {
  Round round(*counter_, RequestKind::list, request.prefix);
  return store_.list(request);
}

void CountingStore::run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) {
  std::uint64_t before = counter_->rounds();
  std::uint64_t longest = before;
  std::exception_ptr failure;
  for (const absl::FunctionRef<void()>& task : tasks) {
    counter_->set_rounds(before);
    try {
      task();
    } catch (...) {
      failure = std::current_exception();
    }
    longest = std::max(longest, counter_->rounds());
  }
  counter_->set_rounds(longest);
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace omnigraph::storage
