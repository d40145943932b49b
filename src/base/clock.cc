#include "base/clock.h"

#include <chrono>

namespace omnigraph {

std::int64_t SystemClock::now_micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace omnigraph
