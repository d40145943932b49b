// Levels of 2.1 and later, by the examples of lance-format.

#include "columnar/builder.h"
#include "lance/side_files.h"
#include "lance/structural/chunk_table.h"
#include "lance/structural/entries.h"
#include "lance/structural/level_decoder.h"
#include "lance_testing.h"

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Type;
using columnar::TypeId;
using testing::error_of;
using ::testing::HasSubstr;

const PagePlace kPlace{nullptr, "data/x.lance, field 'f'"};

LeafPath text_path(std::vector<Type> outer) {
  LeafPath path;
  path.leaf.type = Type(TypeId::utf8);
  path.types = std::move(outer);
  path.types.push_back(path.leaf.type);
  return path;
}

LeafPath list_of_text() { return text_path({Type::list({"item", Type(TypeId::utf8), true})}); }

ArrayPtr text_array(const std::vector<const char*>& values) {
  columnar::Builder builder{Type(TypeId::utf8)};
  for (const char* value : values) {
    value == nullptr ? builder.append_null() : builder.append_text(value);
  }
  return builder.finish();
}

Entries make_entries(std::vector<std::uint16_t> repetition, std::vector<std::uint16_t> definition,
                     const std::vector<const char*>& values) {
  Entries entries;
  entries.count = std::max(repetition.size(), definition.size());
  entries.repetition = std::move(repetition);
  entries.definition = std::move(definition);
  entries.values = text_array(values);
  return entries;
}

// For messages and comparison: [["p", null], null, []].
std::string show(const Array& array, std::size_t i) {
  if (array.is_null(i)) {
    return "null";
  }
  std::string text;
  switch (array.type().id()) {
    case TypeId::utf8:
      return std::string(array.text_at(i));
    case TypeId::list: {
      ArrayPtr list = array.list_at(i);
      for (std::size_t j = 0; j < list->length(); ++j) {
        text += (j == 0 ? "" : ",") + show(*list, j);
      }
      return "[" + text + "]";
    }
    default:
      return "{" + show(*array.child(0), i) + "}";
  }
}

std::string show(const Array& array) {
  std::string text;
  for (std::size_t i = 0; i < array.length(); ++i) {
    text += (i == 0 ? "" : " ") + show(array, i);
  }
  return text;
}

std::string assembled(const Entries& entries, std::vector<std::int32_t> stored,
                      const LeafPath& path) {
  Layers layers = parse_layers(stored, path, kPlace);
  check_entries(entries, layers, kPlace);
  return show(*assemble(entries, layers, path, kPlace));
}

TEST(Levels, LNC_125_the_example_of_the_appendix) {
  Entries entries = make_entries({1, 0, 1, 1, 1}, {0, 1, 2, 3, 0}, {"p", "", "q"});
  EXPECT_EQ(assembled(entries, {3, 6}, list_of_text()), "[p,null] null [] [q]");
  Layers layers = parse_layers(std::vector<std::int32_t>{3, 6}, list_of_text(), kPlace);
  Entries rows = slice_rows(entries, layers, 1, 3, kPlace);
  EXPECT_EQ(show(*assemble(rows, layers, list_of_text(), kPlace)), "null [] [q]");
  rows = slice_rows(entries, layers, 0, 1, kPlace);
  EXPECT_EQ(show(*assemble(rows, layers, list_of_text(), kPlace)), "[p,null]");
  EXPECT_THROW(slice_rows(entries, layers, 2, 3, kPlace), Error);
}

TEST(Levels, LNC_122_levels_are_numbered_through_the_layers) {
  Type text(TypeId::utf8);
  LeafPath structure = text_path({Type::structure({{"a", text, true}})});
  EXPECT_EQ(assembled(make_entries({}, {0, 1, 2}, {"x", "", ""}), {3, 3}, structure),
            "{x} {null} null");
  // What cannot be null takes no level.
  EXPECT_EQ(assembled(make_entries({}, {0, 1}, {"x", ""}), {1, 3}, structure), "{x} null");
  EXPECT_EQ(assembled(make_entries({}, {0, 1}, {"x", ""}), {3, 1}, structure), "{x} {null}");
}

TEST(Levels, LNC_123_repetition_says_which_list_goes_on) {
  Type text(TypeId::utf8);
  Type inner = Type::list({"item", text, true});
  LeafPath path = text_path({Type::list({"item", inner, true}), inner});
  // Depth 1 is the innermost list: 2 starts a row, 1 an inner list.
  Entries entries = make_entries({2, 0, 1, 2, 1, 2, 2}, {0, 0, 0, 1, 2, 3, 4}, {"a", "b", "c"});
  EXPECT_EQ(assembled(entries, {1, 6, 6}, path), "[[a,b],[c]] [null,[]] null []");
}

TEST(Levels, LNC_125_null_structures_around_and_within_lists) {
  Type text(TypeId::utf8);
  Type item = Type::structure({{"b", text, true}});
  Type list = Type::list({"item", item, true});
  LeafPath path = text_path({Type::structure({{"l", list, true}}), list, item});
  // Layers: leaf 1, item structure 2, list 3 null and 4 empty, outer structure 5.
  Entries entries =
      make_entries({1, 0, 0, 1, 1, 1}, {0, 1, 2, 3, 4, 5}, {"a", "ignored", "ignored"});
  EXPECT_EQ(assembled(entries, {3, 3, 6, 3}, path), "{[{a},{null},null]} {null} {[]} null");
}

