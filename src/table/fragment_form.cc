#include "table/fragment_form.h"

#include "base/throw_error.h"

#include <limits>

namespace omnigraph::table {

std::string recent_deletions(const StateFragment& fragment) {
  if (fragment.deleted.empty()) {
    return {};
  }
  if (!fragment.deletion_object) {
    return std::string(as_text(fragment.deleted.encode()));
  }
  std::vector<lance::RowOffset> recent;
  const lance::DeletionVector& known = fragment.deletion_object->rows;
  fragment.deleted.for_each([&](lance::RowOffset row) {
    if (!known.contains(row)) {
      recent.push_back(row);
    }
  });
  return recent.empty() ? std::string()
                        : std::string(as_text(lance::DeletionVector().with(recent).encode()));
}

lance::Fragment stored_fragment(const StateFragment& fragment, std::uint64_t id,
                                std::string recent) {
  lance::Fragment stored;
  stored.id = id;
  stored.files = fragment.files;
  stored.physical_rows = fragment.physical_rows;
  stored.deleted_rows = std::move(recent);
  if (fragment.deletion_object) {
    stored.deletion_vector = fragment.deletion_object->name;
    stored.deletion_vector_checksum = fragment.deletion_object->checksum;
  }
  return stored;
}

StateFragment loaded_fragment(lance::Fragment stored, std::shared_ptr<const DeletionObject> object,
                              std::string_view place) {
  if (stored.physical_rows > std::numeric_limits<std::uint32_t>::max()) {
    throw_internal("{}: fragment {} has {} rows, more than a fragment can have", place, stored.id,
                   stored.physical_rows);
  }
  if (stored.files.empty()) {
    throw_internal("{}: fragment {} has no data file", place, stored.id);
  }
  if (stored.deleted_rows.size() > kInlineDeletionBytes) {
    throw_internal("{}: fragment {} has {} bytes of deleted rows, more than may stand beside it",
                   place, stored.id, stored.deleted_rows.size());
  }
  StateFragment fragment;
  fragment.files = std::move(stored.files);
  fragment.physical_rows = static_cast<std::uint32_t>(stored.physical_rows);
  if (object) {
    fragment.deleted = object->rows;
    fragment.deletion_object = std::move(object);
  }
  if (!stored.deleted_rows.empty()) {
    fragment.deleted = fragment.deleted.united_with(
        lance::DeletionVector::decode(as_bytes(stored.deleted_rows), place));
  }
  if (!fragment.deleted.fits(fragment.physical_rows)) {
    throw_internal("{}: fragment {} deletes rows that it does not have", place, stored.id);
  }
  return fragment;
}

}  // namespace omnigraph::table
