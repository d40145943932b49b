#include "cli/error_json.h"

#include "base/overloaded.h"
#include "omnigraph/error.h"

#include <nlohmann/json.hpp>

namespace omnigraph::cli {
namespace {

using Json = nlohmann::ordered_json;

Json optional_json(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

void add_detail(Json& body, const ErrorDetail& detail) {
  std::visit(
      Overloaded{
          [](const std::monostate&) {},
          [&body](const KeyConflict& conflict) {
            Json json = {{"entity_kind", conflict.entity_kind}, {"type_name", conflict.type_name}};
            if (conflict.entity_id) {
              json["entity_id"] = *conflict.entity_id;
            }
            body["key_conflict"] = std::move(json);
          },
          [&body](const ReadSetConflict& conflict) {
            body["read_set_conflict"] = {{"member", conflict.member},
                                         {"expected", optional_json(conflict.expected)},
                                         {"actual", optional_json(conflict.actual)}};
          }},
      detail);
}

}  // namespace

std::string error_json(const std::exception& error) {
  Json body = {{"error", error.what()}};
  const auto* ours = dynamic_cast<const Error*>(&error);
  ErrorKind kind = ours != nullptr ? ours->kind() : ErrorKind::internal;
  if (kind != ErrorKind::gone) {  // the set of codes is closed, and was before there was `gone`
    body["code"] = to_string(kind);
  }
  if (ours != nullptr) {
    add_detail(body, ours->detail());
  }
  return body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace omnigraph::cli
