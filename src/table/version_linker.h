#pragma once

#include "base/ulid.h"
#include "lance/manifest_codec.h"
#include "storage/object_store.h"
#include "storage/sequence.h"
#include "table/table_state.h"

#include <cstdint>
#include <string>

namespace omnigraph::table {

/// What became of linking a state.
enum class LinkResult : std::uint8_t {
  linked,
  already_linked,  ///< this state, or a later one, is the newest version already
  drifted,         ///< another writer put a version of its own; nothing is linked until `repair`
};

/// A published state to be shown to other Lance readers.
struct LinkRequest {
  std::string directory;
  std::string state_id;
  std::uint64_t table_version = 0;  ///< as in the commit; later states have greater ones
  std::int64_t micros = 0;          ///< commit time
};

/// Links table states of `main` as ordinary Lance versions (lance-format section 7, D-23). A copy
/// of what the commit log says, never read back for our own purposes: linking may be late,
/// repeated, done by anyone, or skip states. Thread-safe.
class VersionLinker {
 public:
  /// `store` and `random` outlive the linker.
  VersionLinker(storage::ObjectStore& store, RandomSource& random)
      : store_(store), random_(random) {}

  LinkResult link(const LinkRequest& request, const TableState& state);

 private:
  lance::ManifestFile next_version(const LinkRequest& request, const TableState& state,
                                   const lance::Manifest* previous);
  lance::Fragment link_fragment(const StateFragment& fragment, const lance::Fragment* previous,
                                std::uint64_t fragment_id, std::uint64_t read_version,
                                const std::string& directory);

  storage::ObjectStore& store_;
  RandomSource& random_;
};

}  // namespace omnigraph::table
