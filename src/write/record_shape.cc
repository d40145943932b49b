#include "write/record_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace omnigraph::write {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;
using Problem = std::optional<std::string>;

constexpr std::size_t kSmallObject = 24;

/// The name of a member that occurs twice in `members`, not looking inside.
std::optional<std::string_view> repeated_name(const object& members) {
  std::array<std::string_view, kSmallObject> seen;
  std::size_t count = 0;
  for (auto member : members) {
    if (count == kSmallObject) {
      break;
    }
    if (std::find(seen.begin(), seen.begin() + count, member.key) != seen.begin() + count) {
      return member.key;
    }
    seen[count++] = member.key;
  }
  if (count < kSmallObject) {
    return std::nullopt;
  }
  std::unordered_set<std::string_view> names;
  for (auto member : members) {
    if (!names.insert(member.key).second) {
      return member.key;
    }
  }
  return std::nullopt;
}

/// simdjson bounds the nesting of what it parses, so this recursion is bounded too.
std::optional<std::string_view> find_duplicate(const element& value) {
  if (value.type() == element_type::OBJECT) {
    object members = value.get_object().value_unsafe();
    if (auto name = repeated_name(members)) {
      return name;
    }
    for (auto member : members) {
      if (auto name = find_duplicate(member.value)) {
        return name;
      }
    }
  } else if (value.type() == element_type::ARRAY) {
    simdjson::dom::array items = value.get_array().value_unsafe();
    for (element item : items) {
      if (auto name = find_duplicate(item)) {
        return name;
      }
    }
  }
  return std::nullopt;
}

struct Members {
  std::optional<element> type;
  std::optional<element> edge;
  std::optional<element> from;
  std::optional<element> to;
  std::optional<element> data;
  std::string_view reserved;
  std::string_view unknown;
};

Members sort_members(const object& record) {
  Members members;
  for (auto member : record) {
    if (member.key == "type") {
      members.type = member.value;
    } else if (member.key == "edge") {
      members.edge = member.value;
    } else if (member.key == "from") {
      members.from = member.value;
    } else if (member.key == "to") {
      members.to = member.value;
    } else if (member.key == "data") {
      members.data = member.value;
    } else if (is_reserved_member(member.key)) {
      members.reserved = member.key;
    } else if (members.unknown.empty()) {
      members.unknown = member.key.empty() ? std::string_view("\"\"") : member.key;
    }
  }
  return members;
}

Problem take_string(const std::optional<element>& member, std::string_view name,
                    std::string_view& out) {
  if (!member) {
    return fmt::format("member '{}' is missing", name);
  }
  if (member->type() != element_type::STRING) {
    return fmt::format("member '{}' must be a string", name);
  }
  out = member->get_string().value_unsafe();
  return std::nullopt;
}

Problem take_data(const std::optional<element>& data, RecordShape& shape) {
  if (!data) {
    return std::nullopt;
  }
  if (data->type() != element_type::OBJECT) {
    return "member 'data' must be an object";
  }
  shape.data = data->get_object().value_unsafe();
  if (!shape.is_edge) {
    return std::nullopt;
  }
  for (auto member : *shape.data) {
    if (member.key == "src" || member.key == "dst") {
      return fmt::format(
          "member '{}' does not belong in 'data'; write the endpoints as 'from' and "
          "'to' beside it",
          member.key);
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_reserved_member(std::string_view name) {
  constexpr std::array<std::string_view, 6> kReserved = {"_tombstone",
                                                         "_rowid",
                                                         "_rowaddr",
                                                         "_rowoffset",
                                                         "_row_created_at_version",
                                                         "_row_last_updated_at_version"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

Problem read_record_shape(const element& record, RecordShape& shape) {
  if (auto name = find_duplicate(record)) {
    return fmt::format("member '{}' occurs twice", *name);
  }
  if (record.type() != element_type::OBJECT) {
    return "expected a JSON object on the line";
  }
  Members members = sort_members(record.get_object().value_unsafe());
  if (members.type.has_value() == members.edge.has_value()) {
    return members.type ? "a record has either 'type' (a node) or 'edge', not both"
                        : "a record needs a member 'type' (a node) or 'edge'";
  }
  if (!members.reserved.empty()) {
    return fmt::format("member '{}' is reserved", members.reserved);
  }
  shape.is_edge = members.edge.has_value();
  if (!members.unknown.empty() || (!shape.is_edge && (members.from || members.to))) {
    std::string_view name = !members.unknown.empty() ? members.unknown
                            : members.from           ? std::string_view("from")
                                                     : std::string_view("to");
    return fmt::format("unknown member '{}'; {}", name,
                       shape.is_edge ? "an edge record has 'edge', 'from', 'to' and 'data'"
                                     : "a node record has 'type' and 'data'");
  }
  Problem problem = take_string(shape.is_edge ? members.edge : members.type,
                                shape.is_edge ? "edge" : "type", shape.type_name);
  if (!problem && shape.is_edge) {
    problem = take_string(members.from, "from", shape.from);
    if (!problem) {
      problem = take_string(members.to, "to", shape.to);
    }
  }
  return problem ? problem : take_data(members.data, shape);
}

}  // namespace omnigraph::write
