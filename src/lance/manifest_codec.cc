#include "lance/manifest_codec.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "lance/field_codec.h"
#include "lance/fragment_codec.h"
#include "lance/message_codec.h"
#include "lance/proto/manifest.pb.h"
#include "lance/transaction_codec.h"

namespace omnigraph::lance {
namespace {

constexpr std::string_view kMagic = "LANC";
constexpr std::size_t kFooterBytes = 16;
constexpr std::size_t kLengthBytes = 4;

// The message whose u32 length stands at `position`, all of it before `end`.
ByteSpan section_at(ByteSpan bytes, std::uint64_t position, std::uint64_t end,
                    std::string_view path) {
  if (position > end || end - position < kLengthBytes) {
    throw_internal("{} is corrupt: a section starts at {} of {} bytes", path, position,
                   bytes.size());
  }
  auto size = load_little_endian<std::uint32_t>(bytes.data() + position);
  if (size > end - position - kLengthBytes) {
    throw_internal("{} is corrupt: a section of {} bytes at {} of {}", path, size, position,
                   bytes.size());
  }
  return bytes.subspan(position + kLengthBytes, size);
}

std::uint64_t manifest_position(ByteSpan bytes, std::string_view path) {
  if (bytes.size() < kFooterBytes + kLengthBytes ||
      as_text(bytes.subspan(bytes.size() - kMagic.size())) != kMagic) {
    throw_internal("{} is no manifest: it does not end in {}", path, kMagic);
  }
  const std::byte* footer = bytes.data() + bytes.size() - kFooterBytes;
  auto major = load_little_endian<std::uint16_t>(footer + 8);
  auto minor = load_little_endian<std::uint16_t>(footer + 10);
  // Writers before 2025 or so say 0.1 of the same content.
  if (major != 0 || (minor != 1 && minor != 2)) {
    throw_internal("{} is a manifest of version {}.{}; we read 0.1 and 0.2", path, major, minor);
  }
  return load_little_endian<std::uint64_t>(footer);
}

void decode_properties(const proto::Manifest& message, Manifest& manifest) {
  if (message.has_timestamp()) {
    manifest.timestamp = Timestamp{message.timestamp().seconds(), message.timestamp().nanos()};
  }
  if (message.has_max_fragment_id()) {
    manifest.max_fragment_id = message.max_fragment_id();
  }
  if (message.has_writer_version()) {
    manifest.writer_version =
        WriterVersion{message.writer_version().library(), message.writer_version().version()};
  }
  if (message.has_data_format()) {
    manifest.data_format =
        DataFormat{message.data_format().file_format(), message.data_format().version()};
  }
  if (message.has_branch()) {
    manifest.branch = message.branch();
  }
  for (const proto::BasePath& base : message.base_paths()) {
    manifest.base_paths.push_back(
        BasePath{base.id(), base.has_name() ? std::optional(base.name()) : std::nullopt,
                 base.is_dataset_root(), base.path()});
  }
  manifest.schema_metadata = decode_entries(message.schema_metadata());
  manifest.config = decode_entries(message.config());
  manifest.table_metadata = decode_entries(message.table_metadata());
  manifest.tag = message.tag();
}

Manifest from_message(const proto::Manifest& message, std::string_view path) {
  std::uint64_t unknown = message.reader_feature_flags() & ~kSupportedFeatures;
  if (unknown != 0) {
    throw_internal("{} needs features that we cannot read (reader flags {})", path, unknown);
  }
  Manifest manifest;
  manifest.fields = decode_fields(message.fields(), path);
  manifest.fragments.reserve(static_cast<std::size_t>(message.fragments_size()));
  for (const proto::Fragment& fragment : message.fragments()) {
    manifest.fragments.push_back(decode_fragment(fragment, path));
  }
  manifest.version = message.version();
  manifest.reader_feature_flags = message.reader_feature_flags();
  manifest.writer_feature_flags = message.writer_feature_flags();
  decode_properties(message, manifest);
  return manifest;
}

void encode_properties(const Manifest& manifest, proto::Manifest& message) {
  if (manifest.timestamp) {
    message.mutable_timestamp()->set_seconds(manifest.timestamp->seconds);
    message.mutable_timestamp()->set_nanos(manifest.timestamp->nanos);
  }
  if (manifest.max_fragment_id) {
    message.set_max_fragment_id(*manifest.max_fragment_id);
  }
  if (manifest.writer_version) {
    message.mutable_writer_version()->set_library(manifest.writer_version->library);
    message.mutable_writer_version()->set_version(manifest.writer_version->version);
  }
  if (manifest.data_format) {
    message.mutable_data_format()->set_file_format(manifest.data_format->file_format);
    message.mutable_data_format()->set_version(manifest.data_format->version);
  }
  if (manifest.branch) {
    message.set_branch(*manifest.branch);
  }
  for (const BasePath& base : manifest.base_paths) {
    proto::BasePath& out = *message.add_base_paths();
    out.set_id(base.id);
    if (base.name) {
      out.set_name(*base.name);
    }
    out.set_is_dataset_root(base.is_dataset_root);
    out.set_path(base.path);
  }
  encode_entries(manifest.schema_metadata, *message.mutable_schema_metadata());
  encode_entries(manifest.config, *message.mutable_config());
  encode_entries(manifest.table_metadata, *message.mutable_table_metadata());
  message.set_tag(manifest.tag);
}

proto::Manifest to_message(const Manifest& manifest) {
  std::uint64_t missing_reader = needed_reader_flags(manifest) & ~manifest.reader_feature_flags;
  std::uint64_t missing_writer = needed_writer_flags(manifest) & ~manifest.writer_feature_flags;
  ensure(missing_reader == 0 && missing_writer == 0, "feature flags cover the manifest's content");
  ensure(manifest.version != 0, "versions start at 1");
  proto::Manifest message;
  encode_fields(manifest.fields, *message.mutable_fields());
  for (const Fragment& fragment : manifest.fragments) {
    encode_fragment(fragment, *message.add_fragments());
    ensure(manifest.max_fragment_id && fragment.id <= *manifest.max_fragment_id,
           "no fragment id is above the highest one");
  }
  message.set_version(manifest.version);
  message.set_reader_feature_flags(manifest.reader_feature_flags);
  message.set_writer_feature_flags(manifest.writer_feature_flags);
  encode_properties(manifest, message);
  return message;
}

// The checksum is the last field of the message: two bytes of tag (1001 << 3 | 1 as a varint) and
// eight of value.
constexpr std::string_view kChecksumTag = "\xC9\x3E";
constexpr std::size_t kChecksumBytes = 10;

std::string serialize_with_checksum(const proto::Manifest& message) {
  std::string bytes = serialize_message(message);
  std::uint64_t checksum = hash64(as_bytes(bytes));
  bytes += kChecksumTag;
  append_little_endian(bytes, checksum);
  return bytes;
}

// Throws unless `bytes` are a message that ends in its checksum.
void verify_checksum(ByteSpan bytes, std::string_view path) {
  if (bytes.size() < kChecksumBytes) {
    throw_internal("{} is corrupt: it has no checksum", path);
  }
  ByteSpan content = bytes.first(bytes.size() - kChecksumBytes);
  ByteSpan field = bytes.last(kChecksumBytes);
  if (as_text(field.first(kChecksumTag.size())) != kChecksumTag ||
      load_little_endian<std::uint64_t>(field.data() + kChecksumTag.size()) != hash64(content)) {
    throw_internal("{} is corrupt: it has changed since it was written", path);
  }
}

// The manifest's message in a manifest file.
ByteSpan manifest_section(ByteSpan bytes, std::uint64_t position, std::string_view path) {
  std::uint64_t end = bytes.size() - kFooterBytes;
  ByteSpan section = section_at(bytes, position, end, path);
  if (position + kLengthBytes + section.size() != end) {
    throw_internal("{} is corrupt: bytes between its manifest and its footer", path);
  }
  return section;
}

void append_section(std::string& out, const std::string& message) {
  append_little_endian(out, static_cast<std::uint32_t>(message.size()));
  out += message;
}

void append_manifest(std::string& out, const std::string& message) {
  std::uint64_t position = out.size();
  append_section(out, message);
  append_little_endian(out, position);
  append_little_endian(out, std::uint16_t{0});
  append_little_endian(out, std::uint16_t{2});
  out += kMagic;
}

}  // namespace

std::string encode_manifest(const ManifestFile& file) {
  proto::Manifest message = to_message(file.manifest);
  std::string bytes;
  if (file.transaction) {
    append_section(bytes, encode_transaction(*file.transaction));
    message.set_transaction_section(0);
  }
  append_manifest(bytes, serialize_message(message));
  return bytes;
}

std::string encode_staged_manifest(const Manifest& manifest) {
  std::string bytes;
  append_manifest(bytes, serialize_with_checksum(to_message(manifest)));
  return bytes;
}

ManifestFile decode_manifest(ByteSpan bytes, std::string_view path) {
  std::uint64_t position = manifest_position(bytes, path);
  proto::Manifest message;
  parse_message(message, manifest_section(bytes, position, path), "manifest", path);
  ManifestFile file;
  file.manifest = from_message(message, path);
  // Position 0 without a prefix is the manifest itself: some writers set the field regardless.
  if (message.has_transaction_section() && message.transaction_section() < position) {
    ByteSpan transaction = section_at(bytes, message.transaction_section(), position, path);
    file.transaction = decode_transaction(transaction, path);
  } else if (message.has_transaction_section() && message.transaction_section() != 0) {
    throw_internal("{} is corrupt: its transaction is not before its manifest", path);
  }
  return file;
}

Manifest decode_staged_manifest(ByteSpan bytes, std::string_view path) {
  verify_checksum(manifest_section(bytes, manifest_position(bytes, path), path), path);
  return decode_manifest(bytes, path).manifest;
}

std::string encode_fragments(std::span<const Fragment> fragments) {
  proto::Manifest message;
  for (const Fragment& fragment : fragments) {
    encode_fragment(fragment, *message.add_fragments());
  }
  return serialize_with_checksum(message);
}

std::vector<Fragment> decode_fragments(ByteSpan bytes, std::string_view path) {
  verify_checksum(bytes, path);
  proto::Manifest message;
  parse_message(message, bytes, "list of fragments", path);
  std::vector<Fragment> fragments;
  for (const proto::Fragment& fragment : message.fragments()) {
    fragments.push_back(decode_fragment(fragment, path));
  }
  return fragments;
}

}  // namespace omnigraph::lance
