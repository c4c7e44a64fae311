# shellcheck shell=bash
# What all testbed commands share: where things are, messages, the lock, process records.

set -euo pipefail

TESTBED_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Another name and subnet make a testbed beside the first one.
readonly PREFIX=${VACATE_TESTBED_NAME:-vacate}          # of network namespaces, links, and the state folder
readonly SUBNET=${VACATE_TESTBED_SUBNET:-10.77.0}       # host N is $SUBNET.N
readonly MIGRATION_SUBNET=${VACATE_TESTBED_MIGRATION_SUBNET:-10.79.${SUBNET##*.}} # of the second network
STATE=${VACATE_TESTBED_STATE:-/run/$PREFIX-testbed}
CACHE=${VACATE_TESTBED_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/vacate/testbed}
LOCK=/run/$PREFIX-testbed.lock

readonly SWITCH_ADDRESS=$SUBNET.254
readonly CONTROLLER_ADDRESS=$SUBNET.253
readonly COLLECTOR_PORT=7000
readonly MAX_HOSTS=16

# Exit codes: 1 it failed, 2 wrong usage, 3 the testbed cannot run on this machine.
die() { printf 'testbed: %s\n' "$*" >&2; exit 1; }
die_usage() { printf 'testbed: %s (see --help)\n' "$*" >&2; exit 2; }
die_cannot_run() { printf 'testbed: cannot run here: %s\n' "$*" >&2; exit 3; }
say() { printf 'testbed: %s\n' "$*" >&2; }

# Prints the comment at the head of the calling script: that is its help.
usage() {
  awk 'NR > 1 { if ($0 !~ /^#/) exit; sub(/^# ?/, ""); print }' "$0"
}

[[ $PREFIX =~ ^[a-z][a-z0-9]{0,9}$ ]] || die_usage "VACATE_TESTBED_NAME '$PREFIX' is not 1 to 10 lower-case letters and digits"
[[ $SUBNET =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die_usage "VACATE_TESTBED_SUBNET '$SUBNET' is not like 10.77.0"

require_root() {
  [ "$(id -u)" -eq 0 ] || die_cannot_run "${0##*/} needs root (network namespaces, mounts); run it with sudo"
}

require_up() {
  [ -d "$STATE" ] || die "the testbed is down; start it with testbed/up"
}

# Takes the machine-wide lock on file descriptor 9. The file is removed by `down` while it holds the lock,
# so having locked it is not enough: it must still be the one at that path.
lock() {
  while true; do
    exec 9>"$LOCK"
    flock -w 900 9 || die "another testbed command has held the lock for 15 minutes"
    [ "$(stat -L -c %i "/proc/$$/fd/9")" = "$(stat -c %i "$LOCK" 2>/dev/null || echo gone)" ] && return
  done
}

unlock() { exec 9>&-; }

# The kernel's start time of a process: with it, a recorded pid cannot be mistaken for a later process.
start_time() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2> /dev/null) || return 1
  read -r -a fields <<< "${stat##*) }" # the name before it may have spaces
  [ "${fields[0]}" != Z ] && [ "${fields[0]}" != X ] && printf '%s\n' "${fields[19]}"
}

lives() { start_time "$1" > /dev/null; } # PID

record_pid() { # FILE PID
  printf '%s %s\n' "$2" "$(start_time "$2")" > "$1"
}

# Prints the pid recorded in FILE if that very process still lives; fails if not.
recorded_pid() { # FILE
  local pid started
  [ -s "$1" ] && read -r pid started < "$1" && [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ] &&
    printf '%s\n' "$pid"
}

# Ends the process recorded in FILE: asks first, then insists. FILE is removed.
end_recorded() { # FILE [SIGNAL]
  local pid
  if pid=$(recorded_pid "$1"); then
    kill -s "${2:-TERM}" "$pid" 2>/dev/null || true
    wait_gone "$1" 100 || { kill -s KILL "$pid" 2>/dev/null || true; wait_gone "$1" 100 || return 1; }
  fi
  rm -f "$1"
}

wait_gone() { # FILE TENTHS
  local i
  for ((i = 0; i < $2; i++)); do
    recorded_pid "$1" > /dev/null || return 0
    sleep 0.1
  done
  return 1
}

json_string() {
  local text=$1 out='' c i
  local LC_ALL=C
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    case $c in
      '"') out+='\"' ;;
      "\\") out+="\\\\" ;;
      [[:cntrl:]]) printf -v c '\\u%04x' "'$c"; out+=$c ;;
      *) out+=$c ;;
    esac
  done
  printf '"%s"' "$out"
}

# Prints its arguments as a JSON array of strings.
json_strings() {
  local first=1 item
  printf '['
  for item in "$@"; do
    [ "$first" = 1 ] || printf ','
    first=0
    json_string "$item"
  done
  printf ']'
}

xml_text() {
  local text=$1
  text=${text//&/\&amp;}
  text=${text//</\&lt;}
  text=${text//>/\&gt;}
  text=${text//\"/\&quot;}
  text=${text//\'/\&apos;}
  printf '%s' "$text"
}

is_number() { [[ $1 =~ ^[0-9]{1,7}$ ]]; }
