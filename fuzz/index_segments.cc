// What travels inside a data file beside its columns: the first byte tells the kind, the second how
// many rows the file has. Whatever decodes is read completely.

#include "index/adjacency.h"
#include "index/key_segment.h"
#include "index/tuple_segment.h"
#include "index/zone_map.h"
#include "lance/buffer_directory.h"
#include "omnigraph/error.h"

#include <cstdlib>
#include <cstring>
#include <string>

namespace omnigraph {
namespace {

using index::AdjacencySegment;

void check(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void read_keys(columnar::Buffer bytes, std::uint64_t rows) {
  auto segment = index::KeySegment::decode(std::move(bytes), rows, "d");
  if (segment.form() == index::KeySegment::Form::ascending) {
    return;
  }
  segment.find({});
  for (std::size_t i = 0; i < segment.hashes().size(); ++i) {
    for (std::uint32_t row : segment.find(segment.hashes()[i])) {
      check(row < rows);
    }
  }
  // Damaged keys may find any node, but only nodes of the file.
  index::NodeFile file{segment.hashes(), segment.rows(), 0, {}};
  for (std::uint32_t position : index::node_positions(segment.hashes(), {&file, 1})) {
    check(position < rows || position == index::kNoNode);
  }
}

void read_tuples(columnar::Buffer bytes, std::uint64_t rows) {
  auto segment = index::TupleSegment::decode(std::move(bytes), rows, "d");
  check(!segment.members().empty());
  segment.rows().find({});
  for (std::size_t i = 0; i < segment.rows().hashes().size(); ++i) {
    for (std::uint32_t row : segment.rows().find(segment.rows().hashes()[i])) {
      check(row < rows);
    }
  }
}

void read_zones(columnar::Buffer bytes, std::uint64_t rows) {
  auto map = index::ZoneMap::decode(std::move(bytes), rows, "d");
  for (std::int32_t field : map.field_ids()) {
    try {
      index::ZoneBounds bounds = map.bounds(field).value();
      for (const auto& array : {bounds.minimum, bounds.maximum}) {
        check(array->length() == map.zone_count());
        check(columnar::equals(*array, *array));
      }
    } catch (const Error&) {
    }
  }
}

void read_lists(const AdjacencySegment& segment, AdjacencySegment::Direction direction) {
  bool out = direction == AdjacencySegment::Direction::out;
  std::uint32_t own = out ? segment.source_count() : segment.target_count();
  std::uint32_t other = out ? segment.target_count() : segment.source_count();
  std::vector<index::EdgeRef> edges;
  for (std::uint32_t i = 0; i < own; ++i) {
    edges.clear();
    try {
      out ? segment.append_out(i, edges) : segment.append_in(i, edges);
    } catch (const Error&) {
    }
    for (const index::EdgeRef& edge : edges) {
      check(edge.neighbour < other && edge.row < segment.edge_count());
    }
  }
  index::EdgeLists lists = segment.unpack(direction);
  // Nodes anywhere, some missing.
  std::vector<std::uint32_t> from(own);
  std::vector<std::uint32_t> to(other);
  for (std::uint32_t i = 0; i < own; ++i) {
    from[i] = i % 5 == 4 ? index::kNoNode : i % 7;
  }
  for (std::uint32_t i = 0; i < other; ++i) {
    to[i] = i % 5 == 3 ? index::kNoNode : i;
  }
  index::EdgeFile file{&lists, from, to, 0, {}};
  index::Adjacency adjacency(7, std::span<const index::EdgeFile>(&file, 1));
  std::size_t total = 0;
  for (std::uint32_t node = 0; node < 7; ++node) {
    for (std::uint32_t neighbour : adjacency.neighbours(node)) {
      check(neighbour < other);
    }
    total += adjacency.edges(node).size();
  }
  check(total == adjacency.edge_count() && total <= segment.edge_count());
}

void read_adjacency(columnar::Buffer bytes, std::uint64_t rows) {
  auto segment = AdjacencySegment::decode(std::move(bytes), rows, "d");
  for (const index::HashSpan& hashes : {segment.sources(), segment.targets()}) {
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      segment.find_source(hashes[i]);
      segment.find_target(hashes[i]);
    }
  }
  for (auto direction : {AdjacencySegment::Direction::out, AdjacencySegment::Direction::in}) {
    try {
      read_lists(segment, direction);
    } catch (const Error&) {
    }
  }
}

void read_directory(ByteSpan bytes) {
  if (auto directory = lance::decode_buffer_directory(bytes, "d")) {
    check(lance::encode_buffer_directory(*directory) == as_text(bytes));
  }
}

}  // namespace
}  // namespace omnigraph

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  if (size < 2) {
    return 0;
  }
  std::string content(reinterpret_cast<const char*>(data) + 2, size - 2);
  // Beyond 127 in steps that pass the size of a zone.
  std::uint64_t rows = data[1] < 128 ? data[1] : (data[1] - 127U) * 1024U;
  try {
    switch (data[0] % 5) {
      case 0:
        read_keys(columnar::Buffer::take(std::move(content)), rows);
        break;
      case 1:
        read_zones(columnar::Buffer::take(std::move(content)), rows);
        break;
      case 2:
        read_adjacency(columnar::Buffer::take(std::move(content)), rows);
        break;
      case 3:
        read_directory(as_bytes(content));
        break;
      default:
        read_tuples(columnar::Buffer::take(std::move(content)), rows);
    }
  } catch (const Error&) {
  }
  return 0;
}
