#include "query/type_error.h"

#include "base/source_text.h"
#include "omnigraph/error.h"

#include <string>

namespace omnigraph::query {

void throw_type_error(std::string_view source, std::size_t offset, TypeCode code,
                      std::string_view text) {
  std::string message = "type error: ";
  if (code != TypeCode::none) {
    message += "T" + std::to_string(static_cast<int>(code)) + ": ";
  }
  message += text;
  if (!source.empty()) {
    message += '\n';
    message += excerpt_at(source, offset);
  }
  throw Error(ErrorKind::bad_request, message);
}

}  // namespace omnigraph::query
