#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::schema {

/// Reads compact JSON whose members have a fixed order, from left to right, without recursion.
///
/// Everything throws `Error` (internal) that names the document and the byte where it is not as
/// expected. `json` and `name` outlive the cursor.
class JsonCursor {
 public:
  JsonCursor(std::string_view json, std::string_view name) : json_(json), name_(name) {}

  /// Steps over `text` if it comes next.
  bool accept(std::string_view text);
  /// Steps over `text`, which must come next.
  void expect(std::string_view text);
  std::string string();
  /// A string or `null`.
  std::optional<std::string> optional_string();
  std::uint64_t unsigned_integer();
  std::uint32_t small_integer();
  std::int64_t integer();
  double number();
  bool boolean();

  /// `[…]`, calling `element()` at the start of each element.
  template <typename Element>
  void array(const Element& element) {
    expect("[");
    if (accept("]")) {
      return;
    }
    do {
      element();
    } while (accept(","));
    expect("]");
  }

  bool at_end() const { return position_ == json_.size(); }
  [[noreturn]] void fail(std::string_view reason) const;

 private:
  char escaped_character();
  template <typename Number>
  Number parse_number(std::string_view characters, std::string_view what);

  std::string_view json_;
  std::string_view name_;
  std::size_t position_ = 0;
};

}  // namespace omnigraph::schema
