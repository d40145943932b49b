#include "commit/commit_record_json.h"

#include "base/throw_error.h"

#include <absl/strings/escaping.h>
#include <nlohmann/json.hpp>

namespace omnigraph::commit {
namespace {

using Json = nlohmann::ordered_json;

// The library converts numbers from one kind to another and iterates over anything. References it
// gives only to what is there.
std::uint64_t natural(const Json& json) { return json.get_ref<const std::uint64_t&>(); }
std::int64_t integer(const Json& json) { return json.get_ref<const std::int64_t&>(); }
const Json::array_t& items(const Json& json) { return json.get_ref<const Json::array_t&>(); }

Json optional_text(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

std::optional<std::string> read_optional_text(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<std::string>());
}

Json encode_ref(const std::optional<CommitRef>& ref) {
  return ref ? Json::array({ref->lineage, ref->position, ref->commit}) : Json();
}

std::optional<CommitRef> decode_ref(const Json& json) {
  if (json.is_null()) {
    return std::nullopt;
  }
  return CommitRef{json.at(0), natural(json.at(1)), json.at(2)};
}

Json encode_table(const TableVersion& table) {
  return Json::array({table.type_id, table.incarnation, table.lineage, table.state, table.delta,
                      table.version, table.rows});
}

/// Refuses members that this build does not know: they would change what the entry means.
void require_size(const Json& json, std::size_t size, std::string_view name) {
  if (json.size() != size) {
    throw_internal("commit record {} has parts that this build does not know; use a newer build",
                   name);
  }
}

TableVersion decode_table(const Json& json, std::string_view name) {
  require_size(json, 7, name);
  return {natural(json.at(0)), natural(json.at(1)), json.at(2),         json.at(3),
          natural(json.at(4)), natural(json.at(5)), natural(json.at(6))};
}

Json encode_delta(const std::optional<table::StateDelta>& delta) {
  if (!delta) {
    return {};
  }
  return {{"fragments", absl::Base64Escape(delta->fragments)}, {"removed", delta->removed}};
}

std::optional<table::StateDelta> decode_delta(const Json& json, std::string_view name) {
  if (json.is_null()) {
    return std::nullopt;
  }
  require_size(json, 2, name);
  table::StateDelta delta;
  if (!absl::Base64Unescape(json.at("fragments").get_ref<const std::string&>(), &delta.fragments)) {
    throw_internal("commit record {} is damaged: the fragments of a table are not base64", name);
  }
  for (const Json& file : items(json.at("removed"))) {
    delta.removed.push_back(file);
  }
  return delta;
}

Json encode_commit(const CommitRecord& record) {
  Json changed = Json::array();
  for (const ChangedTable& table : record.changed) {
    changed.push_back({{"key", table.key},
                       {"table", encode_table(table.table)},
                       {"delta", encode_delta(table.delta)}});
  }
  return {{"version", record.version},
          {"commit", record.commit},
          {"parent", encode_ref(record.parent)},
          {"merged_parent", encode_ref(record.merged_parent)},
          {"actor", optional_text(record.actor)},
          {"operation", record.operation},
          {"authored_at", record.authored_at},
          {"branch", optional_text(record.branch)},
          {"schema", {{"source", record.schema_source}, {"ir", record.schema_ir}}},
          {"changed", std::move(changed)}};
}

CommitRecord decode_commit(const Json& json, std::string_view name) {
  require_size(json, 10, name);
  CommitRecord record;
  record.version = natural(json.at("version"));
  record.commit = json.at("commit");
  record.parent = decode_ref(json.at("parent"));
  record.merged_parent = decode_ref(json.at("merged_parent"));
  record.actor = read_optional_text(json.at("actor"));
  record.operation = json.at("operation");
  record.authored_at = integer(json.at("authored_at"));
  record.branch = read_optional_text(json.at("branch"));
  record.schema_source = json.at("schema").at("source");
  record.schema_ir = json.at("schema").at("ir");
  for (const Json& changed : items(json.at("changed"))) {
    require_size(changed, 3, name);
    record.changed.push_back({changed.at("key"), decode_table(changed.at("table"), name),
                              decode_delta(changed.at("delta"), name)});
  }
  return record;
}

}  // namespace

std::string encode_log_entry(const LogEntry& entry) {
  Json commits = Json::array();
  for (const CommitRecord& record : entry.commits) {
    commits.push_back(encode_commit(record));
  }
  Json unchanged = Json::array();
  for (const TableVersion& table : entry.unchanged) {
    unchanged.push_back(encode_table(table));
  }
  Json json = {{"format", kFormat},
               {"lineage", entry.lineage},
               {"position", entry.position},
               {"synced", entry.synced},
               {"hash_seed", entry.hash_seed},
               {"commits", std::move(commits)},
               {"unchanged", std::move(unchanged)}};
  return json.dump() + '\n';
}

LogEntry decode_log_entry(std::string_view text, std::string_view name) {
  try {
    Json json = Json::parse(text);
    std::uint64_t format = natural(json.at("format"));
    if (format != kFormat) {
      throw_internal(
          "commit record {} has storage format {}, this build reads format {}; use a "
          "newer build, or move the graph with its own build's export and our load",
          name, format, kFormat);
    }
    require_size(json, 7, name);
    LogEntry entry;
    entry.lineage = json.at("lineage");
    entry.position = natural(json.at("position"));
    entry.synced = json.at("synced");
    entry.hash_seed = natural(json.at("hash_seed"));
    for (const Json& record : items(json.at("commits"))) {
      entry.commits.push_back(decode_commit(record, name));
    }
    for (const Json& table : items(json.at("unchanged"))) {
      entry.unchanged.push_back(decode_table(table, name));
    }
    for (const CommitRecord& record : entry.commits) {
      for (const ChangedTable& changed : record.changed) {
        if (changed.delta.has_value() != (changed.table.delta == entry.position)) {
          throw_internal("commit record {} is damaged: the delta of {} is not where it says", name,
                         changed.key);
        }
      }
    }
    if (entry.commits.empty()) {
      throw_internal("commit record {} holds no commit", name);
    }
    return entry;
  } catch (const nlohmann::json::exception& error) {
    throw_internal("commit record {} is damaged: {}", name, error.what());
  }
}

}  // namespace omnigraph::commit
