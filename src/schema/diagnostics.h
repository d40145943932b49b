#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::schema {

/// Collects what is wrong with a schema source, so that one message can hold several errors: in the
/// order of the phases that found them (SCH-12), inside a phase by their place.
///
/// `source` outlives the object. At most one error is kept per place and phase: what a shared
/// interface does wrong is one mistake, however many nodes implement it.
class Diagnostics {
 public:
  /// More errors than these are not reported at once.
  static constexpr std::size_t kMostErrors = 20;

  explicit Diagnostics(std::string_view source) : source_(source) {}

  /// Notes an error at byte `offset`; throws what there is so far if that makes `kMostErrors`.
  void parse_error(std::size_t offset, std::string reason);
  /// The same for what SCH-14 reports as `catalog error:`.
  void catalog_error(std::size_t offset, std::string reason);

  /// Ends a phase: later errors come after the present ones.
  void end_phase();

  /// Throws `Error` (bad_request) with all errors if there are any.
  void throw_if_any();

  std::string_view source() const { return source_; }

 private:
  struct Entry {
    std::string_view heading;
    std::size_t offset;
    std::string reason;
  };

  void add(Entry entry);

  std::string_view source_;
  std::vector<Entry> entries_;
  absl::flat_hash_set<std::size_t> places_;  // of the present phase
  std::size_t phase_start_ = 0;              // entries before it belong to earlier phases
};

}  // namespace omnigraph::schema
