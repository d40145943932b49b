#include "index/zone_map.h"

#include "base/throw_error.h"
#include "columnar/builder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

namespace omnigraph::index {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 24;
constexpr std::size_t kFieldBytes = 16;
constexpr std::size_t kMaxTextBytes = 32;

enum class ZoneState : std::uint8_t { all_null = 0, bounded = 1, no_maximum = 2 };

// The place of a type is its stored kind less one.
constexpr std::array kKinds = {TypeId::boolean, TypeId::int32,   TypeId::int64,   TypeId::uint32,
                               TypeId::uint64,  TypeId::float32, TypeId::float64, TypeId::date32,
                               TypeId::date64,  TypeId::utf8};

std::uint64_t zones_of(std::uint64_t rows) { return (rows + kZoneRows - 1) / kZoneRows; }

Type bounds_type(TypeId id) { return Type(id == TypeId::utf8 ? TypeId::binary : id); }

/// Calls `visit` with a zero of the C++ type of the values of `type`: text is `std::string_view`,
/// a boolean `bool`.
template <typename Visit>
decltype(auto) with_value_type(TypeId type, Visit visit) {
  switch (type) {
    case TypeId::boolean:
      return visit(bool{});
    case TypeId::int32:
    case TypeId::date32:
      return visit(std::int32_t{});
    case TypeId::int64:
    case TypeId::date64:
      return visit(std::int64_t{});
    case TypeId::uint32:
      return visit(std::uint32_t{});
    case TypeId::uint64:
      return visit(std::uint64_t{});
    case TypeId::float32:
      return visit(float{});
    case TypeId::float64:
      return visit(double{});
    default:
      return visit(std::string_view{});
  }
}

/// The order of `expr::compare_values`: NaN is the greatest number.
template <typename T>
bool is_less(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a < b || (std::isnan(b) && !std::isnan(a));
  } else {
    return a < b;
  }
}

template <typename T>
T value_at(const Array& array, std::size_t i) {
  if constexpr (std::is_same_v<T, bool>) {
    return array.boolean_at(i);
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    return array.text_at(i);
  } else {
    return array.values<T>()[i];
  }
}

template <typename T>
struct Extremes {
  bool any = false;
  T least{};
  T greatest{};

  void add(const Array& array) {
    for (std::size_t i = 0; i < array.length(); ++i) {
      if (array.is_null(i)) {
        continue;
      }
      T value = value_at<T>(array, i);
      if (!any || is_less(value, least)) {
        least = value;
      }
      if (!any || is_less(greatest, value)) {
        greatest = value;
      }
      any = true;
    }
  }
};

void append_text(std::string& out, std::string_view text) {
  append_little_endian(out, static_cast<std::uint8_t>(text.size()));
  out += text;
}

/// A short text that no text beginning like `text` is above; nothing if there is none.
std::optional<std::string> upper_bound_of(std::string_view text) {
  std::string bound(text.substr(0, kMaxTextBytes));
  if (bound.size() == text.size()) {
    return bound;
  }
  while (!bound.empty() && bound.back() == '\xff') {
    bound.pop_back();
  }
  if (bound.empty()) {
    return std::nullopt;
  }
  bound.back() = static_cast<char>(static_cast<unsigned char>(bound.back()) + 1);
  return bound;
}

template <typename T>
void append_bounds(std::string& out, const Extremes<T>& extremes) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    std::optional<std::string> maximum = upper_bound_of(extremes.greatest);
    append_little_endian(out, maximum ? ZoneState::bounded : ZoneState::no_maximum);
    append_text(out, extremes.least.substr(0, kMaxTextBytes));
    if (maximum) {
      append_text(out, *maximum);
    }
  } else {
    append_little_endian(out, ZoneState::bounded);
    append_little_endian(out, extremes.least);
    append_little_endian(out, extremes.greatest);
  }
}

/// Reads values behind each other, at any alignment.
class Reader {
 public:
  Reader(ByteSpan bytes, std::uint64_t position, std::string_view name)
      : bytes_(bytes), name_(name) {
    skip(position);
  }

