#include "commit/commit_record_json.h"

#include "commit_testing.h"

#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <limits>

namespace omnigraph::commit {
namespace {

using Json = nlohmann::ordered_json;
using testing::error_of;
using ::testing::HasSubstr;

/// Texts with what JSON must escape, and beyond ASCII.
std::string any_text() {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "Z", "0", "\"", "\\", "\n", std::string(1, '\0'), "é", "😀", "/", "{", "null"));
  std::string text;
  for (const std::string& part : parts) {
    text += part;
  }
  return text;
}

std::uint64_t any_number() {
  return *rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 10),
                         rc::gen::arbitrary<std::uint64_t>(),
                         rc::gen::just(std::numeric_limits<std::uint64_t>::max()));
}

bool any_bool() { return *rc::gen::arbitrary<bool>(); }

std::optional<CommitRef> any_ref() {
  return any_bool() ? std::optional(CommitRef{any_text(), any_number(), any_text()}) : std::nullopt;
}

std::optional<std::string> any_optional_text() {
  return any_bool() ? std::optional(any_text()) : std::nullopt;
}

TableVersion any_table() {
  return {any_number(), any_number(), any_text(),  any_text(),
          any_number(), any_number(), any_number()};
}

std::optional<table::StateDelta> any_delta() {
  if (any_bool()) {
    return std::nullopt;
  }
  table::StateDelta delta{*rc::gen::arbitrary<std::string>(), {}};
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    delta.removed.push_back(any_text());
  }
  return delta;
}

LogEntry any_entry() {
  LogEntry entry{any_text(), *rc::gen::positive<std::uint64_t>(), any_bool(), any_number(), {}, {}};
  const int commits = *rc::gen::inRange(1, 4);
  for (int i = 0; i < commits; ++i) {
    CommitRecord record{any_number(),
                        any_text(),
                        any_ref(),
                        any_ref(),
                        any_optional_text(),
                        any_text(),
                        *rc::gen::arbitrary<std::int64_t>(),
                        any_optional_text(),
                        any_text(),
                        any_text(),
                        {}};
    const int changed = *rc::gen::inRange(0, 4);
    for (int j = 0; j < changed; ++j) {
      ChangedTable changed_table{any_text(), any_table(), any_delta()};
      changed_table.table.delta = changed_table.delta ? entry.position : 0;
      record.changed.push_back(std::move(changed_table));
    }
    entry.commits.push_back(std::move(record));
  }
  const int unchanged = *rc::gen::inRange(0, 4);
  for (int i = 0; i < unchanged; ++i) {
    entry.unchanged.push_back(any_table());
  }
  return entry;
}

RC_GTEST_PROP(CommitRecordJson, every_entry_reads_back, ()) {
  LogEntry entry = any_entry();
  std::string text = encode_log_entry(entry);
  RC_ASSERT(decode_log_entry(text, "x") == entry);
  RC_ASSERT(text.find('\n') == text.size() - 1);
  RC_ASSERT(encode_log_entry(decode_log_entry(text, "x")) == text);
}

LogEntry full_entry() {
  LogEntry entry;
  entry.position = 7;
  entry.hash_seed = 12;
  CommitRecord record;
  record.version = 6;
  record.commit = "01J0000000000000000000000A";
  record.parent = CommitRef{"main", 6, "01J00000000000000000000009"};
  record.merged_parent = CommitRef{"01J0000000000000000000000B", 3, "01J0000000000000000000000C"};
  record.actor = "ada";
  record.operation = "load";
  record.authored_at = 1'700'000'000'000'000;
  record.branch = "dev";
  record.schema_source = "aa";
  record.schema_ir = "bb";
  record.changed = {{"node:Person",
                     {1, 5, "main", "01J0000000000000000000000D", 7, 4, 12},
                     table::StateDelta{std::string("\x00\xFF", 2), {"gone.omni"}}}};
  entry.commits.push_back(std::move(record));
  entry.unchanged = {{2, 6, "main", "", 0, 1, 0}};
  return entry;
}

void expect_damaged(const std::string& text) {
  Error error = error_of([&text] { decode_log_entry(text, "__manifest/main/x.json"); });
  EXPECT_EQ(error.kind(), ErrorKind::internal) << text;
  EXPECT_THAT(error.what(), HasSubstr("__manifest/main/x.json")) << text;
}

TEST(CommitRecordJson, the_stored_form_is_as_drawn) {
  EXPECT_EQ(
      encode_log_entry(full_entry()),
      R"({"format":1,"lineage":"main","position":7,"synced":true,"hash_seed":12,"commits":[{"version":6,)"
      R"("commit":"01J0000000000000000000000A",)"
      R"("parent":["main",6,"01J00000000000000000000009"],)"
      R"("merged_parent":["01J0000000000000000000000B",3,"01J0000000000000000000000C"],)"
      R"("actor":"ada","operation":"load","authored_at":1700000000000000,"branch":"dev",)"
      R"("schema":{"source":"aa","ir":"bb"},"changed":[{"key":"node:Person",)"
      R"("table":[1,5,"main","01J0000000000000000000000D",7,4,12],)"
      R"("delta":{"fragments":"AP8=","removed":["gone.omni"]}}]}],)"
      R"("unchanged":[[2,6,"main","",0,1,0]]})"
      "\n");
}

