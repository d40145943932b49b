#include "table/byte_cache.h"

#include <utility>

namespace omnigraph::table {
namespace {

/// What an entry takes besides its value.
constexpr std::size_t kEntryBytes = 128;

}  // namespace

ByteCache::Value ByteCache::find(const Key& key) {
  Shard& shard = shards_[shard_of(key)];
  MutexLock lock(shard.mutex);
  auto found = shard.places.find(key);
  if (found == shard.places.end()) {
    return nullptr;
  }
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return found->second->value;
}

bool ByteCache::contains(const Key& key) const {
  const Shard& shard = shards_[shard_of(key)];
  MutexLock lock(shard.mutex);
  return shard.places.contains(key);
}

ByteCache::Value ByteCache::insert(const Key& key, Value value, std::size_t bytes) {
  bytes += kEntryBytes;
  Shard& shard = shards_[shard_of(key)];
  std::list<Entry> dropped;  // destroyed without the lock
  MutexLock lock(shard.mutex);
  if (auto found = shard.places.find(key); found != shard.places.end()) {
    return found->second->value;
  }
  if (bytes > shard_budget_) {
    return value;
  }
  while (shard.bytes + bytes > shard_budget_) {
    shard.bytes -= shard.entries.back().bytes;
    shard.places.erase(shard.entries.back().key);
    dropped.splice(dropped.begin(), shard.entries, std::prev(shard.entries.end()));
  }
  shard.entries.push_front({key, value, bytes});
  shard.places.emplace(key, shard.entries.begin());
  shard.bytes += bytes;
  return value;
}

void ByteCache::erase(const Key& key) {
  Shard& shard = shards_[shard_of(key)];
  MutexLock lock(shard.mutex);
  if (auto found = shard.places.find(key); found != shard.places.end()) {
    shard.bytes -= found->second->bytes;
    shard.entries.erase(found->second);
    shard.places.erase(found);
  }
}

std::size_t ByteCache::bytes() const {
  std::size_t sum = 0;
  for (const Shard& shard : shards_) {
    MutexLock lock(shard.mutex);
    sum += shard.bytes;
  }
  return sum;
}

}  // namespace omnigraph::table
