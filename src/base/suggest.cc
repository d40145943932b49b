#include "base/suggest.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace omnigraph {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::optional<std::string> closest_name(std::string_view name, std::span<const std::string> known) {
  constexpr std::size_t kLongestName = 128;  // nobody misspells a longer one by two letters
  if (name.size() > kLongestName) {
    return std::nullopt;
  }
  std::size_t best_distance = std::min(std::max<std::size_t>(2, name.size() / 3) + 1, name.size());
  std::optional<std::string> best;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongestName) {
      continue;
    }
    std::size_t distance = edit_distance(lower(name), lower(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> known) {
  std::optional<std::string> closest = closest_name(name, known);
  return closest ? "; did you mean '" + *closest + "'?" : std::string();
}

}  // namespace omnigraph
