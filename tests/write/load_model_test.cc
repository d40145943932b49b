#include "storage/local_store.h"
#include "storage/memory_store.h"
#include "write_testing.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace omnigraph::write {
namespace {

using testing::GraphHandle;
using testing::make_graph;
using testing::Rows;
using testing::rows_of;

constexpr std::string_view kSchema = R"(
node Keyed { k: I32 @key v: String? }
node Loose { list: [I64]? v: Bool? }
edge Link: Keyed -> Loose { w: F64? }
edge Same: Keyed -> Keyed
)";

// The types in the order of reporting.
const std::vector<std::string>& type_keys() {
  static const std::vector<std::string> kKeys = {"node:Keyed", "node:Loose", "edge:Link",
                                                 "edge:Same"};
  return kKeys;
}

struct Record {
  std::string type;  // type key
  std::string id;    // empty: minted
  std::string from;
  std::string to;
  std::string row;  // as `rows_of` has it
  std::string line;
};

/// What a graph should hold: rows with known ids, and those whose ids were minted.
struct Model {
  std::map<std::string, Rows> rows;
  std::map<std::string, std::multiset<std::string>> minted;
  std::map<std::string, std::map<std::string, std::pair<std::string, std::string>>> ends;  // by id
  std::map<std::string, std::multiset<std::pair<std::string, std::string>>> minted_ends;
};

const char* end_type(const std::string& edge, bool is_from) {
  return is_from || edge == "edge:Same" ? "node:Keyed" : "node:Loose";
}

bool has_ends(const Model& model, const std::string& type,
              const std::pair<std::string, std::string>& ends) {
  return model.rows.at(end_type(type, true)).count(ends.first) != 0 &&
         model.rows.at(end_type(type, false)).count(ends.second) != 0;
}

/// Applies a load; answers with the kind of error it must end in, and leaves the model alone then.
std::optional<ErrorKind> apply(Model& model, const std::vector<Record>& records, LoadMode mode) {
  Model next = model;
  std::set<std::string> touched;
  for (const Record& record : records) {
    touched.insert(record.type);
  }
  if (mode == LoadMode::overwrite) {
    for (const std::string& type : touched) {
      next.rows[type].clear();
      next.minted[type].clear();
      next.ends[type].clear();
      next.minted_ends[type].clear();
    }
  }
  // Uniqueness within the input, type by type.
  for (const std::string& type : type_keys()) {
    std::set<std::string> ids;
    for (const Record& record : records) {
      bool repeats = record.type == type && !record.id.empty() && !ids.insert(record.id).second;
      if (repeats && (type == "node:Keyed" || mode != LoadMode::merge)) {
        return type == "node:Keyed" ? ErrorKind::bad_request : ErrorKind::conflict;
      }
    }
  }
  bool collides = false;
  for (const Record& record : records) {
    bool is_edge = record.type.starts_with("edge");
    if (record.id.empty()) {
      next.minted[record.type].insert(record.row);
      if (is_edge) {
        next.minted_ends[record.type].insert({record.from, record.to});
      }
      continue;
    }
    collides = collides || model.rows[record.type].count(record.id) != 0;
    next.rows[record.type][record.id] = record.row;
    if (is_edge) {
      next.ends[record.type][record.id] = {record.from, record.to};
    }
  }
  for (const char* type : {"edge:Link", "edge:Same"}) {
    for (const auto& [id, ends] : next.ends[type]) {
      if (!has_ends(next, type, ends)) {
        return ErrorKind::bad_request;
      }
    }
    for (const auto& ends : next.minted_ends[type]) {
      if (!has_ends(next, type, ends)) {
        return ErrorKind::bad_request;
      }
    }
  }
  if (mode == LoadMode::append && collides) {
    return ErrorKind::conflict;
  }
  model = std::move(next);
  return std::nullopt;
}

Record keyed(int key, int value) {
  std::string v = value == 0 ? "null" : fmt::format("\"v{}\"", value);
  return {"node:Keyed",
          std::to_string(key),
          {},
          {},
          fmt::format("[{},{}]", key, v),
          fmt::format(R"({{"type":"Keyed","data":{{"k":{},"v":{}}}}})", key, v)};
}

Record loose(int key, int value) {
  const char* lists[] = {"null", "[]", "[1]", "[-7,9223372036854775807]"};
  const char* booleans[] = {"null", "true", "false"};
  std::string list = lists[value % 4];
  std::string boolean = booleans[value % 3];
  std::string id = key == 0 ? "" : fmt::format("l{}", key);
  std::string stated = id.empty() ? "" : fmt::format("\"id\":\"{}\",", id);
  return {
      "node:Loose",
      id,
      {},
      {},
      fmt::format("[{},{}]", list, boolean),
      fmt::format(R"({{"type":"Loose","data":{{{}"list":{},"v":{}}}}})", stated, list, boolean)};
}

