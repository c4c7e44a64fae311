# shellcheck shell=bash
# The network: a bridge in a namespace of its own, a veth pair to each host and one to the root namespace.

switch() { printf '%s-sw' "$PREFIX"; }
namespace() { printf '%s-%s' "$PREFIX" "$1"; } # HOST
port() { printf 'p%s' "${1#h}"; }              # HOST: its port on the bridge

# Two links with the same subnet: packets would take either.
check_subnet() {
  local user
  user=$(ip -o -4 addr show to "$SUBNET.0/24" | awk -v own="$PREFIX-ctl" '$2 != own { print $2; exit }')
  [ -z "$user" ] || die "the addresses $SUBNET.* are in use by the link $user; choose others by VACATE_TESTBED_SUBNET"
}

ensure_switch() {
  local ns
  ns=$(switch)
  [ -e "/run/netns/$ns" ] || ip netns add "$ns"
  ip -n "$ns" link set lo up
  ip -n "$ns" link show br0 > /dev/null 2>&1 || ip -n "$ns" link add br0 type bridge
  ip -n "$ns" addr replace "$SWITCH_ADDRESS/24" dev br0
  ip -n "$ns" link set br0 up
  if ! ip link show "$PREFIX-ctl" > /dev/null 2>&1; then
    ip link add "$PREFIX-ctl" type veth peer name ctl netns "$ns"
  fi
  ip -n "$ns" link set ctl master br0 up
  ip addr replace "$CONTROLLER_ADDRESS/24" dev "$PREFIX-ctl"
  ip link set "$PREFIX-ctl" up
}

ensure_host_network() { # HOST
  local ns sw
  ns=$(namespace "$1")
  sw=$(switch)
  [ -e "/run/netns/$ns" ] || ip netns add "$ns"
  ip -n "$ns" link set lo up
  ip -n "$ns" link show eth0 > /dev/null 2>&1 ||
    ip -n "$sw" link add "$(port "$1")" type veth peer name eth0 netns "$ns"
  ip -n "$sw" link set "$(port "$1")" master br0 up
  ip -n "$ns" addr replace "$(address "$1")/24" dev eth0
  ip -n "$ns" link set eth0 up
}

# A second network, which only the hosts are in, so that its addresses may be used elsewhere on this machine.
migration_address() { printf '%s.%s' "$MIGRATION_SUBNET" "${1#h}"; } # HOST

ensure_migration_network() { # HOST
  local ns sw port=m${1#h}
  ns=$(namespace "$1")
  sw=$(switch)
  ip -n "$sw" link show br1 > /dev/null 2>&1 || ip -n "$sw" link add br1 type bridge
  ip -n "$sw" link set br1 up
  ip -n "$ns" link show eth1 > /dev/null 2>&1 || ip -n "$sw" link add "$port" type veth peer name eth1 netns "$ns"
  ip -n "$sw" link set "$port" master br1 up
  ip -n "$ns" addr replace "$(migration_address "$1")/24" dev eth1
  ip -n "$ns" link set eth1 up
}

# Limits a host's link in both directions to RATE as tc writes it (decimal: 500mbit is 62.5 MB/s), or not: none.
shape() { # HOST RATE
  local ends=("$(namespace "$1") eth0" "$(switch) $(port "$1")") end ns device
  for end in "${ends[@]}"; do
    read -r ns device <<< "$end"
    if [ "$2" = none ]; then
      tc -n "$ns" qdisc del dev "$device" root 2> /dev/null || true
    else
      # veth packets are up to 64 KiB; 256 KiB is the burst of 4 ms at 500 Mbit/s
      tc -n "$ns" qdisc replace dev "$device" root tbf rate "$2" burst 256kb latency 50ms ||
        die "tc refused the rate '$2'"
    fi
  done
  printf '%s\n' "$2" > "$STATE/hosts/$1/rate"
}

check_rate() { # RATE
  [[ $1 =~ ^(none|[1-9][0-9]{0,5}([kmg]?bit))$ ]] ||
    die_usage "'$1' is not a rate; write it as 500mbit, 1gbit, 64kbit or none"
}

remove_network() {
  local path
  ip link del "$PREFIX-ctl" 2> /dev/null || true
  for path in /run/netns/"$PREFIX"-h* /run/netns/"$PREFIX-sw"; do
    [ -e "$path" ] && ip netns del "${path##*/}"
  done
  return 0
}

ensure_collector() {
  local record=$STATE/collector.pid program
  recorded_pid "$record" > /dev/null && return
  program=$(native_dir)/collector
  setsid ip netns exec "$(switch)" "$program" "$SWITCH_ADDRESS" "$COLLECTOR_PORT" "$CONTROLLER_ADDRESS" \
    "$STATE/guests" < /dev/null > "$STATE/collector.log" 2>&1 9>&- &
  record_pid "$record" $!
}
