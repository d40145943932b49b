#include "cli/progress_bar.h"

#include "cli/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace omnigraph::cli {
namespace {

constexpr std::chrono::milliseconds kFirstAfter(1000);
constexpr std::chrono::milliseconds kEvery(100);
constexpr std::size_t kCells = 24;
constexpr const char* kEraseLine = "\r\033[K";

}  // namespace

ProgressBar::~ProgressBar() {
  if (visible_) {
    print_diagnostic(kEraseLine);
  }
}

void ProgressBar::update(const LoadProgress& progress) {
  auto now = std::chrono::steady_clock::now();
  if (now - start_ < kFirstAfter || (visible_ && now - drawn_at_ < kEvery)) {
    return;
  }
  drawn_at_ = now;
  visible_ = true;
  double seconds = std::chrono::duration<double>(now - start_).count();
  double rate = static_cast<double>(progress.records) / seconds;
  std::string line = fmt::format("{}{} records, {:.0f}/s", kEraseLine, progress.records, rate);
  if (progress.total_bytes > 0) {
    double share = std::min(
        1.0, static_cast<double>(progress.bytes_read) / static_cast<double>(progress.total_bytes));
    auto filled = static_cast<std::size_t>(share * kCells);
    double left = share > 0 ? seconds / share - seconds : 0;
    line = fmt::format("{}[{}{}] {:3.0f} %  {} records, {:.0f}/s, {:.0f} s left", kEraseLine,
                       std::string(filled, '#'), std::string(kCells - filled, '.'), share * 100,
                       progress.records, rate, left);
  }
  print_diagnostic(line);
}

}  // namespace omnigraph::cli
