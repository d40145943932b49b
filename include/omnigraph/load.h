#pragma once

#include "omnigraph/commit.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

/// What a load does with entities that exist already.
enum class LoadMode {
  append,     ///< An existing id fails the whole load.
  merge,      ///< An existing entity is replaced as a whole.
  overwrite,  ///< Every type in the input loses its committed entities first.
};

/// The mode that `word` names (`append`, `merge`, `overwrite`), or nothing.
std::optional<LoadMode> parse_load_mode(std::string_view word);
std::string_view to_string(LoadMode mode);

/// How far a load has come; reported while the input is read.
struct LoadProgress {
  std::uint64_t bytes_read = 0;
  std::uint64_t total_bytes = 0;  ///< 0 if the input has no known size
  std::uint64_t records = 0;
};

struct LoadOptions {
  LoadMode mode = LoadMode::merge;
  std::optional<std::string> actor;  ///< recorded in the commit
  /// Called between pieces of input, always on the calling thread.
  std::function<void(const LoadProgress&)> progress;
};

/// How many records a load read of one type.
struct LoadedType {
  std::string name;
  std::uint64_t entities_loaded = 0;
};

/// What a load did.
struct LoadReceipt {
  std::vector<LoadedType> nodes;  ///< touched types by name
  std::vector<LoadedType> edges;
  std::uint64_t total_entities = 0;
  Commit commit;
  /// What did not work after the commit, which stands all the same: types that other Lance readers
  /// do not see in their newest state, with the reason.
  std::vector<std::string> warnings;
};

}  // namespace omnigraph
