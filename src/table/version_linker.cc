#include "table/version_linker.h"

#include "base/string_map.h"
#include "table/lance_manifest.h"
#include "table/table_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omnigraph::table {
namespace {

// Keys of the table metadata that name the state a linked version stands for (D-23).
constexpr const char* kStateKey = "omnigraph.state";
constexpr const char* kVersionKey = "omnigraph.table_version";
// Foreign writers carry metadata over to their versions, so a mark also says which version it is
// on.
constexpr const char* kLinkedKey = "omnigraph.linked_version";

constexpr int kMostRaces = 100;  // lost to other linkers, each of which made progress

/// The table version of the state that `manifest` stands for; nothing if it is not one of ours.
std::optional<std::uint64_t> linked_table_version(const lance::Manifest& manifest) {
  auto found = manifest.table_metadata.find(kVersionKey);
  auto linked = manifest.table_metadata.find(kLinkedKey);
  if (found == manifest.table_metadata.end() || linked == manifest.table_metadata.end() ||
      linked->second != std::to_string(manifest.version)) {
    return std::nullopt;
  }
  std::uint64_t version = 0;
  const std::string& text = found->second;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  return error == std::errc() ? std::optional(version) : std::nullopt;
}

/// A version as it is in `_versions/`; number 0 and no file if there is none.
struct FoundVersion {
  std::uint64_t number = 0;
  std::optional<lance::ManifestFile> file;
  std::optional<std::uint64_t> table_version;  ///< that it shows, if it is ours
};

FoundVersion read_version(storage::ObjectStore& store, const storage::Sequence& versions,
                          std::uint64_t number) {
  FoundVersion found;
  found.number = number;
  if (number > 0) {
    std::string name = versions.name(number);
    found.file = lance::decode_manifest(store.read(name).bytes(), name);
    found.table_version = linked_table_version(found.file->manifest);
  }
  return found;
}

/// The newest version. Other writers remove old ones (LNC-70), and what `find_last` finds before a
/// gap is not the newest: unless it shows the state before the wanted one, a listing has to tell.
FoundVersion find_newest(storage::ObjectStore& store, const storage::Sequence& versions,
                         std::uint64_t table_version) {
  FoundVersion found = read_version(store, versions, versions.find_last(store));
  bool is_before = found.table_version && *found.table_version + 1 == table_version;
  if (is_before || store.lists_in_order()) {
    return found;
  }
  std::uint64_t listed = versions.list_last(store);
  return listed > found.number ? read_version(store, versions, listed) : std::move(found);
}

/// A random UUID (RFC 9562, version 4).
std::string random_uuid(RandomSource& random) {
  std::uint64_t high = (random.next() & ~std::uint64_t{0xF000}) | 0x4000;
  std::uint64_t low = (random.next() >> 2) | (std::uint64_t{1} << 63);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFF,
                     high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFF);
}

bool same_rows(const lance::Fragment& a, const lance::Fragment& b) {
  return a.deletion_file == b.deletion_file && a.files == b.files;
}

/// What changed from `previous` to `next`, as other writers need it to rebase (LNC-62).
lance::Transaction transaction_between(const lance::Manifest* previous, const lance::Manifest& next,
                                       std::string uuid) {
  lance::Transaction transaction;
  transaction.uuid = std::move(uuid);
  if (previous == nullptr || previous->fields != next.fields) {
    transaction.read_version = previous == nullptr ? 0 : previous->version;
    transaction.operation = lance::OverwriteOperation{next.fragments, next.fields, {}};
    return transaction;
  }
  transaction.read_version = previous->version;
  lance::UpdateOperation update;
  auto find = [](const lance::Manifest& in, std::uint64_t id) {
    return std::find_if(in.fragments.begin(), in.fragments.end(),
                        [id](const lance::Fragment& fragment) { return fragment.id == id; });
  };
  for (const lance::Fragment& fragment : next.fragments) {
    auto before = find(*previous, fragment.id);
    if (before == previous->fragments.end()) {
      update.new_fragments.push_back(fragment);
    } else if (!same_rows(*before, fragment)) {
      update.updated_fragments.push_back(fragment);
    }
  }
  for (const lance::Fragment& fragment : previous->fragments) {
    if (find(next, fragment.id) == next.fragments.end()) {
      update.removed_fragment_ids.push_back(fragment.id);
    }
  }
  if (update.updated_fragments.empty() && update.removed_fragment_ids.empty()) {
    transaction.operation = lance::AppendOperation{std::move(update.new_fragments)};
  } else {
    transaction.operation = std::move(update);
  }
  return transaction;
}

}  // namespace

