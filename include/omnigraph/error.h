#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace omnigraph {

/// What class of failure an `Error` is. A closed set: front ends map each to an exit status and an
/// HTTP status once. A new cause is a new detail, not a new kind.
enum class ErrorKind {
  bad_request,  ///< The input is wrong: syntax, types, values, constraints.
  not_found,    ///< A named graph, branch, commit or entity does not exist.
  conflict,     ///< The input is fine, but the state of the graph stands against it.
  gone,         ///< History that was removed on purpose.
  internal,     ///< Stored bytes are corrupt, storage failed, or we made a mistake.
};

/// The word of a kind on the wire: `bad_request`, `not_found`, …
std::string_view to_string(ErrorKind kind);

/// An `append` met an entity whose id exists already.
struct KeyConflict {
  std::string entity_kind;  ///< `node` or `edge`
  std::string type_name;
  std::optional<std::string> entity_id;
  friend bool operator==(const KeyConflict&, const KeyConflict&) = default;
};

/// A write was planned on a state of the graph that moved before it could publish.
struct ReadSetConflict {
  std::string member;  ///< for example `graph_head:main`
  std::optional<std::string> expected;
  std::optional<std::string> actual;
  friend bool operator==(const ReadSetConflict&, const ReadSetConflict&) = default;
};

using ErrorDetail = std::variant<std::monostate, KeyConflict, ReadSetConflict>;

/// The one exception type of Omnigraph.
///
/// `what()` is a message a person can act on: what is wrong, where, and what to do. It speaks of
/// types, properties and lines; storage names appear only in `internal` errors.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, ErrorDetail detail = {})
      : std::runtime_error(message), kind_(kind), detail_(std::move(detail)) {}

  ErrorKind kind() const { return kind_; }
  const ErrorDetail& detail() const { return detail_; }

 private:
  ErrorKind kind_;
  ErrorDetail detail_;
};

}  // namespace omnigraph
