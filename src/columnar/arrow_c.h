#pragma once

#include "columnar/array.h"

#include <cstdint>

// The Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html): columns
// handed to, and taken from, other libraries in the same process without copying.

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

// The layout of both structures is an ABI that all implementations share; so are their names.
extern "C" {
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
}

#endif  // ARROW_C_DATA_INTERFACE

namespace omnigraph::columnar {

/// Describes `field` in `out`, which the receiver releases.
void export_schema(const Field& field, ArrowSchema& out);

/// Hands `array` to `out`, which the receiver releases; the buffers live until then.
void export_array(const ArrayPtr& array, ArrowArray& out);

/// The field that `schema` describes; releases it. Throws `Error` (bad_request) for types that we
/// do not have.
Field import_schema(ArrowSchema& schema);

/// The column that `array` holds, whose type is `type`; moves it out of `array` and releases it
/// with the last use of the result. Trusts the producer, as the interface has it, except for the
/// number of buffers and children: throws `Error` (bad_request) if those do not fit the type.
ArrayPtr import_array(ArrowArray& array, const Type& type);

}  // namespace omnigraph::columnar
