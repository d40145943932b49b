#pragma once

#include "columnar/batch.h"
#include "lance/byte_source.h"
#include "lance/data_file_reader.h"
#include "lance/data_file_writer.h"
#include "lance/field.h"
#include "testing/testing.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::lance::testing {

using omnigraph::testing::error_of;
using omnigraph::testing::SeededRandom;

/// A file that is not in memory: every read is a copy, at an odd address, and is counted.
class RemoteSource final : public ByteSource {
 public:
  explicit RemoteSource(std::string content) : content_(std::move(content)) {}

  std::uint64_t size() const override { return content_.size(); }
  std::string_view name() const override { return "remote.omni"; }
  bool is_in_memory() const override { return false; }
  columnar::Buffer read(ByteRange range) override;
  std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) override;

  std::size_t rounds() const { return rounds_; }
  const std::vector<ByteRange>& reads() const { return reads_; }

 private:
  columnar::Buffer copy(ByteRange range);

  std::string content_;
  std::size_t rounds_ = 0;
  std::vector<ByteRange> reads_;
};

/// One column of each type there is: scalars, text, vector, lists (of text, of lists), a Blob
/// property, a plain structure, all nullable but `id`.
columnar::Schema every_type();

/// Random values of `type`; about one in five is null if `nullable`.
columnar::ArrayPtr random_array(const columnar::Type& type, std::size_t length, bool nullable,
                                SeededRandom& random);
columnar::Batch random_batch(const columnar::Schema& schema, std::size_t rows,
                             SeededRandom& random);

/// Pages of `bytes` that end at any row.
DataFileWriterOptions pages_of(std::size_t bytes, Compression compression);

/// The file that holds `batches`.
std::string write_batches(const columnar::Schema& schema,
                          const std::vector<columnar::Batch>& batches,
                          const DataFileWriterOptions& options);
/// The same, everything plain, in pages of `page_bytes` that end at any row.
std::string write_batches(const columnar::Schema& schema,
                          const std::vector<columnar::Batch>& batches, std::size_t page_bytes);

std::shared_ptr<const DataFileReader> open_file(std::string content,
                                                DataFileReaderOptions options = {});

/// The Lance sample datasets, ending in a slash: $OMNIGRAPH_SHARED/data/lance-samples/. Empty if
/// the variable is not set.
std::string samples_root();

#define REQUIRE_SAMPLES()                                                                          \
  if (omnigraph::lance::testing::samples_root().empty()) {                                         \
    GTEST_SKIP() << "NOT TESTED: no Lance samples. Set OMNIGRAPH_SHARED to the folder that holds " \
                    "data/lance-samples.";                                                         \
  }

/// Reads everything that the file has in many ways: whole columns, parts, single rows. Errors are
/// fine, as long as they are `internal` and name the source.
void read_everything(const std::shared_ptr<ByteSource>& source, Checksums checksums);

/// Reads every byte that `array` refers to, so that a sanitizer sees bad references.
std::uint64_t touch(const columnar::Array& array);

/// The bytes that pairs of hex digits stand for; spaces are skipped.
std::string from_hex(std::string_view digits);

}  // namespace omnigraph::lance::testing
