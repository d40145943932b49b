#include "storage/faulty_store.h"

#include "base/throw_error.h"

#include <atomic>
#include <string>
#include <utility>

namespace omnigraph::storage {

class FaultyStore::Trigger {
 public:
  explicit Trigger(Fault fault) : fault_(fault) {}

  std::uint64_t request_count() const { return count_; }
  bool has_failed() const { return count_ >= fault_.at; }

  /// Makes one request, which fails if it is its turn.
  template <typename Request>
  auto run(std::string_view name, const Request& request) {
    std::uint64_t number = ++count_;
    bool is_chosen = number == fault_.at;
    bool is_cut_off = number > fault_.at && fault_.reach == FaultReach::all_later;
    if (is_cut_off || (is_chosen && fault_.effect == FaultEffect::not_applied)) {
      fail(number, name, "before it was made");
    }
    auto answer = request();
    if (is_chosen) {
      fail(number, name, "after it was made");
    }
    return answer;
  }

 private:
  [[noreturn]] static void fail(std::uint64_t number, std::string_view name,
                                std::string_view when) {
    throw_internal("injected fault: request {}, for stored object '{}', failed {}", number, name,
                   when);
  }

  Fault fault_;
  std::atomic<std::uint64_t> count_ = 0;
};

class FaultyStore::Reader final : public ObjectReader {
 public:
  Reader(std::shared_ptr<const ObjectReader> reader, std::string_view name,
         std::shared_ptr<Trigger> trigger)
      : reader_(std::move(reader)), name_(name), trigger_(std::move(trigger)) {}

  std::uint64_t size() const override { return reader_->size(); }
  // Every read may fail, as those of a far store may.
  bool is_in_memory() const override { return false; }

  columnar::Buffer read(std::uint64_t offset, std::uint64_t size) const override {
    return trigger_->run(name_, [&] { return reader_->read(offset, size); });
  }

  std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) const override {
    std::vector<columnar::Buffer> buffers;
    for (const ByteRange& range : ranges) {
      buffers.push_back(read(range.offset, range.size));
    }
    return buffers;
  }

 private:
  std::shared_ptr<const ObjectReader> reader_;
  std::string name_;
  std::shared_ptr<Trigger> trigger_;
};

class FaultyStore::Writer final : public ObjectWriter {
 public:
  Writer(std::unique_ptr<ObjectWriter> writer, std::string_view name, Trigger& trigger)
      : writer_(std::move(writer)), name_(name), trigger_(trigger) {}

  void append(ByteSpan bytes) override { writer_->append(bytes); }
  PutResult finish(Durability durability) override {
    return trigger_.run(name_, [&] { return writer_->finish(durability); });
  }

 private:
  std::unique_ptr<ObjectWriter> writer_;
  std::string name_;
  Trigger& trigger_;
};

FaultyStore::FaultyStore(ObjectStore& store, Fault fault)
    : store_(store), trigger_(std::make_shared<Trigger>(fault)) {}

FaultyStore::~FaultyStore() = default;

bool FaultyStore::has_failed() const { return trigger_->has_failed(); }

std::uint64_t FaultyStore::request_count() const { return trigger_->request_count(); }

std::optional<columnar::Buffer> FaultyStore::find(std::string_view name) {
  return trigger_->run(name, [&] { return store_.find(name); });
}

columnar::Buffer FaultyStore::read(std::string_view name) {
  return trigger_->run(name, [&] { return store_.read(name); });
}

columnar::Buffer FaultyStore::read_range(std::string_view name, ByteRange range) {
  return trigger_->run(name, [&] { return store_.read_range(name, range); });
}

std::vector<std::optional<columnar::Buffer>> FaultyStore::find_many(
    std::span<const std::string> names) {
  std::vector<std::optional<columnar::Buffer>> buffers;
  for (const std::string& name : names) {
    buffers.push_back(find(name));
  }
  return buffers;
}

std::vector<columnar::Buffer> FaultyStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<columnar::Buffer> buffers;
  for (const ReadRequest& request : requests) {
    buffers.push_back(request.range ? read_range(request.name, *request.range)
                                    : read(request.name));
  }
  return buffers;
}

std::shared_ptr<const ObjectReader> FaultyStore::open(std::string_view name) {
  auto reader = trigger_->run(name, [&] { return store_.open(name); });
  return std::make_shared<Reader>(std::move(reader), name, trigger_);
}

std::shared_ptr<const ObjectReader> FaultyStore::open_sized(std::string_view name,
                                                            std::uint64_t size_bytes) {
  return std::make_shared<Reader>(store_.open_sized(name, size_bytes), name, trigger_);
}

PutResult FaultyStore::put_if_absent(std::string_view name, ByteSpan bytes, Durability durability) {
  return trigger_->run(name, [&] { return store_.put_if_absent(name, bytes, durability); });
}

std::vector<PutResult> FaultyStore::put_all(std::span<const PutRequest> requests) {
  std::vector<PutResult> results;
  for (const PutRequest& request : requests) {
    results.push_back(put_if_absent(request.name, request.bytes, request.durability));
  }
  return results;
}

std::unique_ptr<ObjectWriter> FaultyStore::create(std::string_view name) {
  return std::make_unique<Writer>(store_.create(name), name, *trigger_);
}

bool FaultyStore::remove(std::string_view name) {
  return trigger_->run(name, [&] { return store_.remove(name); });
}

bool FaultyStore::exists(std::string_view name) {
  return trigger_->run(name, [&] { return store_.exists(name); });
}

std::vector<ObjectInfo> FaultyStore::list(const ListRequest& request) {
  return trigger_->run(request.prefix, [&] { return store_.list(request); });
}

void FaultyStore::run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) {
  for (const absl::FunctionRef<void()>& task : tasks) {
    task();
  }
}

}  // namespace omnigraph::storage
