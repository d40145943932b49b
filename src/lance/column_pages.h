#pragma once

#include "lance/column_builder.h"
#include "lance/field.h"
#include "lance/page_decoder.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace omnigraph::lance {

namespace proto {
class ColumnMetadata;
}  // namespace proto

/// The metadata of one column of a file (LNC-94), checked against the file.
class ColumnPages {
 public:
  /// Finds and reads the metadata of the column of `field`. Throws `Error` (internal) naming the
  /// file and the field if there is none or it is corrupt.
  ColumnPages(const ColumnBuilder& builder, const Field& field);
  ~ColumnPages();
  ColumnPages(const ColumnPages&) = delete;
  ColumnPages& operator=(const ColumnPages&) = delete;

  /// Whether the column is one of blob descriptors (LNC-110).
  bool holds_blobs() const { return holds_blobs_; }
  int count() const;
  /// The column's number in the file.
  std::uint32_t number() const { return number_; }
  /// `data/x.omni, field 'name'`
  const std::string& description() const { return description_; }

  /// Each page once, in order: their lengths are summed up and limited.
  PageMetadata page(int index);
  /// The bytes of the message that describes the page's encoding, whose type must be `type`.
  std::string encoding(int index, std::string_view type) const;

 private:
  ByteSource& source_;
  bool is_trusted_;
  std::uint32_t number_ = 0;
  std::string description_;
  std::unique_ptr<proto::ColumnMetadata> metadata_;
  bool holds_blobs_ = false;
  std::uint64_t total_length_ = 0;
};

}  // namespace omnigraph::lance
