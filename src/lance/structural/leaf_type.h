#pragma once

#include "columnar/array.h"
#include "lance/compression/decoded_values.h"
#include "lance/field.h"
#include "lance/page_decoder.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <vector>

namespace omnigraph::lance {

/// What the values of one column of 2.1 or later are: those of a field without children, or a
/// packed structure, whose fields lie in the column together (LNC-172).
struct LeafType {
  columnar::Type type;
  ValueType value;               ///< unless packed
  std::vector<LeafType> fields;  ///< of a packed structure

  bool is_packed() const { return type.id() == columnar::TypeId::structure; }
  /// Bits of a stored value; 0 if its size varies.
  std::uint64_t stored_bits() const;
};

/// The leaf of a readable field that is not nested, or is a packed structure. Throws `Error`
/// (internal) if a packed structure has fields that cannot be packed.
LeafType leaf_type_of(const Field& field, std::string_view path);
/// A packed structure of those types.
LeafType packed_leaf(std::vector<columnar::Field> fields);

/// The values as an array, without nulls. Throws `Error` (internal) naming `place` if they are not
/// of that type. Whether texts are UTF-8 is not checked.
columnar::ArrayPtr make_leaf_array(const LeafType& type, DecodedValues values,
                                   const PagePlace& place);

/// `array` with the nulls that `validity` says: a bitmap as long as the array, empty if there are
/// none. Texts of nulls become empty; the others are checked to be UTF-8.
columnar::ArrayPtr finish_leaf(const columnar::ArrayPtr& array, columnar::Buffer validity,
                               const PagePlace& place);

}  // namespace omnigraph::lance
