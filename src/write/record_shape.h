#pragma once

#include <simdjson.h>

#include <optional>
#include <string>

namespace omnigraph::write {

/// A record whose members are in order, its type not yet looked up.
struct RecordShape {
  bool is_edge = false;
  std::string_view type_name;  ///< as written
  std::string_view from;       ///< of an edge, as is `to`
  std::string_view to;
  std::optional<simdjson::dom::object> data;
};

/// Checks the framing of one record (WR-34) in the order given there: duplicate members at any
/// depth, then the members and their kinds. Says what is wrong, or fills `shape`.
std::optional<std::string> read_record_shape(const simdjson::dom::element& record,
                                             RecordShape& shape);

/// Whether `name` is a physical column that no input may name.
bool is_reserved_member(std::string_view name);

}  // namespace omnigraph::write
