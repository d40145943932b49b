#include "random_schema.h"

#include <cctype>

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

/// Puts `to` in the place of every word `from`.
void replace_word(std::string& text, const std::string& from, const std::string& to) {
  auto is_word = [&text](std::size_t at) {
    return at < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
  };
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    if ((at == 0 || !is_word(at - 1)) && !is_word(at + from.size())) {
      text.replace(at, from.size(), to);
      at += to.size();
    } else {
      ++at;
    }
  }
}

void remove_hints(std::string& text) {
  constexpr std::string_view kHint = " @rename_from(\"gone\")";
  for (std::size_t at = text.find(kHint); at != std::string::npos; at = text.find(kHint)) {
    text.erase(at, kHint.size());
  }
}

/// The declaration or property that a text starts with: what comes before a colon, annotations or
/// the like.
std::string key_of(const std::string& text) {
  std::size_t end = text.find_first_of(":@", 1);
  std::string key = text.substr(0, end);
  key = key.substr(0, key.find(" implements"));
  return key.substr(0, key.find_last_not_of(' ') + 1);
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

void RandomSchema::rename_property(Declaration& declaration, Item& property) {
  std::string old_name = property.before.substr(0, property.before.find(':'));
  std::string new_name = "new_" + old_name;
  remove_hints(property.after);
  for (Item& item : declaration.items) {
    replace_word(item.before, old_name, new_name);
    replace_word(item.after, old_name, new_name);
    for (std::string& word : item.list) {
      replace_word(word, old_name, new_name);
    }
  }
  property.after += " @rename_from(" + old_name + ")";
}

void RandomSchema::rename_type(Declaration& declaration) {
  std::string keyword = declaration.header.substr(0, 5);
  std::size_t end = declaration.header.find_first_of(": @", 5);
  std::string old_name = declaration.header.substr(5, end == std::string::npos ? end : end - 5);
  std::string new_name = "New" + old_name;
  remove_hints(declaration.header);
  for (Declaration& each : declarations_) {
    replace_word(each.header, old_name, new_name);
  }
  std::string hint = " @rename_from(\"" + old_name + "\")";
  std::size_t implements = declaration.header.find(" implements ");
  if (implements == std::string::npos) {
    declaration.header += hint;
  } else {
    declaration.header.insert(implements, hint);
  }
}

void RandomSchema::edit_items(Declaration& declaration, const Declaration& other,
                              omnigraph::testing::SeededRandom& random) {
  auto chance = [&random](std::uint64_t one_in) { return random.next() % one_in == 0; };
  std::vector<Item> items;
  for (Item& item : declaration.items) {
    const Item* replacement = nullptr;
    for (const Item& candidate : other.items) {
      if (key_of(candidate.before) == key_of(item.before) && item.before[0] != '@') {
        replacement = &candidate;
      }
    }
    if (replacement != nullptr && chance(6)) {
      items.push_back(*replacement);
    } else if (!chance(12)) {
      items.push_back(item);
    }
  }
  for (const Item& candidate : other.items) {
    bool present = false;
    for (const Item& item : declaration.items) {
      present = present || key_of(item.before) == key_of(candidate.before);
    }
    if ((!present || candidate.before[0] == '@') && chance(5)) {
      items.push_back(candidate);
      remove_hints(items.back().after);
    }
  }
  declaration.items = std::move(items);
  for (std::size_t i = 0; i < declaration.items.size(); ++i) {
    if (declaration.items[i].before[0] != '@' && chance(12)) {
      rename_property(declaration, declaration.items[i]);
    }
  }
}

RandomSchema RandomSchema::edited(const RandomSchema& other, std::uint64_t seed) const {
  omnigraph::testing::SeededRandom random(seed);
  auto chance = [&random](std::uint64_t one_in) { return random.next() % one_in == 0; };
  RandomSchema result = *this;
  std::vector<Declaration>& declarations = result.declarations_;
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    for (const Declaration& candidate : other.declarations_) {
      if (key_of(candidate.header) != key_of(declarations[i].header)) {
        continue;
      }
      if (chance(6)) {
        declarations[i].header = candidate.header;
      }
      if (chance(2)) {
        edit_items(declarations[i], candidate, random);
      }
    }
    if (declarations[i].header.starts_with("i")) {
      continue;
    }
    if (chance(8)) {
      result.rename_type(declarations[i]);
    }
  }
  if (!declarations.empty() && chance(3)) {
    declarations.erase(declarations.begin() +
                       static_cast<std::ptrdiff_t>(random.next() % declarations.size()));
  }
  for (const Declaration& candidate : other.declarations_) {
    if (chance(6)) {
      Declaration added = candidate;
      remove_hints(added.header);
      for (Item& item : added.items) {
        remove_hints(item.after);
      }
      declarations.push_back(std::move(added));
    }
  }
  return result;
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
