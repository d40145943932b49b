#include "index/key_segment.h"

#include "base/bytes.h"
#include "index/segment_cursor.h"

#include <utility>

namespace omnigraph::index {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 24;

void append_header(std::string& out, KeySegment::Form form, std::uint64_t seed,
                   std::uint64_t count) {
  append_little_endian(out, kVersion);
  append_little_endian(out, static_cast<std::uint32_t>(form));
  append_little_endian(out, seed);
  append_little_endian(out, count);
}

}  // namespace

std::string KeySegment::encode(const columnar::Array& ids, std::uint64_t seed) {
  KeySegmentBuilder builder(seed);
  builder.append(ids);
  return builder.finish();
}

void KeySegmentBuilder::append(const columnar::Array& ids) {
  if (ids.length() == 0) {
    return;
  }
  for (std::size_t i = 0; i < ids.length() && ascends_; ++i) {
    bool is_first = i == 0 && hashes_.empty();
    ascends_ = is_first || (i == 0 ? std::string_view(last_) : ids.text_at(i - 1)) < ids.text_at(i);
  }
  last_ = ids.text_at(ids.length() - 1);
  append_hashes(ids, seed_, hashes_);
}

std::string KeySegmentBuilder::finish() {
  std::vector<Hash128> hashes = std::exchange(hashes_, {});
  std::string out;
  if (std::exchange(ascends_, forms_ == KeyForms::any) && !hashes.empty()) {
    append_header(out, KeySegment::Form::ascending, seed_, hashes.size());
    return out;
  }
  SortedHashes entries(hashes);
  out.reserve(kHeaderBytes + hashes.size() * 22 + 64);
  append_header(out, KeySegment::Form::hashed, seed_, hashes.size());
  HashedRows::append(out, entries.hashes(), entries.rows());
  return out;
}

KeySegment KeySegment::decode(columnar::Buffer bytes, std::uint64_t row_count,
                              std::string_view name) {
  SegmentCursor cursor(std::move(bytes), "key segment", name);
  std::span<const std::uint32_t> words = cursor.take<std::uint32_t>(2);
  if (words[0] != kVersion) {
    cursor.fail(fmt::format("version {} is not known", words[0]));
  }
  std::span<const std::uint64_t> header = cursor.take<std::uint64_t>(2);
  KeySegment segment;
  segment.bytes_ = cursor.bytes();
  segment.seed_ = header[0];
  segment.count_ = header[1];
  if (segment.count_ != row_count || segment.count_ >= ~std::uint32_t{0}) {
    cursor.fail(fmt::format("it has {} ids, the file {} rows", segment.count_, row_count));
  }
  if (words[1] == static_cast<std::uint32_t>(Form::ascending)) {
    segment.form_ = Form::ascending;
    cursor.expect_end();
    return segment;
  }
  if (words[1] != static_cast<std::uint32_t>(Form::hashed)) {
    cursor.fail(fmt::format("form {} is not known", words[1]));
  }
  segment.entries_ = HashedRows::take(cursor, segment.count_, row_count);
  cursor.expect_end();
  return segment;
}

}  // namespace omnigraph::index
