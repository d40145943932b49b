#pragma once

#include "base/clock.h"
#include "base/ulid.h"
#include "omnigraph/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace omnigraph::testing {

/// A clock that stands still until told otherwise.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::int64_t micros = 1'700'000'000'000'000) : micros_(micros) {}
  std::int64_t now_micros() override { return micros_; }
  void advance(std::int64_t micros) { micros_ += micros; }

 private:
  std::int64_t micros_;
};

/// Repeatable random bits (SplitMix64, Steele et al. 2014).
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}
  std::uint64_t next() override;

 private:
  std::uint64_t state_;
};

/// A directory of its own, removed with everything in it when the object dies.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// The error that `action` throws; fails the test if it throws none.
Error error_of(const std::function<void()>& action);

void write_file(const std::string& path, std::string_view content);
std::string read_file(const std::string& path);

}  // namespace omnigraph::testing
