# shellcheck shell=bash
# Guests: each has a number (its name in heartbeats and in $STATE/guests), a name and a UUID.

# The most memory (MiB) that a guest of so much memory can fill. Its kernel needs the rest (found by trying;
# the share that grows is its page tables and the reserve that transparent huge pages ask for).
max_fill() { printf '%s\n' $(($1 - 54 - $1 * 10 / 128)); } # MEMORY

# Prints the number of the guest with that name; fails if there is none.
guest_id() { # NAME
  local folder
  for folder in "$STATE"/guests/*/; do
    [ -f "$folder/name" ] && [ "$(cat "$folder/name"; echo .)" = "$1"$'\n.' ] || continue
    folder=${folder%/}
    printf '%s\n' "${folder##*/}"
    return
  done
  return 1
}

require_guest() { # NAME: sets guest_folder and guest_uuid
  local id
  require_up
  id=$(guest_id "$1") || die "no guest '$1' was started by testbed/guest"
  guest_folder=$STATE/guests/$id
  guest_uuid=$(cat "$guest_folder/uuid")
}

# Prints the hosts that have the guest, as lines "HOST STATE"; a host that does not tell gives "HOST unknown".
guest_places() { # UUID
  local host state
  for host in $(hosts); do
    state=$(guest_state "$host" "$1") || state=unknown
    [ -z "$state" ] || printf '%s %s\n' "$host" "$state"
  done
}

# Prints what state a host has the guest in, nothing if it does not have it; fails if the host does not tell.
guest_state() { # HOST UUID
  knows_guest "$1" "$2" || { [ $? -eq 1 ]; return; }
  # One that has ended in between is not there; one that is there and cannot be asked is unknown.
  VIRSH_TIMEOUT=10 on_host "$1" domstate "$2" 2> /dev/null || { knows_guest "$1" "$2"; [ $? -eq 1 ]; }
}

# Tells whether a host's libvirtd has the guest; fails with 1 if it does not have it, and with 2 if it does not answer.
knows_guest() { # HOST UUID
  local list
  list=$(VIRSH_TIMEOUT=10 on_host "$1" list --all --uuid 2> /dev/null) || return 2
  grep -qxF "$2" <<< "$list"
}

# Prints the pids of the QEMU processes that the guest has on a host, those that libvirt has forgotten included; fails if
# that cannot be told.
guest_qemus() { # HOST UUID
  local pids pid words
  pids=$(qemu_processes "$1") || return 1
  for pid in $pids; do
    if words=$(tr '\0' '\n' 2> /dev/null < "/proc/$pid/cmdline"); then
      [[ $words != *$'\n-uuid\n'"$2"$'\n'* ]] || printf '%s\n' "$pid"
    else
      ! lives "$pid" || return 1
    fi
  done
}

# Prints the hosts on which a QEMU process of the guest exists, one line for each process; a host that does not tell gives
# "HOST unknown".
guest_processes() { # UUID
  local host pids
  for host in $(hosts); do
    if pids=$(guest_qemus "$host" "$1"); then
      [ -z "$pids" ] || sed "s/.*/$host/" <<< "$pids"
    else
      printf '%s unknown\n' "$host"
    fi
  done
}

# Reads the guest's newest status into the associative array `beat`; fails if there is none yet.
read_beat() { # FOLDER
  local key value
  beat=()
  [ -s "$1/beat" ] || return 1
  while IFS='=' read -r key value; do beat[$key]=$value; done < "$1/beat"
}

# Where disks are: a folder of each host's own, and one that all see. All hosts see both under these paths.
readonly LOCAL_DISKS=/var/lib/libvirt/images
shared_disks() { printf '%s/disks' "$STATE"; }

# Runs a command as a host sees the disks and with its QEMU.
in_host() { # HOST COMMAND…
  local host=$1 pid
  shift
  pid=$(recorded_pid "$(libvirtd_record "$host")") || die "the libvirtd of $host does not run"
  nsenter -t "$pid" -m -- "$@"
}

# Makes a disk of so many MiB for the guest ID and prints its XML. A qcow2 disk lies on a base image of all zeros,
# which each host has.
make_disk() { # HOST ID MIB FORMAT SHARED
  local folder=$LOCAL_DISKS path base other
  [ "$5" = no ] || folder=$(shared_disks)
  path=$folder/guest-$2.$4
  if [ "$4" = raw ]; then
    in_host "$1" mkdir -p "$folder"
    # Zeros that are written, not holes: a copy of the disk must take its time.
    in_host "$1" dd if=/dev/zero of="$path" bs=1M count="$3" status=none
  else
    base=$folder/base-$2.raw
    for other in $(hosts); do
      in_host "$other" mkdir -p "$folder"
      in_host "$other" truncate -s "$3M" "$base"
    done
    in_host "$1" qemu-img create -q -f qcow2 -F raw -b "$base" "$path"
  fi
  printf "<disk type='file' device='disk'><driver name='qemu' type='%s' cache='writeback'/><source file='%s'/><target dev='hda' bus='ide'/></disk>" \
    "$4" "$(xml_text "$path")"
}

remove_disks() { # ID
  local host
  for host in $(hosts); do
    rm -f "$STATE/hosts/$host/lib/images/guest-$1".* "$STATE/hosts/$host/lib/images/base-$1".*
  done
  rm -f "$(shared_disks)/guest-$1".* "$(shared_disks)/base-$1".*
}

domain_xml() { # NAME UUID ID MEMORY DIRTY WORKING_SET FILL DISK DISK_XML DAMAGED VCPUS BALLOON REBOOTS HUGE
  local initramfs arguments='' balloon=none reboot=destroy backing=''
  initramfs=$(native_dir)/initramfs.gz
  [ "${12}" = no ] || { initramfs=$(balloon_initramfs) balloon=virtio; }
  [ "${13}" = no ] || { arguments=' unknown_nmi_panic' reboot=restart; }
  [ "${14}" = no ] || backing='<memoryBacking><hugepages/></memoryBacking>'
  cat <<XML
<domain type='qemu'>
  <name>$(xml_text "$1")</name>
  <uuid>$2</uuid>
  <memory unit='MiB'>$4</memory>
  $backing
  <vcpu>${11}</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>$(xml_text "$CACHE/guest-kernel/vmlinuz")</kernel>
    <initrd>$(xml_text "$initramfs")</initrd>
    <cmdline>quiet panic=-1 id=$3 dirty=$5 wss=$6 fill=$7 disk=$8 corrupt=${10}$arguments</cmdline>
  </os>
  <features><acpi/><tcg><tb-cache unit='MiB'>64</tb-cache></tcg></features>
  <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>$reboot</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <memballoon model='$balloon'/>
    $9
    <serial type='udp'>
      <source mode='connect' host='$SWITCH_ADDRESS' service='$COLLECTOR_PORT'/>
      <target port='0'/>
    </serial>
  </devices>
</domain>
XML
}
