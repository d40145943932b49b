#include "lance/flat_table.h"

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kVtableHeader = 4;

}  // namespace

FlatTable FlatTable::root(ByteSpan message, const PagePlace& place) {
  if (message.size() < sizeof(std::uint32_t)) {
    throw_corrupt(place, "a FlatBuffers message is cut off");
  }
  return FlatTable(message, load_little_endian<std::uint32_t>(message.data()), place);
}

FlatTable::FlatTable(ByteSpan message, std::uint64_t position, const PagePlace& place)
    : message_(message), place_(place), position_(position) {
  auto distance = std::int64_t{load<std::int32_t>(position)};
  std::int64_t vtable = static_cast<std::int64_t>(position) - distance;
  if (vtable < 0) {
    throw_corrupt(place_, "a FlatBuffers table refers to outside of its message");
  }
  vtable_ = static_cast<std::uint64_t>(vtable);
  vtable_size_ = load<std::uint16_t>(vtable_);
  require(vtable_, vtable_size_);
}

void FlatTable::require(std::uint64_t at, std::uint64_t size) const {
  if (at > message_.size() || size > message_.size() - at) {
    throw_corrupt(place_, "a FlatBuffers table refers to outside of its message");
  }
}

std::optional<std::uint64_t> FlatTable::field(std::size_t slot) const {
  std::uint64_t entry = kVtableHeader + slot * sizeof(std::uint16_t);
  if (entry + sizeof(std::uint16_t) > vtable_size_) {
    return std::nullopt;
  }
  auto offset = load<std::uint16_t>(vtable_ + entry);
  return offset == 0 ? std::nullopt : std::optional(position_ + offset);
}

std::uint64_t FlatTable::reference(std::size_t slot) const {
  std::optional<std::uint64_t> at = field(slot);
  if (!at) {
    throw_corrupt(place_, "a FlatBuffers table lacks a field");
  }
  return *at + load<std::uint32_t>(*at);
}

FlatTable FlatTable::table(std::size_t slot) const {
  return FlatTable(message_, reference(slot), place_);
}

ByteSpan FlatTable::vector(std::size_t slot, std::size_t element_size) const {
  if (!has(slot)) {
    return {};
  }
  std::uint64_t at = reference(slot);
  std::uint64_t size = std::uint64_t{load<std::uint32_t>(at)} * element_size;
  require(at + sizeof(std::uint32_t), size);
  return message_.subspan(at + sizeof(std::uint32_t), size);
}

}  // namespace omnigraph::lance
