#include "lance/roaring_format.h"

#include "base/throw_error.h"

#include <bit>
#include <vector>

namespace omnigraph::lance {
namespace {

// The portable serialisation (https://github.com/RoaringBitmap/RoaringFormatSpec), little-endian:
//
//     u32 cookie          12346, or 12347 | (containers - 1) << 16 when some are runs
//     u32 containers      only with cookie 12346
//     run flags           only with cookie 12347: a bit per container, rounded up to bytes
//     per container       u16 high half of its values, u16 values - 1; high halves ascend
//     per container       u32 position in these bytes; left out with cookie 12347 below 4
//     containers the containers      run: u16 runs, per run u16 first, u16 length - 1
//                         else up to 4,096 values: u16 each, ascending; more: a bitmap of 8,192
//                         bytes
constexpr std::uint32_t kCookieNoRuns = 12346;
constexpr std::uint32_t kCookieRuns = 12347;
constexpr std::uint32_t kContainersWithPositions = 4;
constexpr std::uint32_t kMaxContainers = 1U << 16;
constexpr std::uint32_t kMaxArrayValues = 4096;
constexpr std::size_t kBitmapBytes = 8192;

class RoaringDecoder {
 public:
  RoaringDecoder(ByteSpan bytes, std::string_view path) : bytes_(bytes), path_(path) {}

  void decode(absl::FunctionRef<void(std::span<const std::uint32_t>)> visit) {
    read_header();
    ByteSpan descriptors = take(std::size_t{containers_} * 4);
    ByteSpan positions;
    if (!has_runs_ || containers_ >= kContainersWithPositions) {
      positions = take(std::size_t{containers_} * 4);
    }
    std::int64_t last_key = -1;
    for (std::uint32_t i = 0; i < containers_; ++i) {
      auto key = load_little_endian<std::uint16_t>(descriptors.data() + i * 4);
      require(key > last_key, "containers out of order");
      last_key = key;
      if (!positions.empty()) {
        require(load_little_endian<std::uint32_t>(positions.data() + i * 4) == at_,
                "wrong container position");
      }
      high_ = std::uint32_t{key} << 16;
      values_.clear();
      read_container(i, load_little_endian<std::uint16_t>(descriptors.data() + i * 4 + 2) + 1U);
      visit(values_);
    }
    require(at_ == bytes_.size(), "bytes after its end");
  }

 private:
  void read_header() {
    auto cookie = load_little_endian<std::uint32_t>(take(4).data());
    if ((cookie & 0xFFFF) == kCookieRuns) {
      has_runs_ = true;
      containers_ = (cookie >> 16) + 1;
      run_flags_ = take((containers_ + 7) / 8);
      return;
    }
    require(cookie == kCookieNoRuns, "unknown cookie");
    containers_ = load_little_endian<std::uint32_t>(take(4).data());
    require(containers_ <= kMaxContainers, "too many containers");
  }

  void read_container(std::uint32_t index, std::uint32_t count) {
    bool is_run =
        has_runs_ && (static_cast<unsigned>(run_flags_[index / 8]) >> (index % 8) & 1) != 0;
    if (is_run) {
      read_runs();
    } else if (count <= kMaxArrayValues) {
      read_array(take(std::size_t{count} * 2));
    } else {
      read_bitmap(take(kBitmapBytes));
    }
    require(values_.size() == count, "wrong number of values");
  }

  void read_array(ByteSpan values) {
    std::int32_t last = -1;
    for (std::size_t i = 0; i < values.size(); i += 2) {
      auto value = load_little_endian<std::uint16_t>(values.data() + i);
      require(value > last, "values out of order");
      last = value;
      values_.push_back(high_ | value);
    }
  }

  void read_bitmap(ByteSpan bitmap) {
    for (std::uint32_t word = 0; word < kBitmapBytes / 8; ++word) {
      auto bits = load_little_endian<std::uint64_t>(bitmap.data() + word * 8);
      for (; bits != 0; bits &= bits - 1) {
        values_.push_back(high_ | (word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits))));
      }
    }
  }

  void read_runs() {
    auto runs = load_little_endian<std::uint16_t>(take(2).data());
    ByteSpan bytes = take(std::size_t{runs} * 4);
    std::int64_t last = -1;
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
      std::uint32_t first = load_little_endian<std::uint16_t>(bytes.data() + i);
      std::uint32_t end = first + load_little_endian<std::uint16_t>(bytes.data() + i + 2);
      require(first > last && end <= 0xFFFF, "runs out of order");
      last = end;
      for (std::uint32_t value = first; value <= end; ++value) {
        values_.push_back(high_ | value);
      }
    }
  }

  ByteSpan take(std::size_t size) {
    require(size <= bytes_.size() - at_, "it ends too early");
    at_ += size;
    return bytes_.subspan(at_ - size, size);
  }

  void require(bool condition, std::string_view problem) const {
    if (!condition) {
      throw_internal("{} is corrupt: not a Roaring bitmap ({})", path_, problem);
    }
  }

  ByteSpan bytes_;
  std::string_view path_;
  std::size_t at_ = 0;
  bool has_runs_ = false;
  std::uint32_t containers_ = 0;
  ByteSpan run_flags_;
  std::uint32_t high_ = 0;             // the high half of the container's values
  std::vector<std::uint32_t> values_;  // of the container
};

}  // namespace

void decode_roaring_bitmap(ByteSpan bytes, std::string_view path,
                           absl::FunctionRef<void(std::span<const std::uint32_t>)> visit) {
  RoaringDecoder(bytes, path).decode(visit);
}

}  // namespace omnigraph::lance
