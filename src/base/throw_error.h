#pragma once

#include "omnigraph/error.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace omnigraph {

/// Throws `Error(kind, formatted message)`.
template <typename... Args>
[[noreturn]] void throw_error(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(kind, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws `Error` (bad_request): the caller's input is wrong.
template <typename... Args>
[[noreturn]] void throw_bad_request(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::bad_request, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws `Error` (internal): stored bytes or our own state are not what they must be.
template <typename... Args>
[[noreturn]] void throw_internal(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::internal, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws `Error` (internal) unless `condition` holds. Stays on in release builds; stands before
/// anything is made durable.
inline void ensure(bool condition, std::string_view what_must_hold) {
  if (!condition) {
    throw_internal("internal error: {} does not hold", what_must_hold);
  }
}

}  // namespace omnigraph
