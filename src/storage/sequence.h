#pragma once

#include "storage/object_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::storage {

/// Objects numbered from 1 without gaps, each put once and none removed while a later one is
/// needed: the log of a branch, the linked versions of a table. Object `n` is called
///
///     <prefix><2^64-1-n, 20 digits><suffix>
///
/// so that the newest sorts first. Having no gaps makes the last one cheap to find.
class Sequence {
 public:
  Sequence(std::string prefix, std::string suffix)
      : prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}

  std::string name(std::uint64_t number) const;

  /// The number of the last object, 0 if there is none. Where the store lists in order this is one
  /// listing of one name; elsewhere it doubles and bisects over numbers, 2 log2(n) probes, because
  /// reading a whole directory would cost more. Numbers up to `known` are taken to exist.
  std::uint64_t find_last(ObjectStore& store, std::uint64_t known = 0) const;

  /// The same by listing, wherever. For folders where others remove objects: it minds no gaps.
  std::uint64_t list_last(ObjectStore& store) const;

 private:
  std::optional<std::uint64_t> parse(std::string_view name) const;

  std::string prefix_;
  std::string suffix_;
};

}  // namespace omnigraph::storage
