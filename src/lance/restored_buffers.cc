#include "lance/restored_buffers.h"

#include "lance/compression/bit_string.h"
#include "lance/proto/data_file.pb.h"

#include <algorithm>
#include <string>
#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

// Buffers in memory as if they lay in a file, with room before each.
class BufferSource final : public ByteSource {
 public:
  BufferSource(std::vector<Buffer> buffers, std::string_view name)
      : buffers_(std::move(buffers)), name_(name) {
    for (const Buffer& buffer : buffers_) {
      ranges_.push_back({size_ + kGap, buffer.size()});
      size_ = ranges_.back().offset + buffer.size();
    }
  }

  const std::vector<ByteRange>& ranges() const { return ranges_; }
  std::uint64_t size() const override { return size_; }
  std::string_view name() const override { return name_; }
  bool is_in_memory() const override { return true; }

  Buffer read(ByteRange range) override {
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      const ByteRange& whole = ranges_[i];
      if (range.offset >= whole.offset && range.offset + range.size <= whole.offset + whole.size) {
        return buffers_[i].slice(range.offset - whole.offset, range.size);
      }
    }
    // It begins in the gap before a buffer, which reads as zeros.
    Bytes bytes(range.size);
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      const ByteRange& whole = ranges_[i];
      std::uint64_t begin = std::max(range.offset, whole.offset);
      std::uint64_t end = std::min(range.offset + range.size, whole.offset + whole.size);
      if (begin < end) {
        copy_bytes(bytes.data() + (begin - range.offset),
                   buffers_[i].data() + (begin - whole.offset), end - begin);
      }
    }
    return Buffer::take(std::move(bytes));
  }

  std::vector<Buffer> read_many(std::span<const ByteRange> ranges) override {
    std::vector<Buffer> buffers;
    for (const ByteRange& range : ranges) {
      buffers.push_back(read(range));
    }
    return buffers;
  }

 private:
  static constexpr std::uint64_t kGap = 64;

  std::vector<Buffer> buffers_;
  std::vector<ByteRange> ranges_;
  std::uint64_t size_ = 0;
  std::string name_;
};

class FormExtractor {
 public:
  explicit FormExtractor(const PagePlace& place) : place_(place) {}

  void extract(proto::ArrayEncoding& encoding, std::uint64_t length, int depth) {
    constexpr int kMaxDepth = 16;
    if (depth > kMaxDepth) {
      throw_corrupt(place_, "encodings are nested more than 16 deep");
    }
    switch (encoding.kind_case()) {
      case proto::ArrayEncoding::kFlat:
        extract_flat(*encoding.mutable_flat());
        break;
      case proto::ArrayEncoding::kNullable:
        extract_nullable(*encoding.mutable_nullable(), length, depth);
        break;
      case proto::ArrayEncoding::kFixedSizeList:
        extract(*encoding.mutable_fixed_size_list()->mutable_items(), length, depth + 1);
        break;
      case proto::ArrayEncoding::kList:
        extract_numbers(*encoding.mutable_list()->mutable_offsets(), length, depth + 1);
        break;
      case proto::ArrayEncoding::kBinary:
        extract_numbers(*encoding.mutable_binary()->mutable_indices(), length, depth + 1);
        extract(*encoding.mutable_binary()->mutable_bytes(), length, depth + 1);
        break;
      case proto::ArrayEncoding::kDictionary: {
        proto::Dictionary& dictionary = *encoding.mutable_dictionary();
        extract_numbers(*dictionary.mutable_indices(), length, depth + 1);
        extract(*dictionary.mutable_items(), dictionary.num_dictionary_items(), depth + 1);
        break;
      }
      case proto::ArrayEncoding::kFsst:
        extract(*encoding.mutable_fsst()->mutable_binary(), length, depth + 1);
        break;
      default:
        break;  // nothing in it that may be in another form
    }
  }

  BufferForms forms;

