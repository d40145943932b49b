#include "schema_seeds.h"

#include <string_view>
#include <utility>

namespace omnigraph::fuzz {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr Pair kPairs[] = {
    {R"(/* orchard */ interface Labelled { label: String @index note: String? }
node Tree @description("One tree") implements Labelled {
  row: I32 slot: I32 species: enum(apple, pear, quince-2) planted: Date? // open
  profile: Vector(8)? @embed(note, model="acme/small")
  @key(row, slot) @range(row, 1..400) @check(label, "^[A-Z]\\d\"")
}
edge Grafted: Tree -> Tree @card(0..3) { on: Date? @unique(src, dst) })",
     R"(interface Labelled { label: String @index remark: String? @rename_from("note") }
node Plant @rename_from("Tree") @instruction("how") implements Labelled {
  row: I64 slot: I32 species: enum(apple, fig, pear, quince-2)? planted: Date @default("2024-01-01")
  profile: Vector(8)? @embed(remark, model="acme/small") height: F32? @index
  @key(slot, row) @range(row, ..500) @check(label, "x")
}
edge Grafted: Plant -> Plant { @index(src) })"},
    {"interface I { a: I32 @unique } interface J { b: Blob } node A implements I {} node B { a: "
     "I32 "
     "t: [String] u: U32 f: F32? @range(f, -1.5..) } edge E: A -> B edge F: B -> A @card(1..)",
     "interface I { a: I32 @unique c: Bool? } node A implements I { a: I32 @unique(a) } node B "
     "implements I { a: I32 t: [String]? u: U64 f: F64 @pii(1, k=true) } edge f: B -> A"},
    {"node A { s: String v: Vector(2) @embed(s) k: I32 @key }",
     "node A { t: DateTime v: Vector(2) k: I64 }"},
    {"node A { x: Strin }\nnode B { y }\nedge E: a -> B", "node A @x(\"\\q\") {}\n/* "},
};

}  // namespace

std::vector<std::string> schema_seeds() {
  std::vector<std::string> seeds;
  for (const auto& [first, second] : kPairs) {
    seeds.push_back(std::string(first) + '\0' + std::string(second));
    seeds.push_back(std::string(second) + '\0' + std::string(first));
  }
  return seeds;
}

}  // namespace omnigraph::fuzz
