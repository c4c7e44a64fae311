# shellcheck shell=bash
# Hosts: their names and addresses, and the libvirtd of each.

address() { printf '%s.%s' "$SUBNET" "${1#h}"; }                     # HOST
uri() { printf 'kvm+tcp://%s/system' "$(address "$1")"; }            # HOST
socket() { printf '%s/hosts/%s/run/libvirt-sock' "$STATE" "$1"; }    # HOST

# Prints the hosts of the testbed, in order.
hosts() {
  local i
  for ((i = 1; i <= MAX_HOSTS; i++)); do
    [ ! -d "$STATE/hosts/h$i" ] || printf 'h%s\n' "$i"
  done
}

# Prints the name of the host given as h1, 1, its address, or a URI with its address.
host_named() { # TEXT
  local name=$1
  name=${name#*://}
  name=${name%%/*}
  name=${name#"$SUBNET."}
  name=h${name#h}
  [[ $name =~ ^h[1-9][0-9]?$ ]] && [ -d "$STATE/hosts/$name" ] ||
    die "no host '$1'; there are: $(hosts | tr '\n' ' ')"
  printf '%s\n' "$name"
}

# virsh on a host, over its Unix socket; gives up after 20 s.
on_host() { # HOST ARGUMENTS…
  local host=$1
  shift
  timeout "${VIRSH_TIMEOUT:-20}" virsh -q -c "qemu+unix:///system?socket=$(socket "$host")" "$@"
}

shared_memory() { printf '/dev/shm/%s-testbed-%s' "$PREFIX" "$1"; }       # HOST
# Where this machine has cgroups, version 1: the second has no folder that could be given to one host. libvirt gives guests
# their shares of the CPUs by `cpu`, and reads their CPU time from `cpuacct`. A host lives in cgroups of its own, and in a
# namespace in which they are all that there is.
readonly CGROUPS=/sys/fs/cgroup
cgroup() { printf '%s/%s/%s-testbed-%s' "$CGROUPS" "$1" "$PREFIX" "$2"; } # CONTROLLER HOST
cgroups_mark() { printf '%s/hosts/%s/cgroups' "$STATE" "$1"; }            # HOST: a file that is there if it has cgroups

# Puts this process into a host's cgroups; fails where this machine has none or lets nobody make some.
join_cgroups() { # HOST
  local controller
  rm -f "$(cgroups_mark "$1")"
  for controller in cpu cpuacct; do
    [ -w "$CGROUPS/$controller/cgroup.procs" ] && mkdir -p "$(cgroup "$controller" "$1")" || return 1
  done
  # A host has several processes: it should not get as little as one where the machine is busy.
  echo 4096 > "$(cgroup cpu "$1")/cpu.shares" || return 1
  for controller in cpu cpuacct; do
    echo "$BASHPID" > "$(cgroup "$controller" "$1")/cgroup.procs" || return 1
  done
  touch "$(cgroups_mark "$1")"
} 2> /dev/null

# Removes a host's cgroups, with what its guests have left in them.
remove_cgroups() { # HOST
  local controller
  for controller in cpu cpuacct; do
    [ ! -d "$(cgroup "$controller" "$1")" ] || find "$(cgroup "$controller" "$1")" -depth -type d -exec rmdir {} + 2> /dev/null ||
      say "cgroups of $1 are in use: $(cgroup "$controller" "$1")"
  done
}

# Mounts the cgroups of the namespace that this process is in; fails if the host has none.
mount_cgroups() { # HOST
  [ -e "$(cgroups_mark "$1")" ] && mount -t tmpfs cgroup "$CGROUPS" || return 1
  if mount_cgroup cpu; then mount_cgroup cpuacct; else mount_cgroup cpu,cpuacct; fi
} 2> /dev/null

mount_cgroup() { # CONTROLLERS
  mkdir "$CGROUPS/$1" && mount -t cgroup -o "$1" cgroup "$CGROUPS/$1"
}

libvirtd_record() { printf '%s/hosts/%s/libvirtd.pid' "$STATE" "$1"; } # HOST

# Starts a host's libvirtd unless it runs; does not wait until it answers.
start_libvirtd() { # HOST
  local record started i
  record=$(libvirtd_record "$1")
  recorded_pid "$record" > /dev/null && return
  started=$STATE/hosts/$1/started
  rm -f "$(socket "$1")" "$started"
  (
    namespaces=-mu
    ! join_cgroups "$1" || namespaces=-muC
    exec setsid "$(native_dir)/reaper" "$started" ip netns exec "$(namespace "$1")" unshare "$namespaces" --propagation private \
      "$TESTBED_DIR/lib/in-host" "$1"
  ) < /dev/null > "$STATE/hosts/$1/output" 2>&1 9>&- &
  for ((i = 0; i < 1000; i++)); do
    [ ! -s "$started" ] || { record_pid "$record" "$(cat "$started")"; return; }
    sleep 0.01
  done
  die "the libvirtd of $1 did not start: $(tail -n 3 "$STATE/hosts/$1/output")"
}

wait_libvirtd() { # HOST
  local i
  for ((i = 0; i < 600; i++)); do
    [ -S "$(socket "$1")" ] && VIRSH_TIMEOUT=60 on_host "$1" list > /dev/null 2>&1 && return
    recorded_pid "$(libvirtd_record "$1")" > /dev/null ||
      die "the libvirtd of $1 ended: $(tail -n 3 "$STATE/hosts/$1/output" "$STATE/hosts/$1/log/libvirtd.log" 2>&1)"
    sleep 0.1
  done
  die "the libvirtd of $1 does not answer after a minute"
}

# Prints the pids of a host's QEMU processes: told by their namespace, so that one which its libvirtd has forgotten is
# found as well. Fails if they cannot be told.
qemu_processes() { # HOST
  local pids pid exe
  pids=$(ip netns pids "$(namespace "$1")") || return 1
  for pid in $pids; do
    if exe=$(readlink "/proc/$pid/exe"); then
      case ${exe##*/} in qemu-system-*) printf '%s\n' "$pid" ;; esac
    else
      ! lives "$pid" || return 1
    fi
  done
}
