#pragma once

#include "cli/arguments.h"

// One function a command: runs it and prints its result. They throw `Error`; `run` translates.
// Those that can succeed in several ways return the exit status.

namespace omnigraph::cli {

void run_init(const InitArguments& arguments, const GlobalFlags& global);
void run_load(const LoadArguments& arguments, const GlobalFlags& global);
void run_query(const QueryArguments& arguments, const GlobalFlags& global);
void run_snapshot(const SnapshotArguments& arguments, const GlobalFlags& global);
/// 3 with `--check` if the change is unsupported or drops something, else 0.
int run_schema_plan(const SchemaPlanArguments& arguments, const GlobalFlags& global);
void run_schema_apply(const SchemaApplyArguments& arguments, const GlobalFlags& global);
void run_schema_show(const SchemaShowArguments& arguments, const GlobalFlags& global);
void run_version();

}  // namespace omnigraph::cli
