#pragma once

#include "testing/testing.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::schema::testing {

/// A schema source in parts, so that it can be written in many orders that mean the same.
class RandomSchema {
 public:
  explicit RandomSchema(std::uint64_t seed) : random_(seed) { generate(); }

  /// The source, with declarations, properties, constraints and members in an order of `seed`.
  std::string text(std::uint64_t seed) const;

  /// This schema with a few differences: things left out, taken from `other`, which has the same
  /// names for other things, and renamed with a hint. Not always admissible.
  RandomSchema edited(const RandomSchema& other, std::uint64_t seed) const;

 private:
  /// `before`, `list` in any order, `after`.
  struct Item {
    std::string before;
    std::vector<std::string> list;
    std::string after;
  };
  struct Declaration {
    std::string header;
    std::vector<Item> items;
  };
  struct Typed {
    std::string name;
    bool list;
    bool optional;
    std::string scalar;
  };

  std::uint64_t below(std::uint64_t limit) { return random_.next() % limit; }
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }

  void generate();
  std::vector<Typed> add_properties(Declaration& declaration, const std::string& prefix);
  std::string annotations();
  static void edit_items(Declaration& declaration, const Declaration& other,
                         omnigraph::testing::SeededRandom& random);
  static void rename_property(Declaration& declaration, Item& property);
  void rename_type(Declaration& declaration);
  void add_constraints(Declaration& declaration, const std::vector<Typed>& properties, bool node);

  omnigraph::testing::SeededRandom random_;
  std::vector<Declaration> declarations_;
};

}  // namespace omnigraph::schema::testing
