#include "lance/message_codec.h"

#include "base/throw_error.h"

#include <google/protobuf/message_lite.h>
#include <google/protobuf/stubs/logging.h>

#include <limits>

namespace omnigraph::lance {

void parse_message(google::protobuf::MessageLite& message, ByteSpan bytes, std::string_view what,
                   std::string_view path) {
  google::protobuf::LogSilencer no_log;  // the library would print about invalid text; we throw
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw_internal("{} is corrupt: its {} cannot be read", path, what);
  }
}

std::string serialize_message(const google::protobuf::MessageLite& message) {
  std::string bytes;
  ensure(message.SerializeToString(&bytes), "metadata stays below 2 GiB");
  return bytes;
}

std::uint32_t first_field_number(const google::protobuf::MessageLite& message) {
  std::string bytes = serialize_message(message);
  std::uint64_t tag = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 5; ++i) {
    auto byte = static_cast<unsigned char>(bytes[i]);
    tag |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      break;
    }
  }
  return static_cast<std::uint32_t>(tag >> 3);
}

}  // namespace omnigraph::lance