TEST(Levels, LNC_1_contradictory_levels_are_errors) {
  struct Case {
    const char* why;
    Entries entries;
  };
  for (const Case& c : {
           Case{"the first entry continues a list", make_entries({0, 1}, {0, 0}, {"a", "b"})},
           Case{"a null list goes on", make_entries({1, 0}, {2, 0}, {"a"})},
           Case{"an empty list goes on", make_entries({1, 0}, {3, 0}, {"a"})},
           Case{"a list goes on as null", make_entries({1, 0}, {0, 2}, {"a"})},
           Case{"a repetition level too high", make_entries({2}, {0}, {"a"})},
           Case{"a definition level too high", make_entries({1}, {4}, {})},
           Case{"too many values", make_entries({1}, {0}, {"a", "b"})},
           Case{"too few values", make_entries({1, 0}, {0, 0}, {"a"})},
       }) {
    EXPECT_THAT(error_of([&] {
                  assembled(c.entries, {3, 6}, list_of_text());
                }).what(),
                HasSubstr("data/x.lance"))
        << c.why;
  }
}

TEST(Levels, LNC_1_layers_must_be_those_of_the_field) {
  for (const std::vector<std::int32_t>& stored : std::vector<std::vector<std::int32_t>>{
           {}, {3}, {3, 3}, {6, 3}, {3, 6, 3}, {3, 7}, {0, 6}, {3, -1}}) {
    EXPECT_THROW(parse_layers(stored, list_of_text(), kPlace), Error);
  }
}

TEST(Levels, LNC_133_run_lengths_tell_counts_beyond_16_bits) {
  StoredEncoding encoding;
  encoding.kind = EncodingKind::rle;
  encoding.bits = 16;
  encoding.inner.emplace_back();
  encoding.inner.back().bits = 16;
  std::string stored;
  append_little_endian(stored, std::uint64_t{600});
  for (int i = 0; i < 300; ++i) {
    append_little_endian(stored, static_cast<std::uint16_t>(i % 2));
  }
  stored.append(300, '\xFF');
  std::uint64_t count = 300 * 255;  // 76,500
  DecodedLevels levels = decode_chunk_levels({&encoding, columnar::Buffer::take(stored)}, {},
                                             static_cast<std::uint16_t>(count % 65'536), kPlace);
  EXPECT_EQ(levels.count, count);
  EXPECT_EQ(levels.repetition.size(), count);
  EXPECT_EQ(levels.repetition[256], 1U);
}

TEST(ChunkTable, LNC_131_words_hold_sizes_and_counts) {
  std::string words;
  append_little_endian(words, std::uint16_t{0x00A3});
  append_little_endian(words, std::uint16_t{0x0010});
  ChunkTable table(as_bytes(words), ChunkWidth::small, 88 + 16, 8 + 5, kPlace);
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table[0].size, 88U);
  EXPECT_EQ(table[0].value_count, 8U);
  EXPECT_EQ(table[1].offset, 88U);
  EXPECT_EQ(table[1].value_count, 5U);
  EXPECT_EQ(table.chunk_of_value(7), 0U);
  EXPECT_EQ(table.chunk_of_value(8), 1U);
  EXPECT_THROW(ChunkTable(as_bytes(words), ChunkWidth::small, 100, 13, kPlace), Error);
  EXPECT_THROW(ChunkTable(as_bytes(words), ChunkWidth::small, 104, 7, kPlace), Error);
  EXPECT_THROW(ChunkTable(as_bytes(words), ChunkWidth::small, 104, 100'000, kPlace), Error);
}

TEST(ChunkTable, LNC_134_rows_may_span_chunks) {
  std::string words;
  for (int i = 0; i < 4; ++i) {
    append_little_endian(words, std::uint16_t{0x0002});
  }
  ChunkTable table(as_bytes(words), ChunkWidth::small, 32, 16, kPlace);
  std::string index;
  // Rows 0 and 1 end in chunk 0, row 2 runs through chunk 1 into chunk 2, row 3 follows there.
  for (std::uint64_t number : {2, 3, 0, 4, 2, 0, 1, 0}) {
    append_little_endian(index, number);
  }
  table.add_rows(as_bytes(index), 1, 5, kPlace);
  using Span = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(table.chunks_of_row(1), Span(0, 0));
  EXPECT_EQ(table.chunks_of_row(2), Span(0, 2));
  EXPECT_EQ(table.chunks_of_row(3), Span(2, 2));
  EXPECT_EQ(table.chunks_of_row(4), Span(3, 3));
  EXPECT_THROW(table.add_rows(as_bytes(index), 1, 6, kPlace), Error);
  EXPECT_THROW(table.add_rows(as_bytes(index).first(56), 1, 5, kPlace), Error);
}

TEST(SideFiles, LNC_170_names_have_the_lowest_bit_first) {
  EXPECT_EQ(side_file_name("d.x/data/a.b.lance", 6), "a.b/01100000000000000000000000000000.blob");
}

}  // namespace
}  // namespace omnigraph::lance
