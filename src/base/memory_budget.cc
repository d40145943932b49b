#include "base/memory_budget.h"

#include "base/throw_error.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

namespace omnigraph {
namespace {

constexpr std::uint64_t kShare = 4;

std::uint64_t stated_budget(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (auto [name, shift] :
       {std::pair("", 0), std::pair("KiB", 10), std::pair("MiB", 20), std::pair("GiB", 30)}) {
    if (error == std::errc() && number > 0 && unit == name &&
        number <= (~std::uint64_t{0} >> shift)) {
      return number << shift;
    }
  }
  throw_bad_request(
      "OMNIGRAPH_MEMORY_BUDGET is '{}'; it must be a number of bytes, such as 1073741824 or 512MiB",
      text);
}

/// The limit of the control group (version 2), or the largest number.
std::uint64_t group_limit() {
  std::ifstream file("/sys/fs/cgroup/memory.max");
  std::uint64_t limit = 0;
  return file >> limit ? limit : ~std::uint64_t{0};
}

std::uint64_t find_budget() {
  if (const char* stated = std::getenv("OMNIGRAPH_MEMORY_BUDGET");
      stated != nullptr && *stated != '\0') {
    return stated_budget(stated);
  }
  auto machine = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                 static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return std::min(machine, group_limit()) / kShare;
}

}  // namespace

std::uint64_t memory_budget() {
  static const std::uint64_t kBudget = find_budget();
  return kBudget;
}

}  // namespace omnigraph
