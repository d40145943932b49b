#pragma once

#include "storage/object_store.h"
#include "testing/testing.h"

#include <functional>
#include <memory>
#include <string>

namespace omnigraph::storage {

/// A store under test with whatever it stands on.
class StoreFixture {
 public:
  virtual ~StoreFixture() = default;
  virtual ObjectStore& store() = 0;
};

struct StoreFactory {
  std::string name;
  std::function<std::unique_ptr<StoreFixture>()> make;
};

/// What every `ObjectStore` promises, each test on an empty store. A new implementation adds a
/// factory to `object_store_contract_test.cc`.
class ObjectStoreContract : public ::testing::TestWithParam<StoreFactory> {
 protected:
  ObjectStore& store() { return fixture_->store(); }
  void destroy_store() { fixture_.reset(); }

  PutResult put(const std::string& name, std::string_view text) {
    return store().put_if_absent(name, as_bytes(text), Durability::synced);
  }

  /// The names that `request` lists.
  std::vector<std::string> names(const ListRequest& request = {}) {
    std::vector<std::string> found;
    for (const ObjectInfo& info : store().list(request)) {
      found.push_back(info.name);
    }
    return found;
  }

 private:
  std::unique_ptr<StoreFixture> fixture_ = GetParam().make();
};

/// The content of a buffer, for comparing.
inline std::string text_of(const columnar::Buffer& buffer) {
  return std::string(as_text(buffer.bytes()));
}

/// `size` bytes that differ from place to place.
inline std::string patterned(std::size_t size, std::uint64_t seed = 1) {
  omnigraph::testing::SeededRandom random(seed);
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; i += 8) {
    std::uint64_t word = random.next();
    std::memcpy(text.data() + i, &word, std::min<std::size_t>(8, size - i));
  }
  return text;
}

}  // namespace omnigraph::storage
