#include "index/tuple_segment.h"

#include "base/bytes.h"
#include "columnar/scalar_spelling.h"
#include "index/segment_cursor.h"

#include <algorithm>
#include <utility>

namespace omnigraph::index {
namespace {

using columnar::Array;
using columnar::ArrayPtr;

constexpr std::uint32_t kVersion = 1;

bool is_complete(std::span<const ArrayPtr> members, std::size_t i) {
  return std::all_of(members.begin(), members.end(),
                     [i](const ArrayPtr& member) { return member->is_valid(i); });
}

}  // namespace

bool append_unique_tuple(std::string& out, std::span<const ArrayPtr> members, std::size_t i) {
  return is_complete(members, i) &&
         columnar::append_tuple_spelling(out, members, i, columnar::SpelledFloats::all);
}

std::optional<Hash128> hash_tuple(std::span<const ArrayPtr> members, std::size_t i,
                                  std::uint64_t seed, std::string& buffer) {
  if (members.size() == 1 && members.front()->type().id() == columnar::TypeId::utf8) {
    const Array& texts = *members.front();  // is spelled as it is
    return texts.is_valid(i) ? std::optional(hash128(texts.text_at(i), seed)) : std::nullopt;
  }
  buffer.clear();
  return append_unique_tuple(buffer, members, i) ? std::optional(hash128(buffer, seed))
                                                 : std::nullopt;
}

void TupleSegmentBuilder::append(std::span<const ArrayPtr> columns) {
  std::string buffer;
  auto added = static_cast<std::uint32_t>(columns.front()->length());
  for (std::uint32_t i = 0; i < added; ++i) {
    if (std::optional<Hash128> hash = hash_tuple(columns, i, seed_, buffer)) {
      hashes_.push_back(*hash);
      rows_.push_back(row_count_ + i);
    }
  }
  row_count_ += added;
}

std::string TupleSegmentBuilder::finish() {
  SortedHashes entries(std::exchange(hashes_, {}));
  std::vector<std::uint32_t> rows;
  rows.reserve(entries.size());
  for (std::uint32_t entry : entries.rows()) {
    rows.push_back(rows_[entry]);
  }
  rows_.clear();
  row_count_ = 0;
  std::string out;
  out.reserve(64 + rows.size() * 22);
  append_little_endian(out, kVersion);
  append_little_endian(out, static_cast<std::uint32_t>(members_.size()));
  for (std::int32_t member : members_) {
    append_little_endian(out, member);
  }
  out.resize((out.size() + 7) / 8 * 8, '\0');
  append_little_endian(out, seed_);
  append_little_endian(out, static_cast<std::uint64_t>(rows.size()));
  HashedRows::append(out, entries.hashes(), rows);
  return out;
}

TupleSegment TupleSegment::decode(columnar::Buffer bytes, std::uint64_t row_count,
                                  std::string_view name) {
  SegmentCursor cursor(std::move(bytes), "unique segment", name);
  std::span<const std::uint32_t> words = cursor.take<std::uint32_t>(2);
  if (words[0] != kVersion) {
    cursor.fail(fmt::format("version {} is not known", words[0]));
  }
  TupleSegment segment;
  segment.bytes_ = cursor.bytes();
  segment.members_ = cursor.take<std::int32_t>(words[1]);
  std::span<const std::uint64_t> header = cursor.take<std::uint64_t>(2);
  segment.seed_ = header[0];
  if (segment.members_.empty() || header[1] > row_count || header[1] >= ~std::uint32_t{0}) {
    cursor.fail(fmt::format("{} tuples of {} members are impossible in {} rows", header[1],
                            words[1], row_count));
  }
  segment.rows_ = HashedRows::take(cursor, header[1], row_count);
  cursor.expect_end();
  return segment;
}

}  // namespace omnigraph::index
