#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::columnar {

struct Field;

/// The layouts that columns have in memory. Those of the Arrow format; text, bytes and lists always
/// have 64-bit offsets (Arrow's LargeUtf8, LargeBinary, LargeList).
enum class TypeId : std::uint8_t {
  boolean,
  int32,
  int64,
  uint32,
  uint64,
  float32,
  float64,
  date32,  ///< days since 1970-01-01
  date64,  ///< milliseconds since 1970-01-01T00:00:00Z
  utf8,
  binary,
  vector,  ///< fixed-size list of float32
  list,
  structure,
};

/// The type of a column. A value; copies share their children.
class Type {
 public:
  Type() : Type(TypeId::int64) {}
  explicit Type(TypeId id) : id_(id) {}

  /// A vector of `dimension` floats.
  static Type vector(std::uint32_t dimension);
  static Type list(Field item);
  static Type structure(std::vector<Field> fields);

  TypeId id() const { return id_; }
  /// Floats in a vector; 0 for other types.
  std::uint32_t dimension() const { return dimension_; }
  /// The item of a list, the fields of a structure; empty for other types.
  const std::vector<Field>& children() const;
  const Field& item() const;

  /// Bits of one value of a fixed-width type other than a vector; 0 for the rest.
  std::uint32_t bit_width() const;
  bool is_fixed_width() const { return bit_width() != 0; }
  bool is_numeric() const;
  bool is_integer() const;
  bool is_floating() const { return id_ == TypeId::float32 || id_ == TypeId::float64; }
  /// Text or bytes.
  bool is_variable() const { return id_ == TypeId::utf8 || id_ == TypeId::binary; }

  friend bool operator==(const Type& a, const Type& b);

 private:
  TypeId id_;
  std::uint32_t dimension_ = 0;
  std::shared_ptr<const std::vector<Field>> children_;
};

/// A named column of a batch, or a child of a nested type.
struct Field {
  std::string name;
  Type type;
  bool nullable = true;

  friend bool operator==(const Field&, const Field&) = default;
};

using Schema = std::vector<Field>;

/// For messages: `int32`, `list<utf8>`, `vector(8)`.
std::string to_string(const Type& type);

}  // namespace omnigraph::columnar
