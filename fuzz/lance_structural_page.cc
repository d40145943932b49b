// A page of 2.1 or 2.2: the layout's message and the buffers.

#include "lance/message_codec.h"
#include "lance/proto/structural.pb.h"
#include "lance/structural/page_layout.h"
#include "omnigraph/error.h"
#include "page_case.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  fuzz::PageCase input =
      fuzz::parse_page_case(as_bytes({reinterpret_cast<const char*>(data), size}));
  fuzz::PageInFile page(input);
  try {
    lance::proto21::PageLayout layout;
    lance::parse_message(layout, as_bytes(input.encoding), "layout", "data/fuzz.lance");
    std::vector<const lance::Field*> stack;
    for (const lance::Field& field : fuzz::field_stacks()[input.type]) {
      stack.push_back(&field);
    }
    auto path =
        std::make_shared<const lance::LeafPath>(lance::make_leaf_path(stack, "data/fuzz.lance"));
    fuzz::read_page(*lance::decode_structural_page(page.metadata, path, layout), input.length);
  } catch (const Error&) {
  }
  return 0;
}
