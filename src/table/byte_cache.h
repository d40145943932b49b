#pragma once

#include "base/hash.h"
#include "base/mutex.h"

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

namespace omnigraph::table {

/// Values made from immutable objects of the store, within a budget of bytes. An entry is right for
/// ever, for every branch and snapshot, so the only reason to drop one is room: the least recently
/// used goes first. Whoever holds a value keeps it. Thread-safe.
class ByteCache {
 public:
  /// What a value was made from (the hash of the object's name), and which part of it.
  struct Key {
    Hash128 object;
    std::uint64_t part = 0;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.object.low, key.part);
    }
  };
  using Value = std::shared_ptr<const void>;

  explicit ByteCache(std::size_t budget) : shard_budget_(budget / kShards) {}

  /// The value, or null.
  Value find(const Key& key);
  bool contains(const Key& key) const;
  /// Keeps a value of `bytes`, unless there is one already or it alone is above the budget of its
  /// share (a quarter). Returns what is kept, or else `value`.
  Value insert(const Key& key, Value value, std::size_t bytes);
  void erase(const Key& key);

  /// Bytes of the values that are kept.
  std::size_t bytes() const;

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t bytes = 0;
  };
  struct Shard {
    mutable Mutex mutex;
    std::list<Entry> entries ABSL_GUARDED_BY(mutex);  // most recently used first
    absl::flat_hash_map<Key, std::list<Entry>::iterator> places ABSL_GUARDED_BY(mutex);
    std::size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  };
  static constexpr std::size_t kShards = 4;

  static std::size_t shard_of(const Key& key) {
    return (key.object.high ^ (key.part * 0x9E37'79B9'7F4A'7C15)) >> 62;
  }

  std::size_t shard_budget_;
  std::array<Shard, kShards> shards_;
};

}  // namespace omnigraph::table
