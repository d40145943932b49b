#pragma once

#include "base/lazy.h"
#include "lance/buffer_directory.h"
#include "lance/byte_source.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace omnigraph::lance {

/// A data file whose buffers are compared with the checksums in its directory, each when it is
/// first used: of a file in memory the whole buffer; of another one, only reads of whole buffers
/// are checked, since to check a part would mean to fetch the rest.
///
/// A file without a directory is not ours, and reads as it is.
class CheckedSource final : public ByteSource {
 public:
  /// `load` finds the directory; it is called once, at the first read.
  using LoadDirectory = std::function<std::optional<BufferDirectory>()>;

  CheckedSource(ByteSource& source, LoadDirectory load) : source_(source), load_(std::move(load)) {}

  const std::optional<BufferDirectory>& directory() const { return state().directory; }

  std::uint64_t size() const override { return source_.size(); }
  std::string_view name() const override { return source_.name(); }
  bool is_in_memory() const override { return source_.is_in_memory(); }
  /// Throw `Error` (internal) naming the file if its bytes have changed, or the directory does not
  /// know them.
  columnar::Buffer read(ByteRange range) override;
  std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) override;

  /// Checks the buffer that `range` lies in, if it is not yet. `read` is what was read there.
  void check(ByteRange range, const columnar::Buffer& read) const;

 private:
  struct State {
    std::optional<BufferDirectory> directory;
    std::unique_ptr<std::atomic<bool>[]> is_checked;  // one a buffer
  };

  const State& state() const;

  ByteSource& source_;
  LoadDirectory load_;
  Lazy<State> state_;
};

}  // namespace omnigraph::lance
