#pragma once

#include "columnar/type.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// Marks a `large_binary` field whose values lie outside the pages (LNC-110).
inline constexpr std::string_view kBlobMark = "lance-encoding:blob";

/// A column of a table. Its id stays the same for ever, whatever its name or place (LNC-30).
struct Field {
  std::string name;
  std::int32_t id = -1;
  /// What the values are in memory; for nested fields it agrees with `children`.
  columnar::Type type;
  bool nullable = true;
  std::vector<Field> children;
  /// Free keys, kept by everyone.
  std::map<std::string, std::string> metadata;
  /// The logical type in the file (LNC-31) where it is not the one that we write for `type`:
  /// foreign writers have more types. Narrow numbers are widened (`int8` reads as int32,
  /// `halffloat` as float32), times and timestamps read as their integers, a fixed-size list of
  /// anything but floats as a list, `null` as boolean. What cannot be read at all (`is_readable`)
  /// has type binary.
  std::string foreign_type;

  friend bool operator==(const Field&, const Field&) = default;
};

/// Fields for `schema` with consecutive ids from `first_id` on, depth first. A structure of
/// `data: binary` and `uri: utf8` is a Blob property (LNC-32): its `data` gets the blob mark.
std::vector<Field> assign_field_ids(const columnar::Schema& schema, std::int32_t first_id);

/// The fields and their children, depth first: the order of columns in a 2.0 file (LNC-104).
/// The pointers refer into `fields`.
std::vector<const Field*> flatten(std::span<const Field> fields);

/// The field or nested child with `id`, or null.
const Field* find_field(std::span<const Field> fields, std::int32_t id);

/// The highest id among `fields` and their children; -1 if there are none.
std::int32_t max_field_id(std::span<const Field> fields);

/// The fields as they are in memory.
columnar::Schema to_columnar_schema(std::span<const Field> fields);

/// Whether the values lie outside the pages (LNC-110).
bool is_blob_data(const Field& field);
/// Whether this is the structure of a Blob property: one whose first child is blob data (LNC-112).
bool is_blob_structure(const Field& field);

/// Whether the field is a blob of version 2 (LNC-170), a structure of `data` and `uri` in memory.
bool is_blob_v2(const Field& field);
/// Whether the structure's fields share one column (LNC-109, LNC-172).
bool is_packed_structure(const Field& field);

/// The text that stands for the field's type on disk (LNC-31).
std::string logical_type(const Field& field);

/// Sets `type` and `foreign_type` of `field` from the text on disk; its children are complete.
/// An unknown text makes a field that is not readable.
void set_logical_type(Field& field, std::string_view text);

/// Whether values of this field can be read; if not, its type on disk is unknown to us.
bool is_readable(const Field& field);

}  // namespace omnigraph::lance
