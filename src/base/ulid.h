#pragma once

#include "base/clock.h"
#include "base/mutex.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph {

/// A ULID: 48 bits of milliseconds since 1970 and 80 random bits, written as 26 characters of
/// Crockford's base 32, upper case (https://github.com/ulid/spec). Texts sort as the values do.
class Ulid {
 public:
  static constexpr std::size_t kTextSize = 26;

  Ulid() = default;
  Ulid(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

  /// The ULID that `text` spells, in either case; nothing if it is not one.
  static std::optional<Ulid> parse(std::string_view text);

  std::string to_string() const;
  /// Writes the 26 characters at `out`.
  void write_text(char* out) const;

  std::int64_t millis() const { return static_cast<std::int64_t>(high_ >> 16); }

  /// The value `count` above this one, as a 128-bit number.
  Ulid plus(std::uint64_t count) const;

  friend bool operator==(const Ulid&, const Ulid&) = default;
  friend auto operator<=>(const Ulid&, const Ulid&) = default;

 private:
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

/// Where random bits come from; handed in, so that tests repeat.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// 64 uniform bits. Safe to call from any thread.
  virtual std::uint64_t next() = 0;
};

/// The kernel's random bits.
class SystemRandom final : public RandomSource {
 public:
  std::uint64_t next() override;
};

/// Mints ULIDs that ascend in the order they are minted. Thread-safe.
class UlidGenerator {
 public:
  UlidGenerator(Clock& clock, RandomSource& random) : clock_(clock), random_(random) {}

  Ulid next() { return reserve(1); }

  /// Mints `count` ULIDs at once: the result, and the `count - 1` values after it.
  Ulid reserve(std::uint64_t count);

 private:
  Clock& clock_;
  RandomSource& random_;
  Mutex mutex_;
  Ulid next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph
