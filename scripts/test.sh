#!/usr/bin/env bash
# Installs what is needed, builds everything (release) and runs every test. The summary of ctest is
# the last thing printed. Arguments go to ctest, for example `-R cli`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
cd "$repository"

step "Installing packages" scripts/install_packages build test
step "Configuring" cmake --preset release -DOMNIGRAPH_TESTS=ON
step "Building" cmake --build --preset release
exec scripts/run_ctest release "$@"
