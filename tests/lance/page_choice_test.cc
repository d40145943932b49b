// How pages are stored: their encodings, where they end, and that they are decoded once.

#include "columnar/builder.h"
#include "lance/decoded_pages.h"
#include "lance/memory_file.h"
#include "lance_testing.h"
#include "page_descriptions.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <functional>

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using ::testing::AllOf;
using testing::describe_pages;
using ::testing::HasSubstr;
using testing::open_file;
using testing::PageDescription;
using testing::RemoteSource;
using testing::SeededRandom;
using testing::write_batches;

constexpr std::size_t kRows = 20'000;
const DataFileWriterOptions kCompact;
const DataFileWriterOptions kPlain{Compression::none};

Batch one_column(const ArrayPtr& values) {
  return {{{"c", values->type(), true}}, {values}, values->length()};
}

using Numbers = std::function<std::uint64_t(std::size_t)>;

// Values of `type` made from numbers; every `null_step`-th one is null, unless that is 0.
ArrayPtr make_values(const Type& type, std::size_t rows, const Numbers& number,
                     std::size_t null_step) {
  Builder builder(type);
  for (std::size_t i = 0; i < rows; ++i) {
    std::uint64_t value = number(i);
    if (null_step != 0 && i % null_step == 0) {
      builder.append_null();
    } else if (type.id() == TypeId::boolean) {
      builder.append_boolean(value % 2 == 0);
    } else if (type.is_variable()) {
      builder.append_text(value == 0 ? "" : std::to_string(value));
    } else if (type.id() == TypeId::vector) {
      builder.append_vector(std::vector<float>(type.dimension(), static_cast<float>(value)));
    } else if (type.id() == TypeId::list) {
      for (std::uint64_t item = 0; item < value % 3; ++item) {
        builder.child(0).append_text(std::to_string(value));
      }
      builder.append_list();
    } else if (type.bit_width() == 32) {
      builder.append(static_cast<std::uint32_t>(value));
    } else {
      builder.append(value);
    }
  }
  return builder.finish();
}

std::uint64_t random_number(std::size_t i) { return SeededRandom(i).next(); }
std::uint64_t ascending(std::size_t i) { return i; }
std::uint64_t few(std::size_t i) { return SeededRandom(i).next() % 5; }

std::string encoding_of(const ArrayPtr& values, const DataFileWriterOptions& options,
                        std::size_t column = 0) {
  std::vector<PageDescription> pages = describe_pages(
      write_batches(one_column(values).schema, {one_column(values)}, options), column);
  return pages.empty() ? "no pages" : pages.front().encoding;
}

