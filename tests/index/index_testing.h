#pragma once

#include "columnar/builder.h"
#include "omnigraph/error.h"
#include "testing/testing.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace omnigraph::index {

inline constexpr std::uint64_t kSeed = 42;

inline columnar::ArrayPtr texts(const std::vector<std::string>& values) {
  columnar::Builder builder{columnar::Type(columnar::TypeId::utf8)};
  for (const std::string& value : values) {
    builder.append_text(value);
  }
  return builder.finish();
}

inline std::vector<std::string> numbered(int count, const std::string& prefix = "") {
  std::vector<std::string> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(prefix + std::to_string(i));
  }
  return values;
}

/// Hands every truncation of `good` to `read`, which must throw an internal error naming `name`,
/// then `good` with each bit flipped, which may throw one, but must do nothing worse.
inline void damage(const std::string& good, const std::string& name,
                   const std::function<void(columnar::Buffer)>& read) {
  for (std::size_t size = 0; size < good.size(); ++size) {
    Error error =
        omnigraph::testing::error_of([&] { read(columnar::Buffer::take(good.substr(0, size))); });
    EXPECT_EQ(error.kind(), ErrorKind::internal) << size;
    EXPECT_THAT(error.what(), ::testing::HasSubstr(name)) << size;
  }
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bad = good;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ 1 << i % 8);
    try {
      read(columnar::Buffer::take(bad));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::internal) << i;
      EXPECT_THAT(error.what(), ::testing::HasSubstr(name)) << i;
    }
  }
}

}  // namespace omnigraph::index
