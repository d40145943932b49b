#include "random_graph.h"

#include "base/json_text.h"
#include "columnar/builder.h"

#include <fmt/format.h>

#include <iterator>
#include <limits>

namespace omnigraph::exec::testing {

const std::string_view kRandomSchema = R"(
node A { key: String @key  n: I32?  f: F64?  r: F32?  t: String?  b: Bool?  d: Date?  u: U64?
  tags: [String]?  nums: [I64]?  kind: enum(x, y)? }
node B { key: String @key  n: I64?  t: String? }
node C { n: I32?  t: String? }
node Empty { key: String @key  n: I32? }
edge Likes: A -> A { w: I32?  note: String?  d: Date? }
edge Owns: A -> B { w: F64? }
edge Knows: C -> C { w: I32? }
edge Links: B -> B
edge Void: Empty -> A { w: I32? }
)";

namespace {

using omnigraph::testing::SeededRandom;

constexpr std::size_t kIds = 6;

std::string json_of(const expr::Value& value) {
  std::string out;
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    append_json_string(out, *text);
  } else if (const auto* flag = std::get_if<bool>(&value.data)) {
    out = *flag ? "true" : "false";
  } else if (const auto* whole = std::get_if<std::int64_t>(&value.data)) {
    out = std::to_string(*whole);
  } else if (const auto* natural = std::get_if<std::uint64_t>(&value.data)) {
    out = std::to_string(*natural);
  } else if (const auto* real = std::get_if<double>(&value.data)) {
    out = fmt::format("{:.17g}", *real);
  } else if (const auto* date = std::get_if<expr::Date>(&value.data)) {
    out = std::to_string(date->days);
  } else if (const auto* list = std::get_if<expr::List>(&value.data)) {
    out = "[";
    for (const expr::Value& item : *list) {
      out += (out.size() > 1 ? "," : "") + json_of(item);
    }
    out += "]";
  } else {
    out = "null";
  }
  return out;
}

class Maker {
 public:
  explicit Maker(SeededRandom& random) : random_(random) {}

  RandomGraph make() {
    made_.graph = std::make_unique<GraphFixture>(kRandomSchema);
    commit(LoadMode::append, 3, 6);
    commit(LoadMode::merge, 4, 5);
    if (random_.next() % 2 == 0) {
      append_nan();
    }
    commit(LoadMode::merge, 2, 4);
    if (random_.next() % 2 == 0) {
      overwrite_edges();
    }
    return std::move(made_);
  }

 private:
  std::size_t pick(std::size_t count) { return random_.next() % count; }
  bool chance(int percent) { return pick(100) < static_cast<std::size_t>(percent); }

  expr::Value text() {
    static const char* const kTexts[] = {"", "a", "b", "ab", "B", "é", "a%b", "k1"};
    return {std::string(kTexts[pick(std::size(kTexts))])};
  }

  expr::Value value_of(const std::string& type, const std::string& name) {
    std::int64_t small = static_cast<std::int64_t>(pick(6)) - 1;
    if (name == "n" && type == "B") {
      static const std::int64_t kWide[] = {1, 2, 3, 9007199254740993, -9007199254740993};
      return {kWide[pick(std::size(kWide))]};
    }
    if (name == "u") {
      static const std::uint64_t kWide[] = {0, 1, 2, 18446744073709551615U};
      return {kWide[pick(std::size(kWide))]};
    }
    if (name == "n" || (name == "w" && type != "Owns")) {
      return {small};
    }
    if (name == "f" || name == "w") {
      return {static_cast<double>(small) / 2};
    }
    if (name == "r") {
      return {double{static_cast<float>(static_cast<double>(small) / 10)}};
    }
    if (name == "b") {
      return {chance(50)};
    }
    if (name == "d") {
      return {expr::Date{static_cast<std::int32_t>(19722 + small)}};
    }
    if (name == "tags" || name == "nums") {
      expr::List list;
      for (std::size_t i = pick(4); i > 0; --i) {
        list.push_back(name == "tags" ? text() : expr::Value{static_cast<std::int64_t>(pick(4))});
      }
      return {std::move(list)};
    }
    return name == "kind" ? expr::Value{std::string(chance(50) ? "x" : "y")} : text();
  }

  ModelEntity entity(const std::string& type, std::initializer_list<const char*> names) {
    ModelEntity made;
    for (const char* name : names) {
      if (chance(75)) {
        made.properties[name] = value_of(type, name);
      }
    }
    return made;
  }

  ModelEntity node(const std::string& type, const std::string& id) {
    ModelEntity made =
        type == "A" ? entity(type, {"n", "f", "r", "t", "b", "d", "u", "tags", "nums", "kind"})
                    : entity(type, {"n", "t"});
    if (type != "C") {
      made.properties["key"] = {id};
    }
    return made;
  }