TEST(PageChoice, every_type_and_distribution_reads_back_in_both_policies) {
  const std::vector<Type> types{Type(TypeId::boolean),
                                Type(TypeId::int32),
                                Type(TypeId::int64),
                                Type(TypeId::uint32),
                                Type(TypeId::uint64),
                                Type(TypeId::float32),
                                Type(TypeId::float64),
                                Type(TypeId::date32),
                                Type(TypeId::date64),
                                Type(TypeId::utf8),
                                Type(TypeId::binary),
                                Type::vector(3),
                                Type::list({"item", Type(TypeId::utf8), true})};
  const std::vector<Numbers> distributions{
      [](std::size_t) { return 7; },
      few,
      ascending,
      random_number,
      [](std::size_t) { return 0; },
      [](std::size_t i) { return ~static_cast<std::uint64_t>(i); }};
  const std::vector<std::uint32_t> rows{9'999, 0, 8'191, 8'192, 0};
  for (const Type& type : types) {
    for (std::size_t d = 0; d < distributions.size(); ++d) {
      for (std::size_t null_step : {0, 1, 3, 1000}) {
        SCOPED_TRACE(to_string(type) + " " + std::to_string(d) + " " + std::to_string(null_step));
        ArrayPtr values = make_values(type, 10'000, distributions[d], null_step);
        Batch batch = one_column(values);
        for (const DataFileWriterOptions& options : {kCompact, kPlain}) {
          std::string file = write_batches(batch.schema, {batch}, options);
          for (auto& reader :
               {open_file(file), DataFileReader::open(std::make_shared<RemoteSource>(file))}) {
            ASSERT_TRUE(columnar::equals(*reader->read_column(0, 0, 10'000), *values));
            ASSERT_TRUE(
                columnar::equals(*reader->read_column(0, 8'001, 700), *values->slice(8'001, 700)));
            ASSERT_TRUE(columnar::equals(*reader->take(0, rows), *columnar::take(*values, rows)));
          }
        }
      }
    }
  }
}

TEST(PageChoice, D_36_each_page_takes_the_form_that_pays) {
  Type text(TypeId::utf8);
  Type list = Type::list({"item", Type(TypeId::int32), true});
  struct Case {
    ArrayPtr values;
    const char* expected;
  };
  auto distinct = [](std::size_t count) {
    return [count](std::size_t i) { return 1'000'000 + SeededRandom(i).next() % count; };
  };
  auto uneven = [](std::size_t i) { return random_number(i) >> random_number(i + kRows) % 40; };
  auto values = [](TypeId type, const Numbers& number, std::size_t null_step = 0) {
    return make_values(Type(type), kRows, number, null_step);
  };
  const std::vector<Case> cases{
      {values(TypeId::int32, few), "no_nulls(packed3)"},
      {values(TypeId::uint64, [](std::size_t i) { return random_number(i) >> 24; }),
       "no_nulls(packed40)"},
      {values(TypeId::date64, distinct(1 << 20)), "no_nulls(packed21)"},
      {values(TypeId::int64, few, 3), "some_nulls(packed3)"},
      {values(TypeId::int64, [](std::size_t) { return 7; }), "no_nulls(zstd)"},
      {values(TypeId::int64, [](std::size_t i) { return ~few(i); }), "no_nulls(zstd)"},
      {values(TypeId::float64, few), "no_nulls(zstd)"},
      {values(TypeId::float64, random_number), "no_nulls(flat64)"},
      {values(TypeId::uint32, random_number), "no_nulls(flat32)"},
      {values(TypeId::uint64, [](std::size_t i) { return random_number(i) >> 10; }),
       "no_nulls(flat64)"},  // would save 15 %
      {values(TypeId::int64, few, 1), "all_nulls"},
      {values(TypeId::boolean, few), "no_nulls(flat1)"},
      {make_values(Type::vector(8), kRows, few, 0), "no_nulls(vectors(no_nulls(flat32)))"},
      {make_values(Type(TypeId::int64), 60, few, 0), "no_nulls(flat64)"},  // too little to save
      {make_values(text, kRows, distinct(255), 0), "dictionary(no_nulls(flat8), "},
      {make_values(text, kRows, distinct(15), 0), "dictionary(no_nulls(packed4), "},
      {make_values(text, kRows, distinct(5), 2), "dictionary(no_nulls("},
      {make_values(text, kRows, distinct(256), 0), "binary(no_nulls(zstd), zstd)"},
      {make_values(text, kRows, uneven, 0), "binary(no_nulls(zstd), zstd)"},
      {make_values(Type(TypeId::binary), kRows, distinct(5), 0), "binary(no_nulls("},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_THAT(encoding_of(cases[i].values, kCompact), HasSubstr(cases[i].expected)) << i;
    EXPECT_THAT(encoding_of(cases[i].values, kPlain),
                AllOf(Not(HasSubstr("packed")), Not(HasSubstr("zstd")), Not(HasSubstr("dict"))))
        << i;
  }
  // Long texts without pattern stay usable in place.
  Builder noise{Type(TypeId::binary)};
  for (std::size_t i = 0; i < 1000; ++i) {
    std::string bytes;
    for (std::size_t j = 0; j < 32; ++j) {
      append_little_endian(bytes, random_number(i * 32 + j));
    }
    noise.append_text(bytes);
  }
  EXPECT_EQ(encoding_of(noise.finish(), kCompact), "binary(no_nulls(flat64), flat8)");
  // A list's offsets and its items are columns of their own.
  Builder lists(list);
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::uint64_t item = 0; item < few(i); ++item) {
      lists.child(0).append(static_cast<std::uint32_t>(few(i + kRows + item) + 8));
    }
    lists.append_list();
  }
  ArrayPtr array = lists.finish();
  EXPECT_EQ(encoding_of(array, kCompact, 0), "list(no_nulls(zstd))");
  EXPECT_EQ(encoding_of(array, kCompact, 1), "no_nulls(packed4)");
}

TEST(PageChoice, ends_are_packed_where_that_is_smallest) {
  constexpr std::size_t kFew = 150;
  Builder texts{Type(TypeId::binary)};  // texts would get a dictionary
  Builder lists(Type::list({"item", Type(TypeId::boolean), true}));
  for (std::size_t i = 0; i < kFew; ++i) {
    std::uint64_t size = random_number(i) % 16;
    texts.append_text(std::string(size, 'a'));
    for (std::uint64_t item = 0; item < size; ++item) {
      lists.child(0).append_boolean(item % 3 == 0);
    }
    lists.append_list();
  }
  const ArrayPtr columns[] = {texts.finish(), lists.finish()};
  EXPECT_EQ(encoding_of(columns[0], kCompact), "binary(no_nulls(packed11), zstd)");
  EXPECT_EQ(encoding_of(columns[1], kCompact), "list(no_nulls(packed11))");
  for (const ArrayPtr& values : columns) {
    Batch batch = one_column(values);
    auto reader = open_file(write_batches(batch.schema, {batch}, kCompact));
    EXPECT_TRUE(columnar::equals(*reader->read_column(0, 0, kFew), *values));
    EXPECT_TRUE(columnar::equals(*reader->read_column(0, 90, 7), *values->slice(90, 7)));
  }
}

std::vector<std::uint64_t> page_lengths(const Batch& batch, const DataFileWriterOptions& options,
                                        std::size_t column) {
  // In batches of an odd size, as pages do not depend on them.
  std::vector<Batch> batches;
  for (std::size_t first = 0; first < batch.length; first += 777) {
    batches.push_back(batch.slice(first, std::min<std::size_t>(777, batch.length - first)));
  }
  std::string file = write_batches(batch.schema, batches, options);
  EXPECT_EQ(file, write_batches(batch.schema, {batch}, options));
  std::vector<std::uint64_t> lengths;
  for (const PageDescription& page : describe_pages(file, column)) {
    lengths.push_back(page.length);
  }
  return lengths;
}

TEST(PageCuts, full_pages_end_at_multiples_of_8192_rows) {
  using Lengths = std::vector<std::uint64_t>;
  auto lengths = [](const ArrayPtr& values, std::size_t column = 0) {
    return page_lengths(one_column(values), kCompact, column);
  };
  constexpr std::size_t kMany = 100'000;
  // 256 KiB are 32,768 numbers of 64 bits, 65,536 of 32.
  EXPECT_EQ(lengths(make_values(Type(TypeId::int64), kMany, ascending, 0)),
            (Lengths{32'768, 32'768, 32'768, 1'696}));
  EXPECT_EQ(lengths(make_values(Type(TypeId::int32), kMany, ascending, 5)),
            (Lengths{65'536, 34'464}));
  EXPECT_EQ(lengths(make_values(Type(TypeId::boolean), kMany, ascending, 0)), Lengths{kMany});
  // Vectors do not wait: 8 MiB of 1 KiB each.
  EXPECT_EQ(lengths(make_values(Type::vector(256), 10'000, few, 0)), (Lengths{8'192, 1'808}));
  EXPECT_EQ(lengths(make_values(Type::vector(257), 10'000, few, 0)), (Lengths{8'160, 1'840}));
  // 8,192 texts of some 4 bytes beside their ends are not yet enough, 24,576 are.
  ArrayPtr texts = make_values(
      Type(TypeId::utf8), 50'000, [](std::size_t) { return 1234; }, 0);
  EXPECT_EQ(lengths(texts), (Lengths{24'576, 24'576, 848}));
  EXPECT_EQ(page_lengths(one_column(texts), kPlain, 0), Lengths{50'000});
  // A page of large values ends at 4 MiB.
  Builder large{Type(TypeId::utf8)};
  for (std::size_t i = 0; i < 10; ++i) {
    large.append_text(std::string((1 << 20) - 8, 'x'));
  }
  EXPECT_EQ(lengths(large.finish()), (Lengths{4, 4, 2}));
}

TEST(PageCuts, pages_of_lists_end_together_with_those_of_their_items) {
  ArrayPtr lists =
      make_values(Type::list({"item", Type(TypeId::utf8), true}), 60'000, ascending, 7);
  std::vector<std::uint64_t> rows = page_lengths(one_column(lists), kCompact, 0);
  std::vector<std::uint64_t> items = page_lengths(one_column(lists), kCompact, 1);
  ASSERT_GT(rows.size(), 2U);
  std::vector<std::uint64_t> item_ends;
  std::uint64_t total = 0;
  for (std::uint64_t length : items) {
    item_ends.push_back(total += length);
  }
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_TRUE(i + 1 == rows.size() || rows[i] % 8192 == 0);
    for (std::uint64_t row = first; row < first + rows[i]; ++row) {
      end += lists->is_valid(row) ? row % 3 : 0;
    }
    first += rows[i];
    EXPECT_TRUE(std::binary_search(item_ends.begin(), item_ends.end(), end)) << i;
  }
}

class KeepAll final : public DecodedPages {
 public:
  ArrayPtr find_or_decode(const DecodedPageKey& key,
                          absl::FunctionRef<ArrayPtr()> decode) override {
    auto found = pages.find(key);
    return found != pages.end() ? found->second : pages.emplace(key, decode()).first->second;
  }
  bool contains(const DecodedPageKey& key) const override { return pages.contains(key); }

  absl::flat_hash_map<DecodedPageKey, ArrayPtr> pages;
};

TEST(DecodedPages, a_page_is_decoded_once_and_then_asks_the_source_for_nothing) {
  const std::vector<ArrayPtr> columns{
      make_values(Type(TypeId::utf8), kRows, ascending, 0),
      make_values(Type(TypeId::utf8), kRows, few, 3),
      make_values(Type(TypeId::int32), kRows, few, 0),
      make_values(Type(TypeId::float64), kRows, few, 4),
      make_values(Type::list({"item", Type(TypeId::utf8), true}), kRows, ascending, 5)};
  for (const ArrayPtr& values : columns) {
    SCOPED_TRACE(encoding_of(values, kCompact));
    Batch batch = one_column(values);
    auto source = std::make_shared<RemoteSource>(write_batches(batch.schema, {batch}, kCompact));
    auto kept = std::make_shared<KeepAll>();
    DataFileReaderOptions options;
    options.decoded_pages = kept;
    auto reader = DataFileReader::open(source, options);
    auto other = DataFileReader::open(source, options);
    EXPECT_NE(reader->file_id(), other->file_id());
    reader->directory();  // fetched once a file

    // Exactly what is said beforehand is read, but for the zeros before a buffer.
    std::vector<ByteRange> ranges = reader->byte_ranges(0, 10, 5);
    std::size_t before = source->reads().size();
    EXPECT_TRUE(columnar::equals(*reader->read_column(0, 10, 5), *values->slice(10, 5)));
    ASSERT_FALSE(ranges.empty());
    EXPECT_GT(source->reads().size(), before);
    for (std::size_t i = before; i < source->reads().size(); ++i) {
      EXPECT_TRUE(std::find(ranges.begin(), ranges.end(), source->reads()[i]) != ranges.end());
    }
    for (const auto& [key, page] : kept->pages) {
      EXPECT_EQ(key.file, reader->file_id());
      EXPECT_EQ(key.page, 0U);
    }
    reader->read_column(0, 0, kRows);
    std::size_t rounds = source->rounds();
    const std::vector<std::uint32_t> rows{19'999, 3, 8'192, 3};
    EXPECT_TRUE(columnar::equals(*reader->take(0, rows), *columnar::take(*values, rows)));
    EXPECT_TRUE(
        columnar::equals(*reader->read_column(0, 8'192, 8'192), *values->slice(8'192, 8'192)));
    EXPECT_TRUE(reader->byte_ranges(0, 0, kRows).empty());
    EXPECT_EQ(source->rounds(), rounds);
    // No page is kept twice, as part of another one.
    EXPECT_EQ(kept->pages.size(),
              describe_pages(write_batches(batch.schema, {batch}, kCompact), 0).size());
    // A part of a kept page shares its memory.
    ArrayPtr part = reader->read_column(0, 100, 5);
    EXPECT_TRUE(std::any_of(kept->pages.begin(), kept->pages.end(), [&part](const auto& page) {
      return page.second->parts().values.data() == part->parts().values.data() &&
             page.second->parts().offsets.data() == part->parts().offsets.data();
    }));
  }
}

TEST(DecodedPages, values_that_are_usable_in_place_are_not_kept) {
  for (const ArrayPtr& values : {make_values(Type::vector(4), kRows, few, 0),
                                 make_values(Type(TypeId::boolean), kRows, few, 0),
                                 make_values(Type(TypeId::float64), kRows, random_number, 1000)}) {
    auto kept = std::make_shared<KeepAll>();
    DataFileReaderOptions options;
    options.decoded_pages = kept;
    Batch batch = one_column(values);
    auto reader = open_file(write_batches(batch.schema, {batch}, kCompact), options);
    EXPECT_TRUE(columnar::equals(*reader->read_column(0, 0, kRows), *values));
    EXPECT_TRUE(kept->pages.empty());
  }
}

TEST(DecodedPages, D_36_a_changed_buffer_is_noticed_before_it_is_decoded) {
  ArrayPtr values = make_values(Type(TypeId::utf8), kRows, ascending, 0);
  Batch batch = one_column(values);
  std::string file = write_batches(batch.schema, {batch}, kCompact);
  std::vector<ByteRange> ranges = open_file(file)->byte_ranges(0, 0, 1);
  ASSERT_EQ(ranges.size(), 2U);
  for (const ByteRange& range : ranges) {
    std::string changed = file;
    changed[range.offset + range.size / 2] ^= 1;
    auto kept = std::make_shared<KeepAll>();
    DataFileReaderOptions options;
    options.decoded_pages = kept;
    std::vector<std::shared_ptr<const DataFileReader>> readers{
        open_file(changed, options),
        DataFileReader::open(std::make_shared<RemoteSource>(changed), options)};
    for (auto& reader : readers) {
      EXPECT_THAT(testing::error_of([&] { reader->read_column(0, 0, 1); }).what(),
                  HasSubstr("has changed since it was written"));
    }
    EXPECT_TRUE(kept->pages.empty());
  }
}

}  // namespace
}  // namespace omnigraph::lance
