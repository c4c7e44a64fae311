# shellcheck shell=bash
# Xen nodes: where their state is, their names and ports, and how one speaks with them. It stands in for hosts.sh: what
# guests.sh does by `hosts` and `on_host` works on nodes alike.

# Nodes need no root, so their state must not either.
if [ -z "${VACATE_TESTBED_STATE:-}" ] && [ ! -w /run ]; then
  STATE=${XDG_RUNTIME_DIR:-/tmp}/$PREFIX-testbed
fi
STATE=$STATE-xen
LOCK=$STATE.lock
# Disks are not of the state, which may be in memory.
SCRATCH=${TMPDIR:-/var/tmp}/$PREFIX-testbed-xen-$(id -u)

readonly MAX_NODES=4
readonly SCRATCH_MIB=4096 # sparse: takes what is written
readonly DOM0_MIB=640

readonly COLLECTOR_HOST=127.0.0.1 # heartbeats of node N come from beat_address N

beat_address() { printf '127.0.0.%s' $((10 + ${1#x})); }       # NODE
node_folder() { printf '%s/nodes/%s' "$STATE" "$1"; }          # NODE
address() { printf '%s.%s' "$SUBNET" "${1#x}"; }               # NODE, as other nodes see it
port_of() { cat "$(node_folder "$1")/$2"; }                    # NODE libvirt|command
uri() { printf 'xen+tcp://127.0.0.1:%s/system' "$(port_of "$1" libvirt)"; } # NODE, as this machine sees it
peer_uri() { printf 'xen+tcp://%s/system' "$(address "$1")"; } # NODE, as other nodes see it
node_record() { printf '%s/qemu.pid' "$(node_folder "$1")"; }  # NODE

# Prints the nodes of the testbed, in order.
hosts() {
  local i
  for ((i = 1; i <= MAX_NODES; i++)); do
    [ ! -d "$STATE/nodes/x$i" ] || printf 'x%s\n' "$i"
  done
}

# Prints the name of the node given as x1, 1, or one of its URIs.
node_named() { # TEXT
  local name=$1 node
  for node in $(hosts); do
    case $name in "$node" | "${node#x}" | "$(address "$node")" | "$(uri "$node")" | "$(peer_uri "$node")")
      printf '%s\n' "$node"
      return
      ;;
    esac
  done
  die "no node '$1'; there are: $(hosts | tr '\n' ' ')"
}

node_runs() { recorded_pid "$(node_record "$1")" > /dev/null; } # NODE

# virsh on a node; gives up after 20 s.
on_host() { # NODE ARGUMENTS…
  local node=$1
  shift
  node_runs "$node" && timeout "${VIRSH_TIMEOUT:-20}" virsh -q -c "$(uri "$node")" "$@"
}

# Runs a script in a node's dom0 and prints its output; fails with its exit status, or with 255 if the node does not answer.
in_node() { # NODE SCRIPT
  local answer status
  node_runs "$1" || return 255
  # shellcheck disable=SC2016 # expanded by the inner shell
  answer=$(timeout "${NODE_TIMEOUT:-120}" bash -c 'exec 3<> "/dev/tcp/127.0.0.1/$0" && printf "%s\n.\n" "$1" >&3 && cat <&3' \
    "$(port_of "$1" command)" "$2" 2> /dev/null) || return 255
  status=${answer##*status }
  [[ $answer == *"status "* && $status =~ ^[0-9]+$ ]] || return 255
  printf '%s' "${answer%"status $status"}"
  return "$status"
}

# Finds ports of this machine that nobody uses, from a place on that depends on the testbed's name and on whom they are
# for: 0 the testbed, N its node N.
free_ports() { # COUNT WHOM
  local port found=()
  port=$((20000 + $(printf '%s' "$PREFIX" | cksum | cut -d ' ' -f 1) % 250 * 40 + $2 * 8))
  while [ ${#found[@]} -lt "$1" ]; do
    port=$((port + 1))
    grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2> /dev/null || found+=("$port")
  done
  printf '%s\n' "${found[@]}"
}

# Starts a node's QEMU unless it runs; does not wait until it has booted.
start_node() { # NODE COUNT MEMORY
  local folder record other link arguments=() number=${1#x} ports
  folder=$(node_folder "$1")
  record=$(node_record "$1")
  recorded_pid "$record" > /dev/null && return
  mkdir -p "$folder" "$SCRATCH"
  [ -s "$folder/uuid" ] || cat /proc/sys/kernel/random/uuid > "$folder/uuid"
  if [ ! -s "$folder/libvirt" ]; then
    mapfile -t ports < <(free_ports 2 "$number")
    printf '%s\n' "${ports[0]}" > "$folder/libvirt"
    printf '%s\n' "${ports[1]}" > "$folder/command"
  fi
  rm -f "$SCRATCH/$1.ext4"
  PATH=$PATH:/usr/sbin:/sbin mke2fs -q -F -t ext4 -O ^has_journal -m 0 "$SCRATCH/$1.ext4" "${SCRATCH_MIB}M" > /dev/null
  # A link to each other node: two sockets that know each other by name, so each may die and come back.
  for ((other = 1; other <= $2; other++)); do
    [ "$other" != "$number" ] || continue
    link=$number-$other
    rm -f "$STATE/links/$link"
    arguments+=(-netdev "dgram,id=link$other,local.type=unix,local.path=$STATE/links/$link,remote.type=unix,remote.path=$STATE/links/$other-$number"
      -device "virtio-net-pci,netdev=link$other,mac=52:54:00:78:0$number:0$other,romfile=")
  done
  setsid bash -c '. "$0/lib/common.sh"; . "$0/lib/images.sh"; exec_qemu "$@"' "$TESTBED_DIR" -name "$PREFIX-$1" \
    -accel tcg,thread=multi,tb-size=256 -machine pc -cpu Nehalem -smp 1 -m "$3" -nodefaults -display none -no-reboot \
    -kernel "$(hypervisor)" -append "console=com1 com1=115200,8n1 dom0_mem=$DOM0_MIB""M,max:$DOM0_MIB""M loglvl=warning guest_loglvl=warning spec-ctrl=no xpti=no pv-l1tf=no bootscrub=no" \
    -initrd "$(images_dir)/dom0-kernel console=hvc0 quiet mitigations=off node=$number nodes=$2 subnet=$SUBNET uuid=$(cat "$folder/uuid"),$(images_dir)/dom0-initramfs" \
    -drive "file=$(images_dir)/dom0-disk,format=raw,if=virtio,readonly=on" \
    -drive "file=$SCRATCH/$1.ext4,format=raw,if=virtio,cache=unsafe" \
    -netdev "user,id=machine,restrict=on,hostfwd=tcp:127.0.0.1:$(port_of "$1" libvirt)-:16509,hostfwd=tcp:127.0.0.1:$(port_of "$1" command)-:2222" \
    -device virtio-net-pci,netdev=machine,romfile= "${arguments[@]}" \
    -chardev "udp,id=beats,host=$COLLECTOR_HOST,port=$(cat "$STATE/collector.port"),localaddr=$(beat_address "$1"),localport=0" \
    -chardev "file,id=console,path=$folder/console.log" -serial chardev:console -serial chardev:beats \
    < /dev/null > "$folder/qemu.log" 2>&1 8>&- 9>&- &
  record_pid "$record" $!
}

# Lets a node that runs go on where fault tests have stopped it. One that is still booting answers later: see wait_node.
wake_node() { # NODE
  local pid
  pid=$(recorded_pid "$(node_record "$1")") && kill -CONT "$pid"
  NODE_TIMEOUT=60 in_node "$1" '/node/libvirtd start' > /dev/null 2>&1 || true
}

# Destroys the domain that takes all memory, if it is there: only a list without it says that it is not. A node has no grep.
# shellcheck disable=SC2016 # expanded there
readonly DESTROY_HOG='domains=$(xl list) || exit 1
  while read -r name rest; do [ "$name" != hog ] || xl destroy hog || exit 1; done <<< "$domains"'

# Undoes what fault tests may have left of a node that answers.
heal_node() { # NODE
  NODE_TIMEOUT=60 in_node "$1" "for link in /sys/class/net/br0/brif/*; do ip link set \${link##*/} up || exit 1; done
    $DESTROY_HOG" > /dev/null || die "$1 could not be healed"
}

# Limits what a node sends to each other node as xen-up was asked to.
shape_node() { # NODE
  local rate what
  rate=$(cat "$STATE/rate")
  what="replace dev \${link##*/} root tbf rate $rate burst 256kb latency 50ms"
  # Without a limit there may be nothing to delete.
  # shellcheck disable=SC2016 # expanded there
  [ "$rate" != none ] || what='del dev ${link##*/} root 2> /dev/null || true'
  NODE_TIMEOUT=60 in_node "$1" "for link in /sys/class/net/br0/brif/*; do tc qdisc $what; done" ||
    die "$1 could not limit its links to '$rate'"
}

# Waits until a node's libvirt answers.
wait_node() { # NODE
  local end=$((SECONDS + 420)) # a boot takes 20 s; more by far on a machine that does other things
  while ((SECONDS < end)); do
    VIRSH_TIMEOUT=10 on_host "$1" list > /dev/null 2>&1 && return
    node_runs "$1" || die "the node $1 ended: $(tail -n 5 "$(node_folder "$1")"/{console,qemu}.log 2>&1)"
    sleep 0.3
  done
  die "the libvirt of node $1 does not answer: $(tail -n 5 "$(node_folder "$1")/console.log")"
}

ensure_xen_collector() {
  local record=$STATE/collector.pid
  recorded_pid "$record" > /dev/null && return
  [ -s "$STATE/collector.port" ] || free_ports 1 0 > "$STATE/collector.port"
  setsid "$(native_dir)/collector" "$COLLECTOR_HOST" "$(cat "$STATE/collector.port")" "$COLLECTOR_HOST" "$STATE/guests" \
    < /dev/null > "$STATE/collector.log" 2>&1 8>&- 9>&- &
  record_pid "$record" $!
}
