#pragma once

#include "base/bytes.h"
#include "lance/manifest.h"
#include "lance/transaction.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// A manifest file (lance-format sections 3 and 7):
///
///     [u32 n, Transaction, n bytes]     with the transaction inline, at position 0
///     at P: u32 n, Manifest, n bytes
///     u64 P, u16 0, u16 2, "LANC"
struct ManifestFile {
  Manifest manifest;
  /// Absent if the version was written without one, or keeps it in a file of its own.
  std::optional<Transaction> transaction;

  friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

/// The bytes of a whole manifest file. Throws `Error` (internal) if the feature flags do not cover
/// the content (`needed_reader_flags`), a path is no single path segment, or the operation is
/// foreign: nothing like that may be linked. Linked manifests leave `deleted_rows` and
/// `deletion_vector` of fragments empty; that is the caller's to see to.
std::string encode_manifest(const ManifestFile& file);

/// Reads a whole manifest file. Throws `Error` (internal) naming `path` if it is corrupt, or if it
/// needs a feature that we do not have.
ManifestFile decode_manifest(ByteSpan bytes, std::string_view path);

/// The same for a table state of ours, without a transaction and with a checksum: the manifest's
/// last field, 1001, is the XXH3-64 of all its bytes before that field.
std::string encode_staged_manifest(const Manifest& manifest);
/// Throws `Error` (internal) naming `path` if a single bit has changed.
Manifest decode_staged_manifest(ByteSpan bytes, std::string_view path);

/// Fragments alone, for lists of them that do not stand in a manifest; a Manifest message of
/// nothing else but its checksum.
std::string encode_fragments(std::span<const Fragment> fragments);
/// Throws `Error` (internal) naming `path`, where `bytes` were found, if they are corrupt.
std::vector<Fragment> decode_fragments(ByteSpan bytes, std::string_view path);

}  // namespace omnigraph::lance
