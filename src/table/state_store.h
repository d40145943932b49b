#pragma once

#include "storage/object_store.h"
#include "table/table_state.h"

#include <cstdint>
#include <string>
#include <vector>

namespace omnigraph::table {

/// An object that must be in the store before a commit refers to it.
struct StagedObject {
  std::string name;
  std::string content;
};

/// A state that is to be stored as a manifest.
struct StagedState {
  /// Named after the id: the manifest, and the deletion vectors that do not fit into it.
  std::vector<StagedObject> objects;
  /// The same rows as the state given, with those deletion vectors in it.
  TableState state;
};

/// The stored form of a state under the name `state_id` (a ULID): a Lance manifest in `_staged/`.
/// Nothing is written: the caller puts the objects together with everything else it stages.
///
/// A deletion vector is inline up to 4 KB; a larger one is an immutable object, and inline only
/// what was deleted since (D-21). Manifest and objects have checksums (D-36).
StagedState stage_state(const TableState& state, const std::string& directory,
                        const std::string& state_id, std::int64_t micros);

/// Reads the state `state_id`. Throws `Error` (internal) naming the object if it is missing or
/// damaged.
TableState read_state(storage::ObjectStore& store, const std::string& directory,
                      const std::string& state_id);

}  // namespace omnigraph::table
