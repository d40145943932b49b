#include "lance/field_codec.h"

#include "base/throw_error.h"
#include "lance/proto/field.pb.h"

#include <absl/container/flat_hash_map.h>

namespace omnigraph::lance {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::int32_t kTopLevel = -1;

// Indices of each message's children; the last element is the top level.
using ChildLists = std::vector<std::vector<int>>;

ChildLists link_children(const FieldMessages& messages, std::string_view path) {
  ChildLists children(static_cast<std::size_t>(messages.size()) + 1);
  absl::flat_hash_map<std::int32_t, int> by_id;
  for (int i = 0; i < messages.size(); ++i) {
    const proto::Field& message = messages[i];
    if (message.parent_id() == kTopLevel) {
      children.back().push_back(i);
    } else {
      auto parent = by_id.find(message.parent_id());
      if (parent == by_id.end()) {
        throw_internal("{} is corrupt: field '{}' has parent {}, which does not stand before it",
                       path, message.name(), message.parent_id());
      }
      children[static_cast<std::size_t>(parent->second)].push_back(i);
    }
    // Children of foreign blob columns may all have id -1 (LNC-170).
    if (message.id() != -1 && !by_id.emplace(message.id(), i).second) {
      throw_internal("{} is corrupt: two fields have id {}", path, message.id());
    }
  }
  return children;
}

Field decode_field(const FieldMessages& messages, const ChildLists& children, int index, int depth,
                   std::string_view path) {
  const proto::Field& message = messages[index];
  if (depth > kMaxDepth) {
    throw_internal("{} is corrupt: field '{}' is nested more than {} deep", path, message.name(),
                   kMaxDepth);
  }
  Field field;
  field.name = message.name();
  field.id = message.id();
  field.nullable = message.nullable();
  field.metadata = decode_entries(message.metadata());
  for (int child : children[static_cast<std::size_t>(index)]) {
    field.children.push_back(decode_field(messages, children, child, depth + 1, path));
  }
  set_logical_type(field, message.logical_type());
  return field;
}

void encode_field(const Field& field, std::int32_t parent_id, FieldMessages& out) {
  proto::Field& message = *out.Add();
  message.set_name(field.name);
  message.set_id(field.id);
  message.set_parent_id(parent_id);
  message.set_logical_type(logical_type(field));
  message.set_nullable(field.nullable);
  message.set_encoding(field.type.is_variable() ? 2 : 1);
  encode_entries(field.metadata, *message.mutable_metadata());
  for (const Field& child : field.children) {
    encode_field(child, field.id, out);
  }
}

template <typename Entries>
std::map<std::string, std::string> to_map(const Entries& entries) {
  std::map<std::string, std::string> map;
  for (const auto& entry : entries) {
    map[entry.key()] = entry.value();
  }
  return map;
}

template <typename Entries>
void from_map(const std::map<std::string, std::string>& map, Entries& out) {
  for (const auto& [key, value] : map) {
    auto& entry = *out.Add();
    entry.set_key(key);
    entry.set_value(value);
  }
}

}  // namespace

std::vector<Field> decode_fields(const FieldMessages& messages, std::string_view path) {
  ChildLists children = link_children(messages, path);
  std::vector<Field> fields;
  for (int index : children.back()) {
    fields.push_back(decode_field(messages, children, index, 1, path));
  }
  return fields;
}

void encode_fields(std::span<const Field> fields, FieldMessages& out) {
  for (const Field& field : fields) {
    encode_field(field, kTopLevel, out);
  }
}

std::map<std::string, std::string> decode_entries(const BytesEntries& entries) {
  return to_map(entries);
}
std::map<std::string, std::string> decode_entries(const TextEntries& entries) {
  return to_map(entries);
}
void encode_entries(const std::map<std::string, std::string>& map, BytesEntries& out) {
  from_map(map, out);
}
void encode_entries(const std::map<std::string, std::string>& map, TextEntries& out) {
  from_map(map, out);
}

}  // namespace omnigraph::lance
