#include "lance/fragment_codec.h"

#include "base/throw_error.h"
#include "lance/proto/manifest.pb.h"

#include <limits>

namespace omnigraph::lance {
namespace {

// Rows are numbered by 32 bits within their fragment, and fragments by 32 bits within their table.
constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 32;
constexpr std::uint64_t kMaxFragmentId = std::numeric_limits<std::uint32_t>::max();

bool is_path_segment(std::string_view path) {
  return !path.empty() && path != "." && path != ".." && path.find('/') == std::string_view::npos &&
         path.find('\0') == std::string_view::npos;
}

template <typename Message>
std::optional<std::uint32_t> base_id_of(const Message& message) {
  return message.has_base_id() ? std::optional(message.base_id()) : std::nullopt;
}

DataFile decode_data_file(const proto::DataFile& message, std::string_view path) {
  if (!is_path_segment(message.path())) {
    throw_internal("{} is corrupt: '{}' is no name of a data file", path, message.path());
  }
  if (message.column_indices_size() != 0 &&
      message.column_indices_size() != message.fields_size()) {
    throw_internal("{} is corrupt: data file '{}' has {} fields but {} column numbers", path,
                   message.path(), message.fields_size(), message.column_indices_size());
  }
  DataFile file;
  file.path = message.path();
  file.fields.assign(message.fields().begin(), message.fields().end());
  file.column_indices.assign(message.column_indices().begin(), message.column_indices().end());
  file.major_version = message.major_version();
  file.minor_version = message.minor_version();
  file.size_bytes = message.size_bytes();
  file.base_id = base_id_of(message);
  if (message.has_tail_checksum()) {
    file.tail_checksum = message.tail_checksum();
  }
  return file;
}

DeletionFile decode_deletion_file(const proto::DeletionFile& message, std::string_view path) {
  if (message.kind() > 1) {
    throw_internal("{} has a deletion file of unknown type {}", path, message.kind());
  }
  DeletionFile file;
  file.kind = static_cast<DeletionFileKind>(message.kind());
  file.read_version = message.read_version();
  file.id = message.id();
  file.deleted_row_count = message.deleted_rows();
  file.base_id = base_id_of(message);
  return file;
}

void encode_data_file(const DataFile& file, proto::DataFile& out) {
  ensure(is_path_segment(file.path), "a data file's path is one path segment");
  out.set_path(file.path);
  out.mutable_fields()->Add(file.fields.begin(), file.fields.end());
  out.mutable_column_indices()->Add(file.column_indices.begin(), file.column_indices.end());
  out.set_major_version(file.major_version);
  out.set_minor_version(file.minor_version);
  out.set_size_bytes(file.size_bytes);
  if (file.base_id) {
    out.set_base_id(*file.base_id);
  }
  if (file.tail_checksum) {
    out.set_tail_checksum(*file.tail_checksum);
  }
}

}  // namespace

Fragment decode_fragment(const proto::Fragment& message, std::string_view path) {
  if (message.overlays_size() != 0) {
    throw_internal("{}: fragment {} has overlay files, which we cannot read", path, message.id());
  }
  if (message.id() > kMaxFragmentId || message.physical_rows() > kMaxRows) {
    throw_internal("{} is corrupt: fragment {} with {} rows", path, message.id(),
                   message.physical_rows());
  }
  Fragment fragment;
  fragment.id = message.id();
  for (const proto::DataFile& file : message.files()) {
    fragment.files.push_back(decode_data_file(file, path));
  }
  if (message.has_deletion_file()) {
    fragment.deletion_file = decode_deletion_file(message.deletion_file(), path);
  }
  fragment.physical_rows = message.physical_rows();
  fragment.deleted_rows = message.deleted_rows();
  fragment.deletion_vector = message.deletion_vector();
  if (message.has_deletion_vector_checksum()) {
    fragment.deletion_vector_checksum = message.deletion_vector_checksum();
  }
  return fragment;
}

void encode_fragment(const Fragment& fragment, proto::Fragment& out) {
  ensure(fragment.id <= kMaxFragmentId, "fragment ids have 32 bits");
  out.set_id(fragment.id);
  for (const DataFile& file : fragment.files) {
    encode_data_file(file, *out.add_files());
  }
  if (fragment.deletion_file) {
    proto::DeletionFile& file = *out.mutable_deletion_file();
    file.set_kind(static_cast<std::uint32_t>(fragment.deletion_file->kind));
    file.set_read_version(fragment.deletion_file->read_version);
    file.set_id(fragment.deletion_file->id);
    file.set_deleted_rows(fragment.deletion_file->deleted_row_count);
    if (fragment.deletion_file->base_id) {
      file.set_base_id(*fragment.deletion_file->base_id);
    }
  }
  out.set_physical_rows(fragment.physical_rows);
  out.set_deleted_rows(fragment.deleted_rows);
  out.set_deletion_vector(fragment.deletion_vector);
  if (fragment.deletion_vector_checksum) {
    out.set_deletion_vector_checksum(*fragment.deletion_vector_checksum);
  }
}

}  // namespace omnigraph::lance
