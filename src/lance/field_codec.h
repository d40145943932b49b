#pragma once

#include "lance/field.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
template <typename Element>
class RepeatedPtrField;
}  // namespace google::protobuf

namespace omnigraph::lance {

namespace proto {
class BytesEntry;
class Field;
class TextEntry;
}  // namespace proto

using FieldMessages = google::protobuf::RepeatedPtrField<proto::Field>;
using BytesEntries = google::protobuf::RepeatedPtrField<proto::BytesEntry>;
using TextEntries = google::protobuf::RepeatedPtrField<proto::TextEntry>;

/// Builds the tree of fields from the flat list of messages. Throws `Error` (internal) naming
/// `path` if a parent does not stand before its children, an id repeats or the tree is deeper
/// than 16.
std::vector<Field> decode_fields(const FieldMessages& messages, std::string_view path);

/// Appends the fields depth first.
void encode_fields(std::span<const Field> fields, FieldMessages& out);

std::map<std::string, std::string> decode_entries(const BytesEntries& entries);
std::map<std::string, std::string> decode_entries(const TextEntries& entries);
void encode_entries(const std::map<std::string, std::string>& map, BytesEntries& out);
void encode_entries(const std::map<std::string, std::string>& map, TextEntries& out);

}  // namespace omnigraph::lance
