#include "write/head_finder.h"

#include "base/throw_error.h"

#include <simdjson.h>

namespace omnigraph::write {

void check_actor(const std::optional<std::string>& actor) {
  if (actor && !simdjson::validate_utf8(actor->data(), actor->size())) {
    throw_bad_request("the actor is not UTF-8 text");
  }
}

void throw_lost_race(const commit::Snapshot& base, const commit::Snapshot& head,
                     std::string_view what) {
  if (head.commit().schema_ir != base.commit().schema_ir) {
    throw Error(ErrorKind::conflict,
                fmt::format("the schema changed while the {} was running; run it again", what),
                ReadSetConflict{"schema_ir_hash", "sha256:" + base.commit().schema_ir,
                                "sha256:" + head.commit().schema_ir});
  }
  throw Error(
      ErrorKind::conflict,
      fmt::format("other commits landed on main while the {} was running; run it again", what),
      ReadSetConflict{"graph_head:main", base.commit().commit, head.commit().commit});
}

}  // namespace omnigraph::write
