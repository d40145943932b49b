// A page of 2.0: the encoding's message and the buffers.

#include "lance/message_codec.h"
#include "lance/proto/data_file.pb.h"
#include "omnigraph/error.h"
#include "page_case.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  fuzz::PageCase input =
      fuzz::parse_page_case(as_bytes({reinterpret_cast<const char*>(data), size}));
  fuzz::PageInFile page(input);
  try {
    lance::proto::ArrayEncoding encoding;
    lance::parse_message(encoding, as_bytes(input.encoding), "encoding", "data/fuzz.lance");
    const lance::Field& field = fuzz::field_stacks()[input.type].back();
    std::unique_ptr<lance::PageReader> reader;
    if (lance::is_packed_structure(field)) {
      reader = lance::decode_packed_page(page.metadata,
                                         lance::leaf_type_of(field, "data/fuzz.lance"), encoding);
    } else {
      reader = lance::decode_value_page(page.metadata, lance::value_type_of(field), encoding);
    }
    fuzz::read_page(*reader, input.length);
  } catch (const Error&) {
  }
  return 0;
}
