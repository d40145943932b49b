#pragma once

#include "cli/arguments.h"

// One function a command: runs it and prints its result. They throw `Error`; `run` translates.

namespace omnigraph::cli {

void run_init(const InitArguments& arguments, const GlobalFlags& global);
void run_load(const LoadArguments& arguments, const GlobalFlags& global);
void run_query(const QueryArguments& arguments, const GlobalFlags& global);
void run_snapshot(const SnapshotArguments& arguments, const GlobalFlags& global);
void run_version();

}  // namespace omnigraph::cli
