#include "table/state_delta.h"

#include "base/string_map.h"
#include "base/throw_error.h"
#include "lance/manifest_codec.h"
#include "table/fragment_form.h"

#include <absl/container/flat_hash_set.h>

namespace omnigraph::table {
namespace {

constexpr std::size_t kMostDeltaBytes = 8192;

using FragmentsByName = StringMap<const StateFragment*>;

FragmentsByName by_name(const TableState& state) {
  FragmentsByName names;
  for (const StateFragment& fragment : state.fragments) {
    names[fragment.name()] = &fragment;
  }
  return names;
}

/// As JSON has them.
std::size_t stored_size(const StateDelta& delta) {
  std::size_t size = (delta.fragments.size() + 2) / 3 * 4;
  for (const std::string& name : delta.removed) {
    size += name.size() + 3;
  }
  return size;
}

}  // namespace

std::optional<StateDelta> find_delta(const TableState& from, const TableState& to) {
  if (from.fields != to.fields || from.next_field_id != to.next_field_id) {
    return std::nullopt;
  }
  FragmentsByName before = by_name(from);
  FragmentsByName after = by_name(to);
  StateDelta delta;
  std::vector<lance::Fragment> changed;
  for (const StateFragment& fragment : to.fragments) {
    auto known = before.find(fragment.name());
    if (known != before.end() && *known->second == fragment) {
      continue;
    }
    std::string recent = recent_deletions(fragment);
    if (recent.size() > kInlineDeletionBytes) {
      return std::nullopt;
    }
    changed.push_back(stored_fragment(fragment, 0, std::move(recent)));
  }
  for (const StateFragment& fragment : from.fragments) {
    if (!after.contains(fragment.name())) {
      delta.removed.push_back(fragment.name());
    }
  }
  delta.fragments = lance::encode_fragments(changed);
  if (stored_size(delta) > kMostDeltaBytes || apply_delta(from, delta, "a new delta") != to) {
    return std::nullopt;
  }
  return delta;
}

TableState apply_delta(const TableState& from, const StateDelta& delta, std::string_view place) {
  FragmentsByName before = by_name(from);
  StringMap<StateFragment> changed;
  absl::flat_hash_set<std::string> named;
  std::vector<StateFragment> added;
  for (lance::Fragment& stored : lance::decode_fragments(as_bytes(delta.fragments), place)) {
    if (stored.files.empty()) {
      throw_internal("{}: a fragment has no data file", place);
    }
    auto known = before.find(stored.files.front().path);
    // An object is named by the manifest first, so the fragment there has it.
    std::shared_ptr<const DeletionObject> object;
    if (!stored.deletion_vector.empty()) {
      object = known == before.end() ? nullptr : known->second->deletion_object;
      if (!object || object->name != stored.deletion_vector ||
          object->checksum != stored.deletion_vector_checksum) {
        throw_internal("{}: the manifest before it has no deletion vector {}", place,
                       stored.deletion_vector);
      }
    }
    StateFragment fragment = loaded_fragment(std::move(stored), std::move(object), place);
    if (!named.insert(fragment.name()).second) {
      throw_internal("{}: it has data file {} twice", place, fragment.name());
    }
    if (known == before.end()) {
      added.push_back(std::move(fragment));
    } else {
      std::string name = fragment.name();
      changed[std::move(name)] = std::move(fragment);
    }
  }
  for (const std::string& name : delta.removed) {
    if (changed.contains(name) || before.erase(name) == 0) {
      throw_internal(
          "{}: it removes data file {}, which it changes, or which the manifest before it does not "
          "have",
          place, name);
    }
  }
  TableState to{from.fields, {}, from.next_field_id};
  for (const StateFragment& fragment : from.fragments) {
    if (auto found = changed.find(fragment.name()); found != changed.end()) {
      to.fragments.push_back(std::move(found->second));
    } else if (before.contains(fragment.name())) {
      to.fragments.push_back(fragment);
    }
  }
  for (StateFragment& fragment : added) {
    to.fragments.push_back(std::move(fragment));
  }
  return to;
}

}  // namespace omnigraph::table
