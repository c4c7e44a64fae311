# shellcheck shell=bash
# What check and xen-check have in common. Each says before, by functions, how its testbed differs:
#   ask_collector TEXT   sends the collector a command
#   beat_address HOST    where the heartbeats of the host's guests come from
#   guest_copies UUID    the hosts that hold a copy of the guest, whatever libvirt thinks, one line for each copy;
#                        "HOST unknown" where that cannot be told: then there may be any number
# and by COPIES what such a copy is called.

parse_check() { # ARGUMENTS…: sets name, json, timeout, guest_folder and guest_uuid
  name='' json=0 timeout=120
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --json) json=1 ;;
      --timeout) timeout=${2:?--timeout needs a value}; shift ;;
      --) name=${2:-}; break ;;
      --*) die_usage "unknown option '$1'" ;;
      *) [ -z "$name" ] || die_usage "expected one NAME"; name=$1 ;;
    esac
    shift
  done
  [ -n "$name" ] || die_usage "expected NAME"
  is_number "$timeout" || die_usage "--timeout '$timeout' is not a number of seconds"
  guest_folder='' guest_uuid=''
  require_guest "$name"
}

readonly SILENCE=10 # seconds without a heartbeat after which a guest counts as dead

now_ms() { date +%s%3N; }

# Waits until a pass over all pages that began after now is done; fails when the guest falls silent.
await_pass() {
  local request sequence='' heard_at=0 whole=''
  request=$(now_ms)
  SECONDS=0
  while true; do
    [ $((SECONDS % 2)) -ne 0 ] ||
      ask_collector "V ${guest_folder##*/} $request" 2> /dev/null || true
    if read_beat "$guest_folder" && [ "${beat[sequence]}" != "$sequence" ]; then
      # The first status found may be an old one: only a change proves life.
      [ -z "$sequence" ] || heard_at=$SECONDS
      # Of the guest's own slow passes, the one after the one under way began after now: should requests not
      # get through (they do not after the collector has died and been started again), that one serves.
      [ -z "$sequence" ] || whole=${whole:-$((${beat[passes]} + 2))}
      sequence=${beat[sequence]}
      if [ "${beat[served]}" -ge "$request" ] || [ "${beat[passes]}" -ge "${whole:-$((2 ** 62))}" ]; then
        verified=${beat[pages]}
        return 0
      fi
    fi
    if [ $((SECONDS - heard_at)) -ge "$SILENCE" ]; then
      alive=false
      problems+=("no heartbeat for $SILENCE s")
      return 1
    fi
    if [ "$SECONDS" -ge "$timeout" ]; then
      problems+=("its memory was not verified within $timeout s")
      return 1
    fi
    sleep 0.1
  done
}

# Waits up to 5 s for a status newer than the one at hand.
await_beat() {
  local sequence=${beat[sequence]:-0} i
  for ((i = 0; i < 50; i++)); do
    read_beat "$guest_folder" && [ "${beat[sequence]}" != "$sequence" ] && return
    sleep 0.1
  done
  return 1
}

# Checks the guest and prints what was found; fails if it is not well.
run_check() {
  local -A beat=()
  local problems=() alive=true verified=0 active=() state='' unknown='' copies=() untold='' host where last_check since age rate ok verdict problem
  await_pass || true

  while read -r host where; do
    case $where in
      unknown) unknown+=" $host" ;;
      '' | 'shut off') ;;
      *) active+=("$host"); state=$where ;;
    esac
  done <<< "$(guest_places "$guest_uuid")"
  while read -r host where; do
    case $host,$where in
      ,) ;;
      *,) copies+=("$host") ;;
      *) untold+=" $host" ;;
    esac
  done <<< "$(guest_copies "$guest_uuid")"

  [ "$alive" = false ] || await_beat || { alive=false; problems+=("its heartbeats have stopped"); }
  [ -z "$unknown" ] || problems+=("no answer from the libvirtd of$unknown")
  [ -z "$untold" ] || problems+=("no answer on the $COPIES of$untold")
  [ ${#active[@]} -eq 1 ] || problems+=("active on ${#active[@]} hosts: ${active[*]:-none}")
  [ ${#copies[@]} -eq 1 ] || problems+=("${#copies[@]} $COPIES: ${copies[*]:-none}")
  [ ${#active[@]} -ne 1 ] || [ "$state" = running ] || problems+=("it is $state")
  if [ ${#active[@]} -eq 1 ] && [ "$alive" = true ]; then
    [ "${beat[address]}" = "$(beat_address "${active[0]}")" ] ||
      problems+=("its heartbeats come from ${beat[address]}, not from ${active[0]}")
  fi
  [ "${beat[bad_pages]:-0}" -eq 0 ] || problems+=("${beat[bad_pages]} bad pages")
  [ "${beat[restarts]:-0}" -eq 0 ] || problems+=("it has started anew ${beat[restarts]} times")

  last_check=$(cat "$guest_folder/checked" 2> /dev/null || echo 0)
  since=$(awk -v since="$last_check" '$1 > since && $2 > longest { longest = $2 } END { print longest + 0 }' \
    "$guest_folder/gaps" 2> /dev/null || true)
  now_ms > "$guest_folder/checked" 2> /dev/null || true
  age=$(($(now_ms) - ${beat[heard_ms]:-0}))
  rate=$(awk -v kib="${beat[dirty_kib_per_s]:-0}" 'BEGIN { printf "%.1f", kib / 1024 }')
  ok=true
  [ ${#problems[@]} -eq 0 ] || ok=false

  if [ "$json" = 1 ]; then
    printf '{"name":%s,"uuid":"%s","ok":%s,"alive":%s,' "$(json_string "$name")" "$guest_uuid" "$ok" "$alive"
    printf '"hosts":%s,"state":%s,"processes":%s,' "$(json_strings ${active[@]+"${active[@]}"})" \
      "$(json_string "$state")" "${#copies[@]}"
    printf '"pages":%s,"pages_verified":%s,"bad_pages":%s,"passes":%s,' "${beat[pages]:-0}" "$verified" \
      "${beat[bad_pages]:-0}" "${beat[passes]:-0}"
    printf '"longest_gap_ms":%s,"longest_gap_since_check_ms":%s,"beat_age_ms":%s,' "${beat[longest_gap_ms]:-0}" \
      "${since:-0}" "$age"
    printf '"uptime_ms":%s,"dirty_mib_per_s":%s,"problems":%s}\n' "${beat[uptime_ms]:-0}" "$rate" \
      "$(json_strings ${problems[@]+"${problems[@]}"})"
  else
    [ "$ok" = true ] && verdict=OK || verdict=BAD
    printf '%s: %s on %s, %s of %s pages verified, %s bad, longest heartbeat gap %s ms (%s since the last check), rewriting %s MiB/s\n' \
      "$verdict" "$name" "${active[*]:-no host}" "$verified" "${beat[pages]:-0}" "${beat[bad_pages]:-0}" \
      "${beat[longest_gap_ms]:-0}" "${since:-0}" "$rate"
    for problem in ${problems[@]+"${problems[@]}"}; do printf '  %s\n' "$problem"; done
  fi
  [ "$ok" = true ]
}
