#pragma once

#include "base/mutex.h"

#include <atomic>
#include <optional>

namespace omnigraph {

/// A value made on first use, once, by whichever thread asks first; the others wait for it. If
/// making it throws, the next caller tries again.
///
/// Not std::call_once: under the thread sanitizer that never returns after an exception.
template <typename T>
class Lazy {
 public:
  template <typename Make>
  const T& get(Make make) const {
    if (!made_.load(std::memory_order_acquire)) {
      MutexLock lock(mutex_);
      if (!value_) {
        value_.emplace(make());
        made_.store(true, std::memory_order_release);
      }
    }
    return *value_;
  }

 private:
  mutable Mutex mutex_;
  mutable std::atomic<bool> made_ = false;
  // Guarded by the mutex until `made_` says that it never changes again.
  mutable std::optional<T> value_;
};

}  // namespace omnigraph
