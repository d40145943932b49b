#!/usr/bin/env bash
# From nothing to answers on a Debian 12 machine: installs packages, builds the program, loads the
# whole Debian package archive as a graph and asks it five questions. Everything it makes is below
# build/. A second run repeats only the load and the questions.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
cd "$repository"

example=examples/debian
work=build/demo
records=$work/debian.jsonl
graph=$work/debian.omni
omnigraph=build/release/bin/omnigraph
mkdir -p "$work"

configure() {
  # Tests stay as an earlier configuration had them; the demo itself needs none.
  if [ ! -f build/release/build.ninja ]; then
    cmake --preset release -DOMNIGRAPH_TESTS=OFF
  fi
}

# Builds the program; a person sees how far it is.
build() {
  if [ -t 1 ]; then
    NINJA_STATUS='[%f/%t] ' cmake --build --preset release --target omnigraph
  else
    step "Building (some minutes the first time)" cmake --build --preset release --target omnigraph
  fi
}

fetch_package_lists() {
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
    as_root apt-get update -qq
  fi
}

# Writes the load records, unless they are newer than what they are made from.
convert() {
  if [ -s "$records" ] && [ "$records" -nt "$example/convert.py" ] &&
    [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -newer "$records" | head -n 1)" ]; then
    return
  fi
  apt-cache dumpavail | /usr/bin/python3 "$example/convert.py" >"$records.new"
  mv "$records.new" "$records"
}

ask() {
  local title=$1 query=$2 params=$3 start
  printf '\n%s\n  omnigraph query %s --params %s\n\n' "$title" "$query" "'$params'"
  start=$(now)
  "$omnigraph" query "$query" --store "$graph" --query "$example/queries.gq" --params "$params"
  printf '(%s ms, the start of the program and the opening of the graph included)\n' \
    "$(awk -v a="$start" -v b="$(now)" 'BEGIN {printf "%.0f", 1000 * (b - a)}')"
}

step "Installing packages" scripts/install_packages build
step "Configuring" configure
build
step "Fetching package lists" fetch_package_lists
step "Converting the archive" convert

rm -rf "$graph"
"$omnigraph" init "$graph" --schema "$example/schema.pg"
/usr/bin/time -o "$work/load.time" -f '%e %M' \
  "$omnigraph" load "$graph" --data "$records" --mode append
read -r load_seconds load_kilobytes <"$work/load.time"
awk -v n="$(wc -l <"$records")" -v s="$load_seconds" -v k="$load_kilobytes" \
  'BEGIN {printf "%d records in %.2f s: %d a second, peak memory %.0f MB\n", n, s, n / s, k / 1024}'

ask "What does curl depend on?" needs '{"name": "curl"}'
ask "What is biggest of what gimp needs, through up to five hops?" needs_all '{"name": "gimp"}'
ask "What breaks without python3, by section?" broken_sections '{"name": "python3"}'
ask "Who maintains most?" busiest_maintainers '{}'
ask "Who can deliver mail?" providers '{"name": "mail-transport-agent"}'

printf '\nComparing all queries of %s with plain loops over the records: ' "$example/queries.gq"
/usr/bin/python3 -B tests/examples/check_queries.py "$omnigraph" "$records" "$graph"
printf 'The graph is %s; ask it more.\n' "$graph"
