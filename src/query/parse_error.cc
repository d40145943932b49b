#include "query/parse_error.h"

#include "base/source_text.h"
#include "omnigraph/error.h"

namespace omnigraph::query {

void throw_parse_error(std::string_view source, std::size_t offset, std::string_view reason) {
  throw Error(ErrorKind::bad_request, describe_at("parse error:", source, offset, reason));
}

}  // namespace omnigraph::query
