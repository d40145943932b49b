#pragma once

#include "storage/object_store.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace omnigraph::storage {

/// Whether a failing request takes effect.
enum class FaultEffect : std::uint8_t {
  not_applied,  ///< the request never reaches the store
  answer_lost,  ///< the store does it, and the caller gets an error all the same
};

/// Which requests fail.
enum class FaultReach : std::uint8_t {
  one_request,  ///< the one chosen; later ones work
  all_later,    ///< none gets through after it, as if the process had been killed
};

struct Fault {
  std::uint64_t at = 1;  ///< the request that fails, counted from 1
  FaultEffect effect = FaultEffect::not_applied;
  FaultReach reach = FaultReach::one_request;
};

/// Fails a chosen request to another store with `Error` (internal). Tests run an operation for
/// `at` = 1, 2, … until it ends without `has_failed`.
///
/// Counts as `CountingStore` does: each item of a batch is a request, `create`, `append`,
/// `open_sized` and `sync` are none. Batches and `run_together` do one item after another, so a
/// failure leaves the earlier items done and the later ones not begun.
class FaultyStore final : public ObjectStore {
 public:
  FaultyStore(ObjectStore& store, Fault fault);
  ~FaultyStore() override;
  FaultyStore(const FaultyStore&) = delete;
  FaultyStore& operator=(const FaultyStore&) = delete;

  /// Whether the chosen request has been made.
  bool has_failed() const;
  /// The number of requests so far.
  std::uint64_t request_count() const;

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
  class Trigger;
  class Reader;
  class Writer;

  ObjectStore& store_;
  std::shared_ptr<Trigger> trigger_;  // shared with readers, which may outlive the store
};

}  // namespace omnigraph::storage
