#include "base/date_text.h"

#include <fmt/format.h>

#include <chrono>
#include <limits>

namespace omnigraph {
namespace {

constexpr std::int64_t kMillisPerDay = 86'400'000;
// Years that a 32-bit day count can hold, so that nothing below overflows.
constexpr std::int64_t kYearLimit = 5'900'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads a text from the left. Every function leaves the text alone when it fails.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }
  std::string_view rest() const { return text_; }

  bool take(char c) {
    if (peek() != c || text_.empty()) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  std::optional<std::int64_t> number(std::size_t least, std::size_t most) {
    std::size_t size = 0;
    std::int64_t value = 0;
    while (size < text_.size() && size < most && is_digit(text_[size])) {
      value = value * 10 + (text_[size++] - '0');
    }
    if (size < least) {
      return std::nullopt;
    }
    text_.remove_prefix(size);
    return value;
  }

 private:
  std::string_view text_;
};

std::optional<std::int64_t> days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year > kYearLimit || year < -kYearLimit || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  // std::chrono::year holds 16 bits; the calendar repeats every 400 years (146,097 days).
  std::int64_t cycles = (year - (year % 400 + 400) % 400) / 400;
  std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year - cycles * 400)),
                                   std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date).time_since_epoch().count() + cycles * 146'097;
}

/// The date at the front; `compact` tells whether it was `YYYYMMDD`.
std::optional<std::int64_t> take_date(Cursor& cursor, bool& compact) {
  compact = false;
  std::string_view text = cursor.rest();
  bool eight_digits = text.size() >= 8;
  for (std::size_t i = 0; eight_digits && i < 8; ++i) {
    eight_digits = is_digit(text[i]);
  }
  if (eight_digits && (text.size() == 8 || !is_digit(text[8]))) {
    compact = true;
    std::int64_t year = *cursor.number(4, 4);
    std::int64_t month = *cursor.number(2, 2);
    return days_of(year, month, *cursor.number(2, 2));
  }
  bool negative = cursor.peek() == '-';
  bool is_signed = cursor.take('-') || cursor.take('+');
  auto year = cursor.number(4, is_signed ? 9 : 4);
  if (!year || !cursor.take('-')) {
    return std::nullopt;
  }
  auto month = cursor.number(1, 2);
  if (!month || !cursor.take('-')) {
    return std::nullopt;
  }
  auto day = cursor.number(1, 2);
  if (!day) {
    return std::nullopt;
  }
  return days_of(negative ? -*year : *year, *month, *day);
}

/// Milliseconds since midnight of the time at the front: `HH:MM:SS[.f]` or `HHMMSS[.f]`.
std::optional<std::int64_t> take_time(Cursor& cursor) {
  auto hour = cursor.number(2, 2);
  bool colons = cursor.take(':');
  auto minute = cursor.number(2, 2);
  if (!hour || !minute || (colons && !cursor.take(':'))) {
    return std::nullopt;
  }
  auto second = cursor.number(2, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  std::int64_t millis = ((*hour * 60 + *minute) * 60 + *second) * 1000;
  if (cursor.take('.')) {
    std::int64_t scale = 100;
    std::size_t digits = 0;
    for (; is_digit(cursor.peek()) && digits < 9; ++digits) {
      millis += *cursor.number(1, 1) * scale;
      scale /= 10;
    }
    if (digits == 0) {
      return std::nullopt;
    }
  }
  return millis;
}

/// The offset from UTC at the end, in milliseconds; none is UTC.
std::optional<std::int64_t> take_zone(Cursor& cursor) {
  while (cursor.take(' ')) {
  }
  if (cursor.at_end() || cursor.take('Z') || cursor.take('z')) {
    return 0;
  }
  bool negative = cursor.peek() == '-';
  if (!cursor.take('-') && !cursor.take('+')) {
    return std::nullopt;
  }
  auto hours = cursor.number(2, 2);
  std::optional<std::int64_t> minutes = 0;
  if (!cursor.at_end()) {
    cursor.take(':');
    minutes = cursor.number(2, 2);
  }
  if (!hours || !minutes || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  std::int64_t offset = (*hours * 60 + *minutes) * 60'000;
  return negative ? -offset : offset;
}

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::string civil_text(std::int64_t days) {
  std::int64_t cycles = floor_div(days, 146'097);
  std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(days - cycles * 146'097))};
  std::int64_t year = static_cast<int>(date.year()) + cycles * 400;
  std::string_view sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  return fmt::format("{}{:04}-{:02}-{:02}", sign, year < 0 ? -year : year,
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace

std::optional<std::int64_t> parse_date_time(std::string_view text) {
  Cursor cursor(text);
  bool compact = false;
  auto days = take_date(cursor, compact);
  if (!days) {
    return std::nullopt;
  }
  if (cursor.at_end()) {
    return *days * kMillisPerDay;
  }
  if (compact || (!cursor.take('T') && !cursor.take('t') && !cursor.take(' '))) {
    return std::nullopt;
  }
  auto time = take_time(cursor);
  if (!time) {
    return std::nullopt;
  }
  auto zone = take_zone(cursor);
  if (!zone || !cursor.at_end()) {
    return std::nullopt;
  }
  return *days * kMillisPerDay + *time - *zone;
}

std::optional<std::int32_t> parse_date(std::string_view text) {
  auto millis = parse_date_time(text);
  if (!millis) {
    return std::nullopt;
  }
  std::int64_t days = floor_div(*millis, kMillisPerDay);
  if (days > std::numeric_limits<std::int32_t>::max() ||
      days < std::numeric_limits<std::int32_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(days);
}

std::string format_date(std::int32_t days) { return civil_text(days); }

std::string format_date_time(std::int64_t millis) {
  std::int64_t days = floor_div(millis, kMillisPerDay);
  std::int64_t rest = millis - days * kMillisPerDay;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", civil_text(days), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

}  // namespace omnigraph