  std::string data(const ModelEntity& made, const std::string& id) {
    std::string out = "{";
    if (!id.empty()) {
      out += "\"id\":\"" + id + "\"";
    }
    for (const auto& [name, value] : made.properties) {
      out += fmt::format("{}\"{}\":{}", out.size() > 1 ? "," : "", name, json_of(value));
    }
    return out + "}";
  }

  void put_node(const std::string& type, const std::string& id) {
    ModelEntity made = node(type, id);
    lines_ += fmt::format("{{\"type\":\"{}\",\"data\":{}}}\n", type,
                          data(made, type == "C" ? id : std::string()));
    made_.model.nodes[type][id] = std::move(made);
  }

  std::string any_id(const std::string& type) {
    const auto& ids = made_.model.nodes[type];
    return ids.empty() ? std::string()
                       : std::next(ids.begin(), static_cast<long>(pick(ids.size())))->first;
  }

  void put_edge(const std::string& type, const std::string& id) {
    static const std::map<std::string, std::pair<std::string, std::string>> kEnds = {
        {"Likes", {"A", "A"}}, {"Owns", {"A", "B"}}, {"Knows", {"C", "C"}}, {"Links", {"B", "B"}}};
    ModelEntity made = type == "Likes"   ? entity(type, {"w", "note", "d"})
                       : type == "Links" ? ModelEntity{}
                                         : entity(type, {"w"});
    made.from = any_id(kEnds.at(type).first);
    made.to = chance(20) && kEnds.at(type).first == kEnds.at(type).second
                  ? made.from
                  : any_id(kEnds.at(type).second);
    if (made.from.empty() || made.to.empty()) {
      return;
    }
    lines_ += fmt::format("{{\"edge\":\"{}\",\"from\":\"{}\",\"to\":\"{}\",\"data\":{}}}\n", type,
                          made.from, made.to, data(made, id));
    made_.model.edges[type][id] = std::move(made);
  }

  /// One load. `append` takes ids that are free, `merge` any.
  void commit(LoadMode mode, std::size_t nodes, std::size_t edges) {
    lines_.clear();
    for (const char* type : {"A", "B", "C"}) {
      std::map<std::string, bool> taken;
      for (std::size_t i = pick(nodes + 1); i > 0; --i) {
        std::string id = fmt::format("k{}", pick(kIds));
        if (!taken.emplace(id, true).second ||
            (mode == LoadMode::append && made_.model.nodes[type].count(id) > 0)) {
          continue;  // an id occurs once in an input
        }
        put_node(type, id);
      }
    }
    for (const char* type : {"Likes", "Owns", "Knows", "Links"}) {
      std::map<std::string, bool> taken;
      for (std::size_t i = pick(edges + 1); i > 0; --i) {
        std::string id = fmt::format("e{}", pick(8));
        if (taken.emplace(id, true).second &&
            (mode == LoadMode::merge || made_.model.edges[type].count(id) == 0)) {
          put_edge(type, id);
        }
      }
    }
    made_.graph->load(mode, lines_);
  }

  void overwrite_edges() {
    lines_.clear();
    std::string type = chance(50) ? "Likes" : "Links";
    std::map<std::string, ModelEntity> before = std::exchange(made_.model.edges[type], {});
    for (std::size_t i = 0; i < 3; ++i) {
      put_edge(type, fmt::format("o{}", i));
    }
    if (lines_.empty()) {
      made_.model.edges[type] = std::move(before);  // no record touches no type
      return;
    }
    made_.graph->load(LoadMode::overwrite, lines_);
  }

  /// A node with NaN, which JSON cannot spell.
  void append_nan() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<columnar::ArrayPtr> columns;
    const schema::NodeType& type = *made_.graph->view().catalog().find_node("A");
    for (const columnar::Field& field : schema::node_columns(type)) {
      columnar::Builder builder(field.type);
      for (const char* id : {"nan1", "nan2"}) {
        if (field.name == "id" || field.name == "key") {
          builder.append_text(id);
        } else if (field.name == "f") {
          builder.append(nan);
        } else {
          builder.append_null();
        }
      }
      columns.push_back(builder.finish());
    }
    for (const char* id : {"nan1", "nan2"}) {
      made_.model.nodes["A"][id].properties = {{"key", {std::string(id)}}, {"f", {nan}}};
    }
    made_.graph->append_rows("A", std::move(columns));
  }

  SeededRandom& random_;
  RandomGraph made_;
  std::string lines_;
};

}  // namespace

RandomGraph make_random_graph(SeededRandom& random) { return Maker(random).make(); }

}  // namespace omnigraph::exec::testing
