#pragma once

#include "columnar/array.h"

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <utility>

namespace omnigraph::lance {

/// Names a page of an open file.
struct DecodedPageKey {
  std::uint64_t file = 0;  ///< `DataFileReader::file_id`
  std::uint32_t column = 0;
  std::uint32_t page = 0;

  friend bool operator==(const DecodedPageKey&, const DecodedPageKey&) = default;
  template <typename Hash>
  friend Hash AbslHashValue(Hash hash, const DecodedPageKey& key) {
    return Hash::combine(std::move(hash), key.file, key.column, key.page);
  }
};

/// Keeps decoded pages, so that a page that is read in parts or again and again is decoded once.
/// Implemented by whoever owns the memory for it. Safe to use from any thread.
class DecodedPages {
 public:
  virtual ~DecodedPages() = default;

  /// The values of the page; if they are not at hand, what `decode` returns, whose errors pass.
  /// It may be called by several threads at once for one page. `columnar::value_bytes` tells the
  /// size of what it returns.
  virtual columnar::ArrayPtr find_or_decode(const DecodedPageKey& key,
                                            absl::FunctionRef<columnar::ArrayPtr()> decode) = 0;
  /// Whether the page is at hand, so that nothing need be fetched for it.
  virtual bool contains(const DecodedPageKey& key) const = 0;
};

}  // namespace omnigraph::lance
