#pragma once

#include <exception>
#include <string>

namespace omnigraph::cli {

/// A failure as one JSON document: `error`, `code`, and a detail if there is one, as in the body of
/// an HTTP error (HTTP-30, HTTP-32).
std::string error_json(const std::exception& error);

}  // namespace omnigraph::cli