TEST(CommitRecordJson, an_entry_cut_anywhere_is_damaged) {
  std::string text = encode_log_entry(full_entry());
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {  // the line end says nothing
    expect_damaged(text.substr(0, size));
  }
  expect_damaged(text + "{}");
  expect_damaged(text + text);
  expect_damaged("\xff" + text);
}

/// Calls `visit` with every value below `json` and a way to write the document with it replaced.
void for_each_value(const Json& json, const Json::json_pointer& at,
                    const std::function<void(const Json::json_pointer&, const Json&)>& visit) {
  visit(at, json);
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      for_each_value(value, at / name, visit);
    }
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      for_each_value(json[i], at / i, visit);
    }
  }
}

// Every value in turn becomes one of every other kind, and is left out. Arrays that may be of any
// length, and texts that may be null, are what they are.
TEST(CommitRecordJson, a_value_of_another_kind_or_missing_is_damage) {
  const Json document = Json::parse(encode_log_entry(full_entry()));
  const std::vector<Json> wrong = {nullptr,         true, -1,  1.5,           1e300,
                                   "text",          "",   "7", Json::array(), Json::object(),
                                   Json::array({1})};
  int cases = 0;
  for_each_value(document, Json::json_pointer(), [&](const auto& at, const Json& value) {
    std::string name = at.empty() ? "" : at.back();
    for (const Json& other : wrong) {
      bool may_be_null =
          name == "parent" || name == "merged_parent" || name == "actor" || name == "branch";
      bool same_kind =
          (other.is_string() && value.is_string()) || (other.is_null() && may_be_null) ||
          (other.is_boolean() && value.is_boolean()) || (other == -1 && name == "authored_at") ||
          (other == Json::array() &&
           (name == "changed" || name == "unchanged" || name == "removed"));
      if (same_kind) {
        continue;
      }
      Json damaged = document;
      damaged[at] = other;
      expect_damaged(damaged.dump());
      ++cases;
    }
    if (at.empty()) {
      return;
    }
    Json::json_pointer parent = at.parent_pointer();
    std::string parent_name = parent.empty() ? "" : parent.back();
    if (parent_name != "changed" && parent_name != "unchanged" &&
        parent_name != "removed") {  // those may be shorter
      Json damaged = document;
      if (damaged[parent].is_object()) {
        damaged[parent].erase(name);
      } else {
        damaged[parent].erase(std::stoul(name));
      }
      expect_damaged(damaged.dump());
    }
  });
  EXPECT_GT(cases, 300);
}

TEST(CommitRecordJson, an_unknown_format_says_what_to_do) {
  for (const char* format : {"0", "2", "18446744073709551615"}) {
    std::string text = encode_log_entry(full_entry());
    text.replace(text.find("\"format\":1"), 10, std::string("\"format\":") + format);
    Error error = error_of([&text] { decode_log_entry(text, "e.json"); });
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_THAT(error.what(), HasSubstr(std::string("format ") + format));
    EXPECT_THAT(error.what(), HasSubstr("e.json"));
    EXPECT_THAT(error.what(), HasSubstr("export"));
  }
}

// The format is looked at first: nothing else is known about a newer entry.
TEST(CommitRecordJson, a_newer_format_is_told_from_damage) {
  Error error = error_of([] { decode_log_entry(R"({"format":2,"new":[]})", "e.json"); });
  EXPECT_THAT(error.what(), HasSubstr("storage format 2"));
}

TEST(CommitRecord, tables_of_an_entry_are_the_newest_of_each_type) {
  LogEntry entry = full_entry();
  CommitRecord second = entry.commits[0];
  second.changed = {{"node:Person", {1, 5, "main", "s5", 0, 5, 13}, std::nullopt},
                    {"node:Note", {9, 10, "main", "n1", 0, 2, 1}, std::nullopt}};
  entry.commits.push_back(second);
  EXPECT_THAT(entry.tables(), ::testing::ElementsAre(TableVersion{1, 5, "main", "s5", 0, 5, 13},
                                                     TableVersion{2, 6, "main", "", 0, 1, 0},
                                                     TableVersion{9, 10, "main", "n1", 0, 2, 1}));
  EXPECT_EQ(&entry.head(), &entry.commits[1]);
  Commit commit = public_commit(entry.head());
  EXPECT_EQ(commit.graph_commit_id, second.commit);
  EXPECT_EQ(commit.graph_branch, "dev");
  EXPECT_EQ(commit.graph_manifest_version, 6);
  EXPECT_EQ(commit.parent_commit_id, second.parent->commit);
  EXPECT_EQ(commit.merged_parent_commit_id, second.merged_parent->commit);
  EXPECT_EQ(commit.actor_id, "ada");
  EXPECT_EQ(commit.created_at, second.authored_at);
}

}  // namespace
}  // namespace omnigraph::commit
