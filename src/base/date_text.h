#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph {

/// Days since 1970-01-01 of a date text, or nothing if it is none (WR-38): `YYYY-MM-DD`, one-digit
/// month or day, `YYYYMMDD`, signed years of four or more digits, or any date-time text, whose UTC
/// date is taken. Proleptic Gregorian calendar.
std::optional<std::int32_t> parse_date(std::string_view text);

/// Milliseconds since 1970-01-01T00:00:00Z of a date-time text (WR-38), or nothing if it is none: a
/// date text (midnight UTC), or date, `T`, `t` or a space, time, optional fraction, optional zone;
/// without a zone it is UTC. Precision below a millisecond is dropped.
std::optional<std::int64_t> parse_date_time(std::string_view text);

/// `YYYY-MM-DD`; years outside 0..9999 carry a sign.
std::string format_date(std::int32_t days);

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
std::string format_date_time(std::int64_t millis);

}  // namespace omnigraph
