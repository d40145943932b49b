// A whole data file: container, schema, columns of every version.

#include "lance/data_file_reader.h"
#include "omnigraph/error.h"
#include "page_case.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  constexpr std::uint64_t kMaxRows = 2000;
  std::string content(reinterpret_cast<const char*>(data), size);
  try {
    auto source = std::make_shared<lance::MemorySource>(columnar::Buffer::take(std::move(content)),
                                                        "data/fuzz.lance");
    auto reader = lance::DataFileReader::open(source, {{}, lance::Checksums::ignore});
    std::uint64_t rows = std::min(reader->row_count(), kMaxRows);
    for (const lance::Field& field : reader->schema()) {
      try {
        fuzz::touch(*reader->read_column(field.id, 0, rows));
        if (rows > 2) {
          fuzz::touch(*reader->read_column(field.id, 1, rows / 2));
          fuzz::touch(*reader->take(
              field.id, std::vector<std::uint32_t>{static_cast<std::uint32_t>(rows - 1), 0, 1}));
        }
      } catch (const Error&) {
      }
    }
  } catch (const Error&) {
  }
  return 0;
}