 private:
  void add(const proto::PageBuffer& buffer, const BufferForm& form) {
    auto [known, added] = forms.emplace(buffer.index(), form);
    if (!added || buffer.type() != 0) {
      throw_corrupt(place_, "a compressed buffer is used twice, or not the page's");
    }
  }

  void extract_flat(proto::Flat& flat) {
    BufferForm form;
    form.scheme = parse_scheme(flat.compression().scheme(), place_);
    flat.clear_compression();
    if (form.scheme != GeneralScheme::none) {
      add(flat.buffer(), form);
    }
  }

  void extract_nullable(proto::Nullable& nullable, std::uint64_t length, int depth) {
    if (nullable.has_no_nulls()) {
      extract(*nullable.mutable_no_nulls()->mutable_values(), length, depth + 1);
    } else if (nullable.has_some_nulls()) {
      extract(*nullable.mutable_some_nulls()->mutable_validity(), length, depth + 1);
      extract(*nullable.mutable_some_nulls()->mutable_values(), length, depth + 1);
    }
  }

  // Positions or indices, which may be a bit string: it becomes flat.
  void extract_numbers(proto::ArrayEncoding& encoding, std::uint64_t length, int depth) {
    proto::ArrayEncoding* values = &encoding;
    if (encoding.has_nullable() && encoding.nullable().has_no_nulls()) {
      values = encoding.mutable_nullable()->mutable_no_nulls()->mutable_values();
    }
    if (!values->has_bitpacked()) {
      extract(encoding, length, depth);
      return;
    }
    BufferForm form;
    form.count = length;
    form.packed_bits = values->bitpacked().compressed_bits_per_value();
    form.bits = values->bitpacked().uncompressed_bits_per_value();
    bool is_known = (form.bits == 8 || form.bits == 64) && form.packed_bits >= 1 &&
                    form.packed_bits <= form.bits;
    if (!is_known) {
      throw_corrupt(place_, "positions or indices are packed in an unknown way");
    }
    proto::PageBuffer buffer = values->bitpacked().buffer();
    add(buffer, form);
    values->mutable_flat()->set_bits_per_value(form.bits);
    *values->mutable_flat()->mutable_buffer() = std::move(buffer);
  }

  const PagePlace& place_;
};

Buffer unpack(const BufferForm& form, ByteSpan stored, const PagePlace& place) {
  check_decoded_size(place, form.count * sizeof(std::uint64_t));
  if (stored.size() < bit_string_bytes(form.count, form.packed_bits)) {
    throw_corrupt(place, "a buffer of packed numbers is too short");
  }
  std::vector<std::uint64_t> numbers = read_bit_string(stored, 0, form.packed_bits, form.count);
  if (form.bits == 64) {
    return Buffer::take(std::move(numbers));
  }
  Bytes narrow(numbers.size());
  std::transform(numbers.begin(), numbers.end(), narrow.begin(),
                 [](std::uint64_t number) { return static_cast<std::byte>(number); });
  return Buffer::take(std::move(narrow));
}

std::vector<Buffer> restore(const PageMetadata& page, const BufferForms& forms) {
  std::vector<Buffer> buffers = page.place.source->read_many(page.buffers);
  for (const auto& [number, form] : forms) {
    Buffer& buffer = buffers[number];
    buffer = form.is_packed() ? unpack(form, buffer.bytes(), page.place)
                              : Buffer::take(decompress(form.scheme, buffer.bytes(), page.place));
  }
  return buffers;
}

}  // namespace

BufferForms extract_forms(proto::ArrayEncoding& encoding, std::uint64_t length,
                          const PagePlace& place) {
  FormExtractor extractor(place);
  extractor.extract(encoding, length, 1);
  return std::move(extractor.forms);
}

RestoredPage::RestoredPage(const PageMetadata& page, const BufferForms& forms) : metadata_(page) {
  auto source = std::make_unique<BufferSource>(restore(page, forms), page.place.source->name());
  metadata_.place.source = source.get();
  metadata_.buffers = source->ranges();
  source_ = std::move(source);
}

RestoredPage::~RestoredPage() = default;

}  // namespace omnigraph::lance
