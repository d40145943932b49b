#include "segment_seeds.h"

#include "columnar/builder.h"
#include "index/adjacency_segment.h"
#include "index/key_segment.h"
#include "index/tuple_segment.h"
#include "index/zone_map.h"
#include "lance/buffer_directory.h"

namespace omnigraph::fuzz {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

ArrayPtr texts(const std::string& letters) {
  Builder builder{Type(TypeId::utf8)};
  for (char letter : letters) {
    builder.append_text({&letter, 1});
  }
  return builder.finish();
}

std::string zone_map() {
  constexpr std::uint32_t kRows = 9 * 1024;  // two zones
  index::ZoneMapBuilder builder;
  Builder numbers{Type(TypeId::float64)};
  Builder flags{Type(TypeId::boolean)};
  Builder names{Type(TypeId::utf8)};
  for (std::uint32_t row = 0; row < kRows; ++row) {
    numbers.append(row * 0.5);
    flags.append_boolean(row % 2 == 0);
    row < 8192 ? names.append_null() : names.append_text(std::string(40, 'x'));
  }
  builder.append(1, *numbers.finish());
  builder.append(2, *flags.finish());
  builder.append(3, *names.finish());
  return std::string("\x01\x88") + builder.finish(kRows);
}

}  // namespace

std::vector<std::string> segment_seeds() {
  lance::BufferDirectory directory;
  directory.buffers = {{lance::ByteRange{64, 8}, 1}, {lance::ByteRange{128, 9}, 2}};
  directory.segments = {{1, -1, 2}, {2, 7, 3}};
  auto adjacency = [](const char* sources, const char* targets) {
    return std::string("\x02\x05") +
           index::AdjacencySegment::encode(*texts(sources), *texts(targets), 1);
  };
  index::TupleSegmentBuilder tuples({1, 4}, 1);
  const ArrayPtr members[] = {texts("aabcc"), texts("xyzxy")};
  tuples.append(members);
  return {
      std::string("\x04\x05") + tuples.finish(),
      std::string("\0\x05", 2) + index::KeySegment::encode(*texts("cabde"), 1),
      std::string("\0\x05", 2) + index::KeySegment::encode(*texts("abcde"), 1),
      zone_map(),
      adjacency("aabcc", "xyzxy"),
      adjacency("abacb", "xyzxy"),
      adjacency("aabcc", "bcabc"),
      adjacency("abacb", "bcabc"),
      std::string("\x03\0", 2) + lance::encode_buffer_directory(directory),
  };
}

}  // namespace omnigraph::fuzz
