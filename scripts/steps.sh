# Sourced by the scripts: their steps, shown with times; the output of a step is shown only if it fails.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
step_logs=$repository/build/logs
mkdir -p "$step_logs"

now() { date +%s.%N; }
seconds_since() { awk -v a="$1" -v b="$(now)" 'BEGIN {printf "%.1f", b - a}'; }

# step TITLE COMMAND...: runs the command; ends the script if it fails.
step() {
  local title=$1 log status=0 start
  shift
  log=$step_logs/$(tr -cs 'a-zA-Z0-9' '-' <<<"${title,,}" | sed 's/-*$//').log
  start=$(now)
  printf '%-44s ' "$title"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    printf 'FAILED (%s s)\n' "$(seconds_since "$start")"
    tail -n 60 "$log" >&2
    echo "error: '$title' failed; its whole output is in $log" >&2
    exit 1
  fi
  printf '%7s s\n' "$(seconds_since "$start")"
}

# as_root COMMAND...: for packages; most containers run as root and have no sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}