  [[noreturn]] void fail(std::string_view reason) const {
    throw_internal("{}: the zone map is damaged: {}", name_, reason);
  }

  void skip(std::uint64_t count) {
    if (count > bytes_.size()) {
      fail("it ends too early");
    }
    bytes_ = bytes_.subspan(static_cast<std::size_t>(count));
  }

  template <typename T>
  T take() {
    const std::byte* at = bytes_.data();
    skip(sizeof(T));
    return load_little_endian<T>(at);
  }

  void take_bound(Builder& out) {
    with_value_type(out.type().id(), [this, &out](auto zero) {
      using T = decltype(zero);
      if constexpr (std::is_same_v<T, bool>) {
        out.append_boolean(take<std::uint8_t>() != 0);
      } else if constexpr (std::is_same_v<T, std::string_view>) {
        auto size = take<std::uint8_t>();
        ByteSpan from = bytes_;
        skip(size);
        out.append_text(as_text(from.first(size)));
      } else {
        out.append(take<T>());
      }
    });
  }

 private:
  ByteSpan bytes_;
  std::string_view name_;
};

}  // namespace

/// The zones of one field: those that are full in their stored form, the last as parts of arrays.
class ZoneMapBuilder::Column {
 public:
  explicit Column(TypeId type) : type_(type) {}

  void append(const Array& values) {
    ensure(values.type().id() == type_, "a field has one type");
    for (std::size_t at = 0; at < values.length();) {
      std::size_t count = std::min<std::size_t>(kZoneRows - open_rows_, values.length() - at);
      open_.push_back(values.slice(at, count));
      open_rows_ += count;
      rows_ += count;
      at += count;
      if (open_rows_ == kZoneRows) {
        close_zone();
      }
    }
  }

  TypeId type() const { return type_; }
  std::uint64_t row_count() const { return rows_; }

  const std::string& finish() {
    if (open_rows_ > 0) {
      close_zone();
    }
    return stored_;
  }

 private:
  void close_zone() {
    std::uint32_t nulls = 0;
    for (const ArrayPtr& part : open_) {
      nulls += static_cast<std::uint32_t>(part->null_count());
    }
    append_little_endian(stored_, nulls);
    with_value_type(type_, [this](auto zero) {
      Extremes<decltype(zero)> extremes;
      for (const ArrayPtr& part : open_) {
        extremes.add(*part);
      }
      if (extremes.any) {
        append_bounds(stored_, extremes);
      } else {
        append_little_endian(stored_, ZoneState::all_null);
      }
    });
    open_.clear();
    open_rows_ = 0;
  }

  TypeId type_;
  std::uint64_t rows_ = 0;
  std::string stored_;
  std::vector<ArrayPtr> open_;
  std::size_t open_rows_ = 0;
};

ZoneMapBuilder::ZoneMapBuilder() = default;
ZoneMapBuilder::~ZoneMapBuilder() = default;
ZoneMapBuilder::ZoneMapBuilder(ZoneMapBuilder&&) noexcept = default;
ZoneMapBuilder& ZoneMapBuilder::operator=(ZoneMapBuilder&&) noexcept = default;

bool ZoneMapBuilder::has_bounds(const Type& type) {
  return std::find(kKinds.begin(), kKinds.end(), type.id()) != kKinds.end();
}

void ZoneMapBuilder::append(std::int32_t field_id, const Array& values) {
  if (!has_bounds(values.type())) {
    return;
  }
  std::unique_ptr<Column>& column = columns_[field_id];
  if (column == nullptr) {
    column = std::make_unique<Column>(values.type().id());
  }
  column->append(values);
}

