#include "omnigraph/load.h"

namespace omnigraph {

std::optional<LoadMode> parse_load_mode(std::string_view word) {
  for (LoadMode mode : {LoadMode::append, LoadMode::merge, LoadMode::overwrite}) {
    if (to_string(mode) == word) {
      return mode;
    }
  }
  return std::nullopt;
}

std::string_view to_string(LoadMode mode) {
  switch (mode) {
    case LoadMode::append:
      return "append";
    case LoadMode::merge:
      return "merge";
    case LoadMode::overwrite:
      return "overwrite";
  }
  return "";
}

}  // namespace omnigraph
