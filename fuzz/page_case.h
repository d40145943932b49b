#pragma once

#include "columnar/buffer.h"
#include "lance/field.h"
#include "lance/memory_file.h"
#include "lance/page_decoder.h"
#include "lance/structural/leaf_path.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace omnigraph::fuzz {

/// One page as the fuzzer's input:
///
///     u8 type: a number of `field_stacks`
///     u8 number of buffers
///     u16 length in rows
///     u16 size of the encoding's message
///     u16 size of each buffer
///     the message, then the buffers
///
/// What is cut off counts as empty, so that every input is a page.
struct PageCase {
  std::size_t type = 0;
  std::uint64_t length = 0;
  std::string encoding;
  std::vector<std::string> buffers;

  std::string serialize() const;
};
PageCase parse_page_case(ByteSpan input);

/// The fields that pages are read as, each with those around it, outermost first.
const std::vector<std::vector<lance::Field>>& field_stacks();
/// The number of the stack with the same types, if there is one.
std::optional<std::size_t> find_stack(std::span<const lance::Field* const> stack);

/// The page in a file of its own.
struct PageInFile {
  explicit PageInFile(const PageCase& page);

  lance::MemorySource source;
  lance::PageMetadata metadata;
};

/// Reads a page in several ways and every byte of what comes out.
void read_page(const lance::PageReader& page, std::uint64_t length);
/// Reads every byte that `array` refers to.
void touch(const columnar::Array& array);

}  // namespace omnigraph::fuzz
