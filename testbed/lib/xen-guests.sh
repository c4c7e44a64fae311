# shellcheck shell=bash
# Guests of Xen nodes; what they share with those of KVM hosts is in guests.sh.

# What the guest's kernel needs to boot.
readonly XEN_BOOT_MIB=96

# The most memory (MiB) that a guest of so much memory can fill: its kernel takes the rest, and to be ballooned down some
# more must be free.
max_xen_fill() { # MEMORY
  if (($1 < XEN_BOOT_MIB)); then printf '%s\n' $(($1 - 60)); else printf '%s\n' $(($1 - 56 - $1 / 16)); fi
}

xen_domain_xml() { # NAME UUID ID MEMORY DIRTY WORKING_SET FILL DAMAGED
  local memory=$4
  ((memory >= XEN_BOOT_MIB)) || memory=$XEN_BOOT_MIB
  cat << XML
<domain type='xen'>
  <name>$(xml_text "$1")</name>
  <uuid>$2</uuid>
  <memory unit='MiB'>$memory</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='xenpv'>linux</type>
    <kernel>/srv/kernel</kernel>
    <initrd>/srv/initramfs</initrd>
    <cmdline>console=hvc0 quiet mitigations=off panic=-1 beat=100 id=$3 dirty=$5 wss=$6 fill=$7 corrupt=$8</cmdline>
  </os>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>destroy</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <console type='pty'><target type='xen' port='0'/></console>
  </devices>
</domain>
XML
}

# Prints the memory that a guest has, in MiB, rounded up.
domain_mib() { # NODE UUID
  on_host "$1" dominfo "$2" | awk '/^Used memory:/ { print int(($3 + 1023) / 1024) }'
}

# Prints the domains that a node's hypervisor has, a line "ID STATE UUID" for each, STATE as `xl list` shows it: those
# that libvirt forgot are found as well. Fails if the node or its hypervisor does not tell.
all_domains() { # NODE
  local list
  list=$(NODE_TIMEOUT=40 in_node "$1" 'timeout 20 xl list -v') || return 1
  # An answer without dom0 is none.
  grep -q '^Domain-0 ' <<< "$list" || return 1
  # Behind the name, which may be anything: number, memory, processors, state, time, UUID.
  sed -nE 's/^.* ([0-9]+) +[0-9]+ +[0-9]+ +([a-z-]{6}) +[0-9.]+ ([0-9a-f-]{36}) .*$/\1 \2 \3/p' <<< "$list"
}

# Prints the numbers of the guest's domains on a node; fails as all_domains does. One that dies has no way back.
node_domains() { # NODE UUID
  local all
  all=$(all_domains "$1") || return 1
  awk -v uuid="$2" '$3 == uuid && $2 !~ /d$/ { print $1 }' <<< "$all"
}

# Prints the nodes on which the hypervisor has a domain of the guest, one line for each domain. A node that does not tell
# gives "NODE unknown".
guest_domains() { # UUID
  local node domains
  for node in $(hosts); do
    if domains=$(node_domains "$node" "$1"); then
      [ -z "$domains" ] || sed "s/.*/$node/" <<< "$domains"
    else
      printf '%s unknown\n' "$node"
    fi
  done
}
