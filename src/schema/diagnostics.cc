#include "schema/diagnostics.h"

#include "base/source_text.h"
#include "omnigraph/error.h"

#include <algorithm>
#include <utility>

namespace omnigraph::schema {

void Diagnostics::parse_error(std::size_t offset, std::string reason) {
  add({"parse error:", offset, std::move(reason)});
}

void Diagnostics::catalog_error(std::size_t offset, std::string reason) {
  add({"catalog error:", offset, std::move(reason)});
}

void Diagnostics::add(Entry entry) {
  if (!places_.insert(entry.offset).second) {
    return;
  }
  entries_.push_back(std::move(entry));
  if (entries_.size() == kMostErrors) {
    throw_if_any();
  }
}

void Diagnostics::end_phase() {
  std::stable_sort(entries_.begin() + static_cast<std::ptrdiff_t>(phase_start_), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.offset < b.offset; });
  phase_start_ = entries_.size();
  places_.clear();
}

void Diagnostics::throw_if_any() {
  constexpr std::size_t kLongestMessage = 64 * 1024;  // every error repeats a line of the source
  if (entries_.empty()) {
    return;
  }
  end_phase();
  std::string message;
  for (const Entry& entry : entries_) {
    if (message.size() > kLongestMessage) {
      break;
    }
    message += message.empty() ? "" : "\n";
    message += describe_at(entry.heading, source_, entry.offset, entry.reason);
  }
  throw Error(ErrorKind::bad_request, message);
}

}  // namespace omnigraph::schema
