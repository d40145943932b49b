#include "lance/end_positions.h"

#include "columnar/bitmap.h"
#include "lance/gathered_bytes.h"

#include <numeric>
#include <utility>

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kWidth = sizeof(std::uint64_t);

// The end before value `first` followed by `count` ends, all as stored. The first one is 0 at the
// start of a page, where the file may or may not have zeros before the buffer.
columnar::Buffer read_stored(ByteSource& source, const EndPositions& ends, std::uint64_t first,
                             std::uint64_t count) {
  if (first > 0 || ends.range.offset >= kWidth) {
    columnar::Buffer stored =
        source.read({ends.range.offset + first * kWidth - kWidth, (count + 1) * kWidth});
    bool starts_at_zero = first > 0 || load_little_endian<std::uint64_t>(stored.data()) == 0;
    if (starts_at_zero && stored.is_aligned_for(kWidth)) {
      return stored;
    }
  }
  std::uint64_t skipped = first > 0 ? 1 : 0;
  columnar::Buffer stored =
      source.read({ends.range.offset + (first - skipped) * kWidth, (count + skipped) * kWidth});
  std::vector<std::uint64_t> copy(count + 1, 0);
  std::copy(stored.bytes().begin(), stored.bytes().end(),
            std::as_writable_bytes(std::span(copy)).begin() +
                static_cast<std::ptrdiff_t>((1 - skipped) * kWidth));
  return columnar::Buffer::take(std::move(copy));
}

bool ascends(std::span<const std::uint64_t> values) {
  std::uint64_t descents = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    descents |= values[i] < values[i - 1] ? 1U : 0U;
  }
  return descents == 0;
}

struct End {
  std::uint64_t position = 0;
  bool is_null = false;
};

End decode_end(std::uint64_t stored, const EndPositions& ends) {
  return stored >= ends.adjustment ? End{stored - ends.adjustment, true} : End{stored, false};
}

void check_span(const PagePlace& place, const EndPositions& ends, const ValueSpan& span) {
  if (span.end < span.begin || span.end > ends.limit) {
    throw_corrupt(place, "end positions out of order");
  }
}

}  // namespace

DecodedOffsets read_offsets(const PagePlace& place, const EndPositions& ends, std::uint64_t first,
                            std::uint64_t count) {
  DecodedOffsets decoded;
  columnar::Buffer stored = read_stored(*place.source, ends, first, count);
  std::span<const std::uint64_t> values = stored.as<std::uint64_t>();
  // Ascending up to a last one that is no null: then none is.
  if (values.back() <= ends.limit && values.back() < ends.adjustment && ascends(values)) {
    decoded.offsets = std::move(stored);
    return decoded;
  }
  columnar::BitmapBuilder validity;
  std::vector<std::int64_t> offsets(count + 1);
  ValueSpan span;
  span.end = decode_end(values.front(), ends).position;
  if (span.end > ends.limit) {
    throw_corrupt(place, "end positions out of order");
  }
  offsets[0] = static_cast<std::int64_t>(span.end);
  for (std::size_t i = 1; i <= count; ++i) {
    End end = decode_end(values[i], ends);
    span = {span.end, end.position, end.is_null};
    check_span(place, ends, span);
    decoded.has_hidden_values |= end.is_null && span.end != span.begin;
    offsets[i] = static_cast<std::int64_t>(end.position);
    validity.append(!end.is_null);
  }
  decoded.null_count = count - validity.set_count();
  if (decoded.null_count > 0) {
    decoded.validity = columnar::Buffer::take(validity.finish());
  }
  decoded.offsets = columnar::Buffer::take(std::move(offsets));
  return decoded;
}

std::vector<std::uint32_t> consecutive_rows(std::uint64_t first, std::uint64_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(first));
  return rows;
}

std::vector<ValueSpan> take_spans(const PagePlace& place, const EndPositions& ends,
                                  std::span<const std::uint32_t> rows) {
  GatheredBytes stored(*place.source, ends.range, rows.size(), [&rows](std::size_t i) {
    std::uint64_t row = rows[i];
    return row == 0 ? ByteRange{0, kWidth} : ByteRange{(row - 1) * kWidth, 2 * kWidth};
  });
  std::vector<ValueSpan> spans(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::uint64_t row = rows[i];
    End end = decode_end(load_little_endian<std::uint64_t>(stored.at(row * kWidth)), ends);
    End before =
        row == 0
            ? End{}
            : decode_end(load_little_endian<std::uint64_t>(stored.at((row - 1) * kWidth)), ends);
    spans[i] = {before.position, end.position, end.is_null};
    check_span(place, ends, spans[i]);
    if (end.is_null) {
      spans[i].begin = spans[i].end;
    }
  }
  return spans;
}

}  // namespace omnigraph::lance