Record edge(const char* type, int key, const std::string& from, const std::string& to, int value) {
  bool is_link = std::string_view(type) == "Link";
  std::string w = value % 3 == 0 ? "null" : fmt::format("{}.5", value);
  std::string id = key == 0 ? "" : fmt::format("e{}", key);
  std::string data = id.empty() ? "" : fmt::format("\"id\":\"{}\"", id);
  if (is_link) {
    data += (data.empty() ? "\"w\":" : ",\"w\":") + w;
  }
  return {
      std::string("edge:") + type,
      id,
      from,
      to,
      fmt::format(R"(["{}","{}"{}])", from, to, is_link ? "," + w : ""),
      fmt::format(R"({{"edge":"{}","from":"{}","to":"{}","data":{{{}}}}})", type, from, to, data)};
}

/// Records with few ids, so that they often meet; `keys` bounds them.
Record random_record(int keys) {
  auto number = [](int below) { return *rc::gen::inRange(0, below); };
  switch (number(4)) {
    case 0:
      return keyed(number(keys), number(4));
    case 1:
      return loose(number(keys), number(12));
    case 2:
      return edge("Link", number(keys), std::to_string(number(keys)),
                  fmt::format("l{}", 1 + number(keys)), number(9));
    default:
      return edge("Same", number(keys), std::to_string(number(keys)), std::to_string(number(keys)),
                  0);
  }
}

void check(const commit::Snapshot& snapshot, const Model& model) {
  std::map<std::string, Rows> held = rows_of(snapshot);
  for (const std::string& type : type_keys()) {
    Rows known;
    std::multiset<std::string> minted;
    for (const auto& [id, row] : held[type]) {
      if (Ulid::parse(id)) {
        minted.insert(row);
      } else {
        known[id] = row;
      }
    }
    RC_ASSERT(known == model.rows.at(type));
    RC_ASSERT(minted == model.minted.at(type));
  }
}

/// A load of some records: the first gives every type rows that others can refer to.
std::vector<Record> random_load(bool is_first) {
  std::vector<Record> records;
  for (int key = 0; is_first && key < 6; ++key) {
    records.push_back(keyed(key, 1));
    records.push_back(loose(key + 1, 1));
    records.push_back(edge("Link", key, std::to_string(key), "l1", 1));
  }
  const int keys = *rc::gen::element(4, 6, 6, 9);
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count && !is_first; ++i) {
    records.push_back(random_record(keys));
  }
  return records;
}

/// Loads in sequence; after each, this handle and a new one read what the model says, and at the
/// end so does every commit, through old caches and new.
void check_loads(storage::ObjectStore& store, int most_loads) {
  make_graph(store, kSchema);
  GraphHandle graph(store);
  Model model;
  for (const std::string& type : type_keys()) {
    model.rows[type];
    model.minted[type];
  }
  std::vector<std::pair<commit::LogEntryPtr, Model>> history = {{graph.head()->entry(), model}};
  const int loads = *rc::gen::inRange(1, most_loads);
  for (int load = 0; load < loads; ++load) {
    const auto mode =
        *rc::gen::element(LoadMode::merge, LoadMode::merge, LoadMode::append, LoadMode::overwrite);
    std::vector<Record> records = random_load(load == 0);
    std::string lines;
    for (const Record& record : records) {
      lines += record.line + (lines.size() % 3 == 0 ? "\r\n" : "\n");
    }
    RC_LOG() << to_string(mode) << "\n" << lines;
    std::optional<ErrorKind> expected = apply(model, records, mode);
    try {
      history.emplace_back(graph.load(lines, mode).entry, model);
      RC_ASSERT(!expected);
    } catch (const Error& error) {
      RC_LOG() << error.what() << "\n";
      RC_ASSERT(expected);
      RC_ASSERT(error.kind() == *expected);
    }
    RC_ASSERT(graph.head()->entry()->position == history.size());
    check(*graph.head(), model);
    check(*GraphHandle(store).head(), model);
  }
  GraphHandle reopened(store);
  for (const auto& [entry, then] : history) {
    check(*graph.at(entry), then);
    check(*reopened.at(reopened.log().find(entry->position)), then);
  }
}

RC_GTEST_PROP(LoadModel, loads_in_any_mode_do_what_the_model_says, ()) {
  const bool on_disk = *rc::gen::weightedElement<bool>({{12, false}, {1, true}});  // slow
  if (on_disk) {
    omnigraph::testing::TemporaryDirectory directory;
    storage::LocalStore store(directory / "g", {storage::Durability::unsynced});
    check_loads(store, 15);
  } else {
    storage::MemoryStore store;
    check_loads(store, 15);
  }
}

}  // namespace
}  // namespace omnigraph::write
