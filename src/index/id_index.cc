#include "index/id_index.h"

#include "base/hash.h"
#include "base/throw_error.h"

#include <algorithm>
#include <bit>

namespace omnigraph::index {
namespace {

std::uint32_t fingerprint_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

IdIndex::IdIndex(std::vector<columnar::ArrayPtr> ids, std::span<const std::uint32_t> excluded)
    : ids_(std::move(ids)), starts_{0} {
  std::uint64_t total = 0;
  for (const columnar::ArrayPtr& column : ids_) {
    total += column->length();
    ensure(total < kEmpty, "a table has fewer than 2^32 - 1 rows");
    starts_.push_back(static_cast<std::uint32_t>(total));
  }
  slots_.resize(std::bit_ceil(std::max<std::uint64_t>(4, total + total / 2)));
  const auto* skip = excluded.data();
  const auto* skip_end = excluded.data() + excluded.size();
  std::uint32_t position = 0;
  for (const columnar::ArrayPtr& column : ids_) {
    for (std::size_t row = 0; row < column->length(); ++row, ++position) {
      if (skip != skip_end && *skip == position) {
        ++skip;
        continue;
      }
      std::string_view id = column->text_at(row);
      std::uint64_t hash = hash64(as_bytes(id));
      *probe(id, hash) = {fingerprint_of(hash), position};
    }
  }
}

IdIndex::Slot* IdIndex::probe(std::string_view id, std::uint64_t hash) {
  return const_cast<Slot*>(&std::as_const(*this).probe(id, hash));
}

const IdIndex::Slot& IdIndex::probe(std::string_view id, std::uint64_t hash) const {
  std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.position == kEmpty ||
        (slot.fingerprint == fingerprint_of(hash) && id_at(slot.position) == id)) {
      return slot;
    }
  }
}

std::optional<std::uint32_t> IdIndex::find(std::string_view id) const {
  const Slot& slot = probe(id, hash64(as_bytes(id)));
  return slot.position == kEmpty ? std::nullopt : std::optional(slot.position);
}

std::string_view IdIndex::id_at(std::uint32_t position) const {
  std::size_t column = 0;
  if (ids_.size() > 1) {
    column = static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), position) -
                                      starts_.begin() - 1);
  }
  return ids_[column]->text_at(position - starts_[column]);
}

}  // namespace omnigraph::index
