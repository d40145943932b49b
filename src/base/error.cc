#include "omnigraph/error.h"

namespace omnigraph {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_request:
      return "bad_request";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::gone:
      return "gone";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace omnigraph
