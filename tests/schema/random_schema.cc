#include "random_schema.h"

namespace omnigraph::schema::testing {
namespace {

template <typename T>
void shuffle(std::vector<T>& elements, omnigraph::testing::SeededRandom& random) {
  for (std::size_t i = elements.size(); i > 1; --i) {
    std::swap(elements[i - 1], elements[random.next() % i]);
  }
}

std::string blank(omnigraph::testing::SeededRandom& random) {
  constexpr std::string_view kBlanks[] = {" ",          "\n",    "\t \r\n", " // comment }\n",
                                          "/* { \" */", " /**/ "};
  return std::string(kBlanks[random.next() % std::size(kBlanks)]);
}

}  // namespace

std::string RandomSchema::annotations() {
  constexpr std::string_view kTexts[] = {" @description(\"two\\nlines \\\"quoted\\\" \xC3\xA9\")",
                                         " @pii", " @owner(team, k=1.50, a=true)",
                                         " @owner(\"x\\\\y\\t\")", " @rename_from(\"gone\")"};
  std::string text;
  for (std::string_view annotation : kTexts) {
    if (chance(6)) {
      text += annotation;
    }
  }
  return text;
}

std::vector<RandomSchema::Typed> RandomSchema::add_properties(Declaration& declaration,
                                                              const std::string& prefix) {
  constexpr std::string_view kScalars[] = {"String", "Bool",   "I32", "I64",  "U32",
                                           "U64",    "F32",    "F64", "Date", "DateTime",
                                           "Blob",   "Vector", "enum"};
  std::vector<Typed> properties;
  for (std::uint64_t i = below(7); i > 0; --i) {
    Typed typed{prefix + std::to_string(i), false, chance(3),
                std::string(kScalars[below(std::size(kScalars))])};
    Item item{typed.name + ": ", {}, ""};
    if (typed.scalar == "enum") {
      item.before += "enum(";
      for (std::uint64_t member = below(4) + 1; member > 0; --member) {
        item.list.push_back(std::to_string(below(9)) + "-v" + std::to_string(member));
      }
      item.after = ")";
    } else if (typed.scalar == "Vector") {
      item.after = "Vector(" + std::to_string(below(99) + 1) + ")";
    } else {
      typed.list = typed.scalar != "Blob" && chance(4);
      item.after = typed.list ? "[" + typed.scalar + "]" : typed.scalar;
    }
    item.after += (typed.optional ? "?" : "") + annotations();
    bool indexable = !typed.list && typed.scalar != "Blob";
    item.after += indexable && chance(4) ? " @index" : "";
    item.after += indexable && typed.scalar != "Vector" && chance(4) ? " @unique" : "";
    properties.push_back(typed);
    declaration.items.push_back(item);
  }
  return properties;
}

void RandomSchema::add_constraints(Declaration& declaration, const std::vector<Typed>& properties,
                                   bool node) {
  std::vector<std::string> unique;
  std::vector<std::string> key;
  for (const Typed& property : properties) {
    if (property.list || property.scalar == "Blob" || property.scalar == "Vector") {
      continue;
    }
    unique.push_back(property.name);
    if (!property.optional) {
      key.push_back(property.name);
    }
    bool text = property.scalar == "String" || property.scalar == "enum";
    bool number = !text && property.scalar != "Bool" && property.scalar[0] != 'D';
    if (node && text && chance(3)) {
      declaration.items.push_back({"@check(" + property.name + ", \"^\\\\w+$\")", {}, ""});
    }
    if (node && number && chance(3)) {
      constexpr std::string_view kRanges[] = {"1..", "..-2", "-1.5..0.00000025",
                                              "0..99999999999999999999", "-9..9"};
      declaration.items.push_back(
          {"@range(" + property.name + ", " + std::string(kRanges[below(5)]) + ")", {}, ""});
    }
  }
  if (!node) {
    unique.push_back("src");
    unique.push_back("dst");
  }
  if (!unique.empty() && chance(2)) {
    declaration.items.push_back({"@unique(", unique, ")"});
    declaration.items.push_back({"@index(", unique, ")"});
  }
  if (node && !key.empty() && chance(2)) {
    declaration.items.push_back({"@key(", key, ")"});
  }
}

void RandomSchema::generate() {
  std::uint64_t interfaces = below(3);
  for (std::uint64_t i = 0; i < interfaces; ++i) {
    Declaration declaration{"interface I" + std::to_string(i), {}};
    add_properties(declaration, "i" + std::to_string(i) + "_");
    declarations_.push_back(declaration);
  }
  std::uint64_t nodes = below(4) + 1;
  for (std::uint64_t i = 0; i < nodes; ++i) {
    Declaration declaration{"node N" + std::to_string(i) + annotations(), {}};
    std::string implements;
    for (std::uint64_t interface = 0; interface < interfaces; ++interface) {
      if (chance(2)) {
        implements += (implements.empty() ? " implements I" : ", I") + std::to_string(interface);
      }
    }
    declaration.header += implements;
    add_constraints(declaration, add_properties(declaration, "p"), true);
    if (chance(3)) {
      declaration.items.push_back({"text: String", {}, ""});
      declaration.items.push_back({"vector: Vector(3)? @embed(text, model=\"m\")", {}, ""});
    }
    declarations_.push_back(declaration);
  }
  for (std::uint64_t i = below(4); i > 0; --i) {
    Declaration declaration{"edge E" + std::to_string(i) + ": N" + std::to_string(below(nodes)) +
                                " -> N" + std::to_string(below(nodes)) +
                                (chance(2) ? " @card(1..3)" : "") + annotations(),
                            {}};
    add_constraints(declaration, add_properties(declaration, "p"), false);
    declarations_.push_back(declaration);
  }
}

std::string RandomSchema::text(std::uint64_t seed) const {
  omnigraph::testing::SeededRandom random(seed);
  std::vector<Declaration> declarations = declarations_;
  shuffle(declarations, random);
  std::string text;
  for (Declaration& declaration : declarations) {
    text += declaration.header + blank(random) + "{";
    shuffle(declaration.items, random);
    for (Item& item : declaration.items) {
      shuffle(item.list, random);
      text += blank(random) + item.before;
      for (std::size_t i = 0; i < item.list.size(); ++i) {
        text += (i == 0 ? "" : "," + blank(random)) + item.list[i];
      }
      text += item.after;
    }
    text += blank(random) + "}" + blank(random);
  }
  return text;
}

}  // namespace omnigraph::schema::testing
