#pragma once

#include "columnar/array.h"
#include "lance/data_file_writer_options.h"
#include "lance/field.h"
#include "lance/page_encoder.h"

#include <memory>
#include <string>
#include <vector>

namespace omnigraph::lance {

/// Writes the columns of one field of a 2.0 file: one for the field, one for each child (LNC-104).
/// Appends values to pages and pages to the file.
class ColumnWriter {
 public:
  virtual ~ColumnWriter() = default;

  /// Appends the values of `array`, which has the field's type.
  virtual void append(const columnar::Array& array) = 0;
  /// Ends the pages at hand: writes out what has been appended.
  virtual void finish_pages() = 0;
  /// Appends the serialised ColumnMetadata of each column, depth first; after `finish_pages`.
  virtual void append_metadata(std::vector<std::string>& columns) const = 0;
};

/// `field` and `encoder` outlive the writer.
std::unique_ptr<ColumnWriter> make_column_writer(const Field& field, PageEncoder& encoder,
                                                 const DataFileWriterOptions& options);

}  // namespace omnigraph::lance
