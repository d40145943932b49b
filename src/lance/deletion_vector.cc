#include "lance/deletion_vector.h"

#include "base/throw_error.h"
#include "lance/roaring_format.h"

#include <roaring/roaring.h>

#include <utility>

namespace omnigraph::lance {

// In memory there are arrays and bitmaps, never runs: the packaged CRoaring writes out of bounds
// when it undoes a run that ends at 65,535. So equal sets have equal containers, and equal stored
// forms.
struct DeletionVector::Bitmap {
  explicit Bitmap(roaring_bitmap_t* bitmap) : rows(bitmap) {
    ensure(rows != nullptr, "memory for a deletion vector");
  }
  ~Bitmap() { roaring_bitmap_free(rows); }
  Bitmap(const Bitmap&) = delete;
  Bitmap& operator=(const Bitmap&) = delete;

  roaring_bitmap_t* rows;
};

DeletionVector::DeletionVector() {
  static const auto kNone = std::make_shared<const Bitmap>(roaring_bitmap_create());
  bitmap_ = kNone;
}

DeletionVector::DeletionVector(std::shared_ptr<const Bitmap> bitmap) : bitmap_(std::move(bitmap)) {}

DeletionVector DeletionVector::decode(ByteSpan bytes, std::string_view path) {
  auto bitmap = std::make_shared<const Bitmap>(roaring_bitmap_create());
  decode_roaring_bitmap(bytes, path, [&bitmap](std::span<const RowOffset> rows) {
    roaring_bitmap_add_many(bitmap->rows, rows.size(), rows.data());
  });
  return DeletionVector(std::move(bitmap));
}

Bytes DeletionVector::encode() const {
  Bitmap compact(roaring_bitmap_copy(bitmap_->rows));
  roaring_bitmap_run_optimize(compact.rows);
  Bytes bytes(roaring_bitmap_portable_size_in_bytes(compact.rows));
  roaring_bitmap_portable_serialize(compact.rows, reinterpret_cast<char*>(bytes.data()));
  return bytes;
}

DeletionVector DeletionVector::with(std::span<const RowOffset> rows) const {
  auto bitmap = std::make_shared<const Bitmap>(roaring_bitmap_copy(bitmap_->rows));
  roaring_bitmap_add_many(bitmap->rows, rows.size(), rows.data());
  return DeletionVector(std::move(bitmap));
}

DeletionVector DeletionVector::united_with(const DeletionVector& other) const {
  return DeletionVector(
      std::make_shared<const Bitmap>(roaring_bitmap_or(bitmap_->rows, other.bitmap_->rows)));
}

bool DeletionVector::contains(RowOffset row) const {
  return roaring_bitmap_contains(bitmap_->rows, row);
}

bool DeletionVector::empty() const { return roaring_bitmap_is_empty(bitmap_->rows); }

std::uint64_t DeletionVector::count() const {
  return roaring_bitmap_get_cardinality(bitmap_->rows);
}

std::uint64_t DeletionVector::count_in(RowOffset first, std::uint64_t count) const {
  return count == 0 ? 0 : roaring_bitmap_range_cardinality(bitmap_->rows, first, first + count);
}

bool DeletionVector::fits(std::uint64_t physical_rows) const {
  return empty() || roaring_bitmap_maximum(bitmap_->rows) < physical_rows;
}

void DeletionVector::for_each(absl::FunctionRef<void(RowOffset)> visit) const {
  roaring_uint32_iterator_t rows;
  for (roaring_init_iterator(bitmap_->rows, &rows); rows.has_value;
       roaring_advance_uint32_iterator(&rows)) {
    visit(rows.current_value);
  }
}

std::vector<std::uint32_t> DeletionVector::live_rows(RowOffset first, std::uint32_t count) const {
  std::vector<std::uint32_t> live;
  live.reserve(count);
  roaring_uint32_iterator_t deleted;
  roaring_init_iterator(bitmap_->rows, &deleted);
  if (deleted.has_value) {
    roaring_move_uint32_iterator_equalorlarger(&deleted, first);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (deleted.has_value && deleted.current_value == first + i) {
      roaring_advance_uint32_iterator(&deleted);
    } else {
      live.push_back(i);
    }
  }
  return live;
}

bool operator==(const DeletionVector& a, const DeletionVector& b) {
  return a.bitmap_ == b.bitmap_ || roaring_bitmap_equals(a.bitmap_->rows, b.bitmap_->rows);
}

}  // namespace omnigraph::lance
