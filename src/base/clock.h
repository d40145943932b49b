#pragma once

#include <cstdint>

namespace omnigraph {

/// Where the present comes from; handed in, so that tests can choose it.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Microseconds since 1970-01-01T00:00:00Z. Safe to call from any thread.
  virtual std::int64_t now_micros() = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  std::int64_t now_micros() override;
};

}  // namespace omnigraph
