#include "table/state_store.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "lance/manifest_codec.h"
#include "table/fragment_form.h"
#include "table/lance_manifest.h"
#include "table/table_path.h"

#include <fmt/format.h>

#include <charconv>

namespace omnigraph::table {
namespace {

constexpr const char* kNextFieldKey = "omnigraph.next_field_id";

/// An object that a commit refers to, so that it must be there.
columnar::Buffer read_needed(storage::ObjectStore& store, const std::string& name) {
  std::optional<columnar::Buffer> bytes = store.find(name);
  if (!bytes) {
    throw_internal("the graph is damaged: its object {} is missing", name);
  }
  return *std::move(bytes);
}

std::shared_ptr<const DeletionObject> read_object(storage::ObjectStore& store,
                                                  const std::string& directory,
                                                  const lance::Fragment& fragment) {
  std::string path = deletion_vector_path(directory, fragment.deletion_vector);
  columnar::Buffer bytes = read_needed(store, path);
  std::uint64_t checksum = hash64(bytes.bytes());
  if (fragment.deletion_vector_checksum && *fragment.deletion_vector_checksum != checksum) {
    throw_internal("{} is corrupt: it has changed since it was written", path);
  }
  return std::make_shared<const DeletionObject>(DeletionObject{
      fragment.deletion_vector, checksum, lance::DeletionVector::decode(bytes.bytes(), path)});
}

std::int32_t read_next_field_id(const lance::Manifest& manifest, const std::string& name) {
  std::int32_t lowest = lance::max_field_id(manifest.fields) + 1;
  auto found = manifest.table_metadata.find(kNextFieldKey);
  std::int32_t number = -1;
  if (found != manifest.table_metadata.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  if (number < lowest) {
    throw_internal("table state {} is damaged: it does not say which column ids are free", name);
  }
  return number;
}

}  // namespace

StagedState stage_state(const TableState& state, const std::string& directory,
                        const std::string& state_id, std::int64_t micros) {
  StagedState staged{{}, state};
  lance::Manifest manifest = empty_manifest(state.fields, micros);
  manifest.table_metadata[kNextFieldKey] = std::to_string(state.next_field_id);
  for (std::size_t i = 0; i < state.fragments.size(); ++i) {
    StateFragment& fragment = staged.state.fragments[i];
    std::string recent = recent_deletions(fragment);
    if (recent.size() > kInlineDeletionBytes) {
      std::string content(as_text(fragment.deleted.encode()));
      fragment.deletion_object = std::make_shared<const DeletionObject>(DeletionObject{
          fmt::format("{}-{}.dv", state_id, i), hash64(as_bytes(content)), fragment.deleted});
      staged.objects.push_back(
          {deletion_vector_path(directory, fragment.deletion_object->name), std::move(content)});
      recent.clear();
    }
    manifest.fragments.push_back(stored_fragment(fragment, i, std::move(recent)));
  }
  if (!manifest.fragments.empty()) {
    manifest.max_fragment_id = static_cast<std::uint32_t>(manifest.fragments.size() - 1);
  }
  staged.objects.push_back(
      {state_path(directory, state_id), lance::encode_staged_manifest(manifest)});
  return staged;
}

TableState read_state(storage::ObjectStore& store, const std::string& directory,
                      const std::string& state_id) {
  std::string name = state_path(directory, state_id);
  lance::Manifest manifest = lance::decode_staged_manifest(read_needed(store, name).bytes(), name);
  TableState state;
  state.next_field_id = read_next_field_id(manifest, name);
  state.fields = std::move(manifest.fields);
  for (lance::Fragment& stored : manifest.fragments) {
    std::shared_ptr<const DeletionObject> object;
    if (!stored.deletion_vector.empty()) {
      object = read_object(store, directory, stored);
    }
    state.fragments.push_back(
        loaded_fragment(std::move(stored), std::move(object), "table state " + name));
  }
  return state;
}

}  // namespace omnigraph::table