lance::Fragment VersionLinker::link_fragment(const StateFragment& fragment,
                                             const lance::Fragment* previous,
                                             std::uint64_t fragment_id, std::uint64_t read_version,
                                             const std::string& directory) {
  lance::Fragment linked;
  linked.id = fragment_id;
  linked.files = fragment.files;
  for (lance::DataFile& file : linked.files) {
    file.tail_checksum.reset();  // ours alone
  }
  linked.physical_rows = fragment.physical_rows;
  if (fragment.deleted.empty()) {
    return linked;
  }
  // Deletions only grow, so an equal count means the same rows.
  if (previous != nullptr && previous->deletion_file &&
      previous->deletion_file->deleted_row_count == fragment.deleted.count()) {
    linked.deletion_file = previous->deletion_file;
    return linked;
  }
  lance::DeletionFile file;
  file.read_version = read_version;
  file.id = random_.next();
  file.deleted_row_count = fragment.deleted.count();
  Bytes content = fragment.deleted.encode();
  store_.put_if_absent(deletion_file_path(directory, lance::deletion_file_name(fragment_id, file)),
                       content, storage::Durability::synced);
  linked.deletion_file = file;
  return linked;
}

lance::ManifestFile VersionLinker::next_version(const LinkRequest& request, const TableState& state,
                                                const lance::Manifest* previous) {
  lance::Manifest manifest = empty_manifest(state.fields, request.micros);
  manifest.version = previous == nullptr ? 1 : previous->version + 1;
  manifest.table_metadata = {{kStateKey, request.state_id},
                             {kVersionKey, std::to_string(request.table_version)},
                             {kLinkedKey, std::to_string(manifest.version)}};
  StringMap<const lance::Fragment*> known;  // by the name of the first file
  std::optional<std::uint32_t> highest;
  if (previous != nullptr) {
    highest = previous->max_fragment_id;
    for (const lance::Fragment& fragment : previous->fragments) {
      known[fragment.files.front().path] = &fragment;
    }
  }
  for (const StateFragment& fragment : state.fragments) {
    auto found = known.find(fragment.name());
    const lance::Fragment* before = found == known.end() ? nullptr : found->second;
    if (before == nullptr) {
      highest = highest ? *highest + 1 : 0;
    }
    std::uint64_t id = before == nullptr ? *highest : before->id;
    manifest.fragments.push_back(
        link_fragment(fragment, before, id, manifest.version - 1, request.directory));
  }
  manifest.max_fragment_id = highest;
  manifest.reader_feature_flags = lance::needed_reader_flags(manifest);
  manifest.writer_feature_flags = lance::needed_writer_flags(manifest);
  lance::Transaction transaction = transaction_between(previous, manifest, random_uuid(random_));
  return {std::move(manifest), std::move(transaction)};
}

LinkResult VersionLinker::link(const LinkRequest& request, const TableState& state) {
  storage::Sequence versions(request.directory + "/_versions/", ".manifest");
  for (int race = 0; race < kMostRaces; ++race) {
    FoundVersion newest = find_newest(store_, versions, request.table_version);
    if (newest.file && !newest.table_version) {
      return LinkResult::drifted;
    }
    if (newest.table_version && *newest.table_version >= request.table_version) {
      return LinkResult::already_linked;
    }
    lance::ManifestFile next =
        next_version(request, state, newest.file ? &newest.file->manifest : nullptr);
    std::string content = lance::encode_manifest(next);
    if (store_.put_if_absent(versions.name(newest.number + 1), as_bytes(content),
                             storage::Durability::synced) == storage::PutResult::created) {
      return LinkResult::linked;
    }
  }
  return LinkResult::already_linked;
}

}  // namespace omnigraph::table
