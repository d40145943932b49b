#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace omnigraph::lance::testing {

/// A page as the metadata of its column describes it.
struct PageDescription {
  std::uint64_t length = 0;
  std::uint64_t stored_bytes = 0;
  std::string encoding;  ///< such as `binary(no_nulls(packed18), zstd)`
};

/// The pages of column `column` of a 2.0 file. Reads the bytes by itself, without the codec.
std::vector<PageDescription> describe_pages(const std::string& file, std::size_t column);

}  // namespace omnigraph::lance::testing
