#pragma once

#include "omnigraph/load.h"

#include <chrono>
#include <cstdint>

namespace omnigraph::cli {

/// A line on stderr that shows how far a load has come: share, rows, rate, time left. Appears after
/// a second of work (CLI-109), is redrawn in place and erased at the end.
class ProgressBar {
 public:
  ProgressBar() : start_(std::chrono::steady_clock::now()) {}
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(const LoadProgress& progress);

 private:
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point drawn_at_;
  bool visible_ = false;
};

}  // namespace omnigraph::cli
