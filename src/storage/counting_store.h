#pragma once

#include "storage/object_store.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::storage {

/// What a request to a store is for.
enum class RequestKind : std::uint8_t { read, read_range, exists, list, put, remove };

/// `read`, `read_range`, …
std::string_view to_string(RequestKind kind);

/// One request as it was counted. `name` is the prefix of a listing.
struct RecordedRequest {
  RequestKind kind = RequestKind::read;
  std::string name;
  friend bool operator==(const RecordedRequest&, const RecordedRequest&) = default;
};

/// What a `CountingStore` has seen since it was made or reset.
struct StoreCounts {
  std::uint64_t reads = 0;        ///< of whole objects, found or not
  std::uint64_t range_reads = 0;  ///< of parts, through the store or a reader
  std::uint64_t exists = 0;       ///< including `open` of an object of unknown size
  std::uint64_t lists = 0;        ///< one each, whatever the number of names
  std::uint64_t puts = 0;         ///< including those that lost the race
  std::uint64_t removes = 0;
  std::uint64_t bytes_read = 0;           ///< content that was delivered
  std::uint64_t bytes_written = 0;        ///< content that was sent, also if it lost the race
  std::uint64_t rounds = 0;               ///< sequential waits
  std::vector<RecordedRequest> requests;  ///< all of them, in the order they began

  /// The number of requests.
  std::uint64_t total() const { return requests.size(); }
};

/// Counts the requests to another store, as an object store would see them: the measure of the cost
/// contract in tests. Forwards everything else. Use it so:
///
///     storage::CountingStore store(memory);
///     … warm up …
///     store.reset();
///     … the operation …
///     EXPECT_EQ(store.counts().rounds, 2);
///
/// *Rounds* are the longest chain of calls that each began after the one before had ended. A batch
/// is one round, and so are calls that overlap in time. The tasks of `run_together` begin at the
/// same round by definition; they are run one after another, so that counts do not depend on luck.
/// Use a single thread and `run_together` where exact numbers are expected.
///
/// A request counts when it ends in an error, too. `create` and `append` count nothing; `finish` is
/// one put. `sync` counts nothing.
class CountingStore final : public ObjectStore {
 public:
  explicit CountingStore(ObjectStore& store);
  ~CountingStore() override;
  CountingStore(const CountingStore&) = delete;
  CountingStore& operator=(const CountingStore&) = delete;

  /// What was counted so far. Calls in flight count as requests, but not as rounds yet.
  StoreCounts counts() const;

  /// Starts again at zero.
  void reset();

  std::optional<columnar::Buffer> find(std::string_view name) override;
  columnar::Buffer read(std::string_view name) override;
  columnar::Buffer read_range(std::string_view name, ByteRange range) override;
  std::vector<std::optional<columnar::Buffer>> find_many(
      std::span<const std::string> names) override;
  std::vector<columnar::Buffer> read_many(std::span<const ReadRequest> requests) override;
  std::shared_ptr<const ObjectReader> open(std::string_view name) override;
  std::shared_ptr<const ObjectReader> open_sized(std::string_view name,
                                                 std::uint64_t size_bytes) override;
  PutResult put_if_absent(std::string_view name, ByteSpan bytes, Durability durability) override;
  std::vector<PutResult> put_all(std::span<const PutRequest> requests) override;
  std::unique_ptr<ObjectWriter> create(std::string_view name) override;
  bool remove(std::string_view name) override;
  bool exists(std::string_view name) override;
  std::vector<ObjectInfo> list(const ListRequest& request) override;
  bool lists_in_order() const override { return store_.lists_in_order(); }
  void run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) override;
  Durability durability() const override { return store_.durability(); }
  void sync() override { store_.sync(); }

 private:
  class Counter;
  class Round;
  class Reader;
  class Writer;

  ObjectStore& store_;
  std::shared_ptr<Counter> counter_;  // shared with readers, which may outlive the store
};

}  // namespace omnigraph::storage
