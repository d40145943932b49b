#pragma once

#include "base/bytes.h"

#include <string>
#include <string_view>

namespace google::protobuf {
class MessageLite;
}  // namespace google::protobuf

namespace omnigraph::lance {

/// Parses `bytes` into `message`. Throws `Error` (internal) that names `path` and `what` (for
/// example "manifest") if they are not such a message.
void parse_message(google::protobuf::MessageLite& message, ByteSpan bytes, std::string_view what,
                   std::string_view path);

/// The bytes of `message`; equal messages have equal bytes.
std::string serialize_message(const google::protobuf::MessageLite& message);

/// The number of the first field that `message` was given, known to us or not; 0 if it is empty.
/// What an error names when a choice is none of those we know.
std::uint32_t first_field_number(const google::protobuf::MessageLite& message);

}  // namespace omnigraph::lance
