#pragma once

#include "cli/arguments.h"
#include "omnigraph/graph.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::cli {

/// The graph that a command addresses: its positional URI or `--store`, not both (CLI-14). Throws
/// `Error` (bad_request) if there is none.
std::string resolve_store(const std::optional<std::string>& positional, const GlobalFlags& global);

/// Throws `Error` (bad_request) if `uri` is an http(s) URL, which the command `label`, one that
/// works on storage itself, cannot use (CLI-18).
void refuse_remote_url(std::string_view label, std::string_view uri);

/// Opens the graph; `OMNIGRAPH_DURABILITY` says whether commits are synced (D-38).
std::unique_ptr<Graph> open_graph(const std::string& uri);

/// Throws `Error` (not_found) unless `branch` is main, the only branch that this build has.
void require_branch(const std::string& branch);

}  // namespace omnigraph::cli
