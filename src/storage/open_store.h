#pragma once

#include "storage/object_store.h"

#include <memory>
#include <string>
#include <string_view>

namespace omnigraph::storage {

struct StoreOptions {
  /// What puts that ask to be synced get; whoever opens the store reads `OMNIGRAPH_DURABILITY`.
  Durability durability = Durability::synced;
};

/// The folder that `uri` names, absolute or relative to the working directory; see `open_store`.
/// Touches no disk. Throws `Error` (bad_request) if it names none.
std::string local_path(std::string_view uri);

/// The store at `uri`: a bare path (anything without `://`, taken literally) or a `file://` URI
/// with an absolute, percent-encoded path and no host but `localhost` (RFC 8089). It need not exist
/// yet: the first put makes its folder.
///
/// Throws `Error` (bad_request) naming `uri` for anything else: `s3://` is not available yet, and
/// `http://` and `https://` are servers, addressed with `--server` (CLI-18).
std::unique_ptr<ObjectStore> open_store(std::string_view uri, StoreOptions options = {});

}  // namespace omnigraph::storage
