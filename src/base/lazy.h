#pragma once

#include <mutex>
#include <optional>

namespace omnigraph {

/// A value made on first use, once, by whichever thread asks first; the others wait for it. If
/// making it throws, the next caller tries again.
template <typename T>
class Lazy {
 public:
  template <typename Make>
  const T& get(Make make) const {
    std::call_once(once_, [this, &make] { value_.emplace(make()); });
    return *value_;
  }

 private:
  mutable std::once_flag once_;
  mutable std::optional<T> value_;
};

}  // namespace omnigraph
