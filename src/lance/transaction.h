#pragma once

#include "lance/manifest.h"

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace omnigraph::lance {

/// Fragments were added and nothing else changed.
struct AppendOperation {
  std::vector<Fragment> fragments;
  friend bool operator==(const AppendOperation&, const AppendOperation&) = default;
};

/// The table was replaced: all of its fragments, its full schema.
struct OverwriteOperation {
  std::vector<Fragment> fragments;
  std::vector<Field> schema;
  std::map<std::string, std::string> schema_metadata;
  friend bool operator==(const OverwriteOperation&, const OverwriteOperation&) = default;
};

/// Any mixture of fragments removed, changed by deletions (as they are now) and added.
struct UpdateOperation {
  std::vector<std::uint64_t> removed_fragment_ids;
  std::vector<Fragment> updated_fragments;
  std::vector<Fragment> new_fragments;
  friend bool operator==(const UpdateOperation&, const UpdateOperation&) = default;
};

/// What only foreign writers do; we know its name. Never written.
struct ForeignOperation {
  std::string name;
  friend bool operator==(const ForeignOperation&, const ForeignOperation&) = default;
};

/// What a version changed against the one it builds on. Every version that we link carries one, so
/// that foreign writers can rebase over it (LNC-60). New fragments may have id 0 here.
struct Transaction {
  /// The linked version that it builds on; 0 for the first.
  std::uint64_t read_version = 0;
  /// 36 characters.
  std::string uuid;
  std::string tag;
  std::map<std::string, std::string> properties;
  std::variant<AppendOperation, OverwriteOperation, UpdateOperation, ForeignOperation> operation;

  friend bool operator==(const Transaction&, const Transaction&) = default;
};

}  // namespace omnigraph::lance
