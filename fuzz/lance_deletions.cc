// A deletion file of either kind, which the first byte tells.

#include "lance/deletion_file.h"
#include "omnigraph/error.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  if (size == 0) {
    return 0;
  }
  auto kind = data[0] % 2 == 0 ? lance::DeletionFileKind::arrow : lance::DeletionFileKind::bitmap;
  try {
    ByteSpan content = as_bytes({reinterpret_cast<const char*>(data) + 1, size - 1});
    lance::DeletionVector rows = lance::decode_deletion_file(kind, content, "d");
    if (lance::DeletionVector::decode(rows.encode(), "d") != rows) {
      std::abort();
    }
  } catch (const Error&) {
  }
  return 0;
}
