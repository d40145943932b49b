#include "table/data_file.h"

#include "base/throw_error.h"

#include <algorithm>
#include <utility>

namespace omnigraph::table {
namespace {

constexpr std::uint64_t kRowsAtOnce = 1 << 16;

/// The first of ascending texts that is not below `text`.
std::size_t lower_bound(const columnar::Array& texts, std::string_view text) {
  std::size_t low = 0;
  for (std::size_t high = texts.length(); low < high;) {
    std::size_t middle = (low + high) / 2;
    if (texts.text_at(middle) < text) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/// The zones, first to behind the last, that may have `id` among ascending ids. A minimum may be
/// cut, then it is a prefix of the least id, and the zone before it may have the id as well.
std::pair<std::size_t, std::size_t> zones_of(std::string_view id, const columnar::Array& minimum) {
  std::size_t end = lower_bound(minimum, id);
  if (end < minimum.length() && minimum.text_at(end) == id) {
    ++end;
  }
  std::size_t begin = end == 0 ? 0 : end - 1;
  while (begin > 0 && id.starts_with(minimum.text_at(begin))) {
    --begin;
  }
  return {begin, end};
}

}  // namespace

std::optional<columnar::Buffer> DataFile::segment(SegmentKind kind, std::int32_t field_id) const {
  std::optional<std::uint32_t> number =
      reader_->find_segment(static_cast<std::uint32_t>(kind), field_id);
  return number ? std::optional(reader_->global_buffer(*number)) : std::nullopt;
}

columnar::ArrayPtr DataFile::whole_column(std::int32_t field_id) const {
  return reader_->read_column(field_id, 0, reader_->row_count());
}

const index::KeySegment& DataFile::key_segment(std::int32_t id_field) const {
  return keys_.get([this, id_field] {
    if (std::optional<columnar::Buffer> stored = segment(SegmentKind::keys, id_field)) {
      auto keys = index::KeySegment::decode(*std::move(stored), reader_->row_count(), name_);
      if (keys.form() == index::KeySegment::Form::ascending || keys.seed() == hash_seed_) {
        return keys;
      }
    }
    std::string bytes = index::KeySegment::encode(*whole_column(id_field), hash_seed_);
    return index::KeySegment::decode(columnar::Buffer::take(std::move(bytes)), reader_->row_count(),
                                     name_);
  });
}

const index::SortedHashes& DataFile::sorted_hashes(std::int32_t id_field) const {
  return hashes_.get(
      [this, id_field] { return index::SortedHashes::of(*whole_column(id_field), hash_seed_); });
}

DataFile::Keys DataFile::keys(std::int32_t id_field) const {
  const index::KeySegment& keys = key_segment(id_field);
  if (keys.form() == index::KeySegment::Form::hashed) {
    return {keys.hashes(), keys.rows()};
  }
  const index::SortedHashes& hashes = sorted_hashes(id_field);
  return {hashes.hashes(), hashes.rows()};
}

/// The row of an id in a file whose ids ascend strictly.
std::optional<lance::RowOffset> DataFile::bisect(const Key& key) const {
  std::uint64_t first = 0;
  std::uint64_t count = reader_->row_count();
  if (const index::ZoneBounds* zones = bounds(key.id_field)) {
    auto [begin, end] = zones_of(key.id, *zones->minimum);
    first = std::uint64_t{begin} * index::kZoneRows;
    count = std::min<std::uint64_t>(std::uint64_t{end} * index::kZoneRows, count) - first;
  }
  columnar::ArrayPtr ids = reader_->read_column(key.id_field, first, count);
  std::size_t row = lower_bound(*ids, key.id);
  if (row == ids->length() || ids->text_at(row) != key.id) {
    return std::nullopt;
  }
  return static_cast<lance::RowOffset>(first + row);
}

std::optional<lance::RowOffset> DataFile::find_row(
    const Key& key, Compare compare, absl::FunctionRef<bool(lance::RowOffset)> is_live) const {
  const index::KeySegment& keys = key_segment(key.id_field);
  if (keys.form() == index::KeySegment::Form::ascending) {
    std::optional<lance::RowOffset> row = bisect(key);
    return row && is_live(*row) ? row : std::nullopt;
  }
  if (!keys.may_contain(key.hash)) {
    return std::nullopt;
  }
  for (lance::RowOffset row : keys.find(key.hash)) {
    if (is_live(row) && (compare == Compare::hash ||
                         reader_->take(key.id_field, std::span(&row, 1))->text_at(0) == key.id)) {
      return row;
    }
  }
  return std::nullopt;
}

const index::AdjacencySegment& DataFile::adjacency(std::int32_t source_field,
                                                   std::int32_t target_field) const {
  return adjacency_.get([this, source_field, target_field] {
    if (std::optional<columnar::Buffer> stored = segment(SegmentKind::adjacency, kWholeFile)) {
      auto edges = index::AdjacencySegment::decode(*std::move(stored), reader_->row_count(), name_);
      if (edges.seed() == hash_seed_) {
        return edges;
      }
    }
    std::string bytes = index::AdjacencySegment::encode(*whole_column(source_field),
                                                        *whole_column(target_field), hash_seed_);
    return index::AdjacencySegment::decode(columnar::Buffer::take(std::move(bytes)),
                                           reader_->row_count(), name_);
  });
}

std::optional<index::ZoneBounds> DataFile::find_bounds(std::int32_t field_id) const {
  const std::optional<index::ZoneMap>& stored =
      zones_.get([this]() -> std::optional<index::ZoneMap> {
        std::optional<columnar::Buffer> bytes = segment(SegmentKind::zones, kWholeFile);
        return bytes ? std::optional(
                           index::ZoneMap::decode(*std::move(bytes), reader_->row_count(), name_))
                     : std::nullopt;
      });
  if (stored) {
    return stored->bounds(field_id);
  }
  index::ZoneMapBuilder builder;
  builder.append(field_id, *whole_column(field_id));
  std::string bytes = builder.finish(reader_->row_count());
  return index::ZoneMap::decode(columnar::Buffer::take(std::move(bytes)), reader_->row_count(),
                                name_)
      .bounds(field_id);
}

const index::ZoneBounds* DataFile::bounds(std::int32_t field_id) const {
  {
    MutexLock lock(mutex_);
    if (auto found = bounds_.find(field_id); found != bounds_.end()) {
      return found->second ? &*found->second : nullptr;
    }
  }
  std::optional<index::ZoneBounds> bounds = find_bounds(field_id);
  MutexLock lock(mutex_);  // another thread may have been faster; then its bounds stay
  const std::optional<index::ZoneBounds>& kept =
      bounds_.emplace(field_id, std::move(bounds)).first->second;
  return kept ? &*kept : nullptr;
}

/// The segment that the file carries, if it has one of these members; else it is computed.
index::TupleSegment DataFile::find_tuples(std::span<const std::int32_t> members) const {
  if (reader_->directory() != nullptr) {
    for (const lance::EmbeddedSegment& stored : reader_->directory()->segments) {
      if (stored.kind != static_cast<std::uint32_t>(SegmentKind::unique) ||
          stored.field_id != members.front()) {
        continue;
      }
      auto tuples = index::TupleSegment::decode(reader_->global_buffer(stored.global_buffer),
                                                reader_->row_count(), name_);
      if (tuples.seed() == hash_seed_ &&
          std::equal(members.begin(), members.end(), tuples.members().begin(),
                     tuples.members().end())) {
        return tuples;
      }
    }
  }
  // In pieces: one column of many texts may be large.
  index::TupleSegmentBuilder builder({members.begin(), members.end()}, hash_seed_);
  std::uint64_t rows = reader_->row_count();
  for (std::uint64_t first = 0; first < rows; first += kRowsAtOnce) {
    std::vector<columnar::ArrayPtr> columns;
    for (std::int32_t member : members) {
      columns.push_back(reader_->read_column(member, first, std::min(kRowsAtOnce, rows - first)));
    }
    builder.append(columns);
  }
  return index::TupleSegment::decode(columnar::Buffer::take(builder.finish()), rows, name_);
}

const index::TupleSegment& DataFile::tuples(std::span<const std::int32_t> members) const {
  std::vector<std::int32_t> key(members.begin(), members.end());
  {
    MutexLock lock(mutex_);
    if (auto found = tuples_.find(key); found != tuples_.end()) {
      return found->second;
    }
  }
  index::TupleSegment found = find_tuples(members);
  MutexLock lock(mutex_);  // another thread may have been faster; then its segment stays
  return tuples_.emplace(std::move(key), std::move(found)).first->second;
}

std::vector<RowSource> DataFile::sources() const {
  std::optional<columnar::Buffer> stored = segment(SegmentKind::provenance, kWholeFile);
  return stored ? decode_row_sources(stored->bytes(), reader_->row_count(), name_)
                : std::vector<RowSource>();
}

}  // namespace omnigraph::table
