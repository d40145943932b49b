#pragma once

#include "lance/byte_source.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace omnigraph::lance {

namespace proto {
class ArrayEncoding;
class ColumnMetadata;
}  // namespace proto

/// What kind of column the metadata describes.
enum class ColumnKind : std::uint8_t { values, blob };

/// The pages of one column that were written, as its metadata (LNC-94).
class PageList {
 public:
  explicit PageList(ColumnKind kind);
  ~PageList();
  PageList(const PageList&) = delete;
  PageList& operator=(const PageList&) = delete;

  void add(std::uint64_t length, const proto::ArrayEncoding& encoding,
           std::span<const ByteRange> buffers);
  /// The serialised ColumnMetadata.
  std::string serialize() const;

 private:
  std::unique_ptr<proto::ColumnMetadata> metadata_;
};

}  // namespace omnigraph::lance
