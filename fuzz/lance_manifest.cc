// A manifest file with its transaction; what is read is written again and must read the same.

#include "lance/manifest_codec.h"
#include "omnigraph/error.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  lance::ManifestFile file;
  try {
    file = lance::decode_manifest(as_bytes({reinterpret_cast<const char*>(data), size}), "m");
  } catch (const Error&) {
    return 0;
  }
  std::string written;
  try {
    written = lance::encode_manifest(file);
  } catch (const Error&) {
    return 0;  // not everything that may be read may be written
  }
  if (lance::decode_manifest(as_bytes(written), "m") != file) {
    std::abort();
  }
  return 0;
}
