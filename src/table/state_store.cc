#include "table/state_store.h"

#include "base/throw_error.h"
#include "lance/manifest_codec.h"
#include "table/lance_manifest.h"
#include "table/table_path.h"

#include <fmt/format.h>

namespace omnigraph::table {
namespace {

constexpr std::size_t kInlineDeletionBytes = 4096;

std::string text_of(const Bytes& bytes) { return std::string(as_text(bytes)); }

/// The rows of `all` that `part` does not have.
lance::DeletionVector without(const lance::DeletionVector& all, const lance::DeletionVector& part) {
  std::vector<lance::RowOffset> rest;
  all.for_each([&](lance::RowOffset row) {
    if (!part.contains(row)) {
      rest.push_back(row);
    }
  });
  return lance::DeletionVector().with(rest);
}

/// An object that a commit refers to, so that it must be there.
columnar::Buffer read_needed(storage::ObjectStore& store, const std::string& name) {
  std::optional<columnar::Buffer> bytes = store.find(name);
  if (!bytes) {
    throw_internal("the graph is damaged: its object {} is missing", name);
  }
  return *std::move(bytes);
}

}  // namespace

std::vector<StagedObject> encode_state(const TableState& state, const std::string& directory,
                                       const std::string& state_id, std::int64_t micros) {
  std::vector<StagedObject> objects;
  lance::Manifest manifest = empty_manifest(state.fields, micros);
  for (std::size_t i = 0; i < state.fragments.size(); ++i) {
    const StateFragment& from = state.fragments[i];
    lance::Fragment fragment;
    fragment.id = i;
    fragment.files = from.files;
    fragment.physical_rows = from.physical_rows;
    if (!from.deleted.empty()) {
      lance::DeletionVector recent = without(from.deleted, from.in_object);
      std::string inline_rows = recent.empty() ? std::string() : text_of(recent.encode());
      fragment.deletion_vector = from.deletion_object;
      if (inline_rows.size() > kInlineDeletionBytes) {
        fragment.deletion_vector = fmt::format("{}-{}.dv", state_id, i);
        objects.push_back({deletion_vector_path(directory, fragment.deletion_vector),
                           text_of(from.deleted.encode())});
        inline_rows.clear();
      }
      fragment.deleted_rows = std::move(inline_rows);
    }
    manifest.fragments.push_back(std::move(fragment));
  }
  if (!manifest.fragments.empty()) {
    manifest.max_fragment_id = static_cast<std::uint32_t>(manifest.fragments.size() - 1);
  }
  objects.push_back({state_path(directory, state_id), lance::encode_manifest({manifest, {}})});
  return objects;
}

TableStatePtr read_state(storage::ObjectStore& store, const std::string& directory,
                         const std::string& state_id) {
  std::string name = state_path(directory, state_id);
  lance::Manifest manifest =
      lance::decode_manifest(read_needed(store, name).bytes(), name).manifest;
  auto state = std::make_shared<TableState>();
  state->fields = std::move(manifest.fields);
  for (lance::Fragment& from : manifest.fragments) {
    StateFragment fragment;
    if (from.physical_rows > ~std::uint32_t{0}) {
      throw_internal("table state {}: fragment {} has {} rows, more than a fragment can have", name,
                     from.id, from.physical_rows);
    }
    if (from.files.empty()) {
      throw_internal("table state {}: fragment {} has no data file", name, from.id);
    }
    fragment.physical_rows = static_cast<std::uint32_t>(from.physical_rows);
    fragment.files = std::move(from.files);
    if (!from.deletion_vector.empty()) {
      std::string object = deletion_vector_path(directory, from.deletion_vector);
      fragment.in_object =
          lance::DeletionVector::decode(read_needed(store, object).bytes(), object);
      fragment.deletion_object = std::move(from.deletion_vector);
      fragment.deleted = fragment.in_object;
    }
    if (!from.deleted_rows.empty()) {
      fragment.deleted = fragment.deleted.united_with(
          lance::DeletionVector::decode(as_bytes(from.deleted_rows), name));
    }
    if (!fragment.deleted.fits(fragment.physical_rows)) {
      throw_internal("table state {}: fragment {} deletes rows that it does not have", name,
                     from.id);
    }
    state->fragments.push_back(std::move(fragment));
  }
  return state;
}

}  // namespace omnigraph::table