std::string ZoneMapBuilder::finish(std::uint64_t row_count) {
  std::string out;
  append_little_endian(out, kVersion);
  append_little_endian(out, kZoneRows);
  append_little_endian(out, row_count);
  append_little_endian(out, static_cast<std::uint32_t>(columns_.size()));
  append_little_endian(out, std::uint32_t{0});
  std::uint64_t position = kHeaderBytes + columns_.size() * kFieldBytes;
  for (const auto& [field_id, column] : columns_) {
    ensure(column->row_count() == row_count, "all columns of a file have its rows");
    const auto* kind = std::find(kKinds.begin(), kKinds.end(), column->type());
    append_little_endian(out, field_id);
    append_little_endian(out, static_cast<std::uint32_t>(kind - kKinds.begin() + 1));
    append_little_endian(out, position);
    position += column->finish().size();
  }
  for (const auto& [field_id, column] : columns_) {
    out += column->finish();
  }
  columns_.clear();
  return out;
}

ZoneMap ZoneMap::decode(columnar::Buffer bytes, std::uint64_t row_count, std::string_view name) {
  Reader reader(bytes.bytes(), 0, name);
  if (auto version = reader.take<std::uint32_t>(); version != kVersion) {
    reader.fail(fmt::format("version {} is not known", version));
  }
  if (auto rows = reader.take<std::uint32_t>(); rows != kZoneRows) {
    reader.fail(fmt::format("zones of {} rows are not known", rows));
  }
  ZoneMap map;
  map.row_count_ = reader.take<std::uint64_t>();
  if (map.row_count_ != row_count || row_count >= ~std::uint32_t{0}) {
    reader.fail(fmt::format("it is about {} rows, the file has {}", map.row_count_, row_count));
  }
  auto fields = reader.take<std::uint32_t>();
  reader.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < fields; ++i) {
    auto id = reader.take<std::int32_t>();
    auto kind = reader.take<std::uint32_t>();
    auto position = reader.take<std::uint64_t>();
    if (kind == 0 || kind > kKinds.size() || position > bytes.size()) {
      reader.fail(fmt::format("bounds of kind {} at {} are impossible", kind, position));
    }
    if (!map.fields_.empty() && map.fields_.rbegin()->first >= id) {
      reader.fail("its fields do not ascend");
    }
    map.fields_.emplace_hint(map.fields_.end(), id, Entry{kKinds[kind - 1], position});
  }
  map.bytes_ = std::move(bytes);
  map.name_ = name;
  return map;
}

std::uint32_t ZoneMap::zone_count() const {
  return static_cast<std::uint32_t>(zones_of(row_count_));
}

std::vector<std::int32_t> ZoneMap::field_ids() const {
  std::vector<std::int32_t> ids;
  for (const auto& [id, entry] : fields_) {
    ids.push_back(id);
  }
  return ids;
}

std::optional<ZoneBounds> ZoneMap::bounds(std::int32_t field_id) const {
  auto found = fields_.find(field_id);
  if (found == fields_.end()) {
    return std::nullopt;
  }
  Reader reader(bytes_.bytes(), found->second.position, name_);
  Builder minimum(bounds_type(found->second.type));
  Builder maximum(bounds_type(found->second.type));
  ZoneBounds bounds;
  for (std::uint32_t zone = 0; zone < zone_count(); ++zone) {
    std::uint64_t rows = std::min<std::uint64_t>(kZoneRows, row_count_ - zone * kZoneRows);
    auto nulls = reader.take<std::uint32_t>();
    auto state = reader.take<std::uint8_t>();
    bool is_empty = state == static_cast<std::uint8_t>(ZoneState::all_null);
    if (state > static_cast<std::uint8_t>(ZoneState::no_maximum) || nulls > rows ||
        is_empty != (nulls == rows)) {
      reader.fail(fmt::format("a zone of {} rows with {} nulls in state {} is impossible", rows,
                              nulls, state));
    }
    bounds.null_counts.push_back(nulls);
    if (is_empty) {
      minimum.append_null();
    } else {
      reader.take_bound(minimum);
    }
    if (state == static_cast<std::uint8_t>(ZoneState::bounded)) {
      reader.take_bound(maximum);
    } else {
      maximum.append_null();
    }
  }
  bounds.minimum = minimum.finish();
  bounds.maximum = maximum.finish();
  return bounds;
}

}  // namespace omnigraph::index
