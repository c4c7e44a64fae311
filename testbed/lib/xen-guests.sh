# shellcheck shell=bash
# Guests of Xen nodes; what they share with those of KVM hosts is in guests.sh.

# What the guest's kernel needs to boot.
readonly XEN_BOOT_MIB=96

# The most memory (MiB) that a guest of so much memory can fill: its kernel takes the rest, and to be ballooned down some
# more must be free.
max_xen_fill() { # MEMORY
  if (($1 < XEN_BOOT_MIB)); then printf '%s\n' $(($1 - 60)); else printf '%s\n' $(($1 - 56 - $1 / 16)); fi
}

xen_domain_xml() { # NAME UUID ID MEMORY DIRTY WORKING_SET FILL
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
    <cmdline>console=hvc0 quiet mitigations=off panic=-1 beat=100 id=$3 dirty=$5 wss=$6 fill=$7 corrupt=${VACATE_TESTBED_CORRUPT:-0}</cmdline>
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

# Prints the nodes on which the hypervisor has a domain of the guest, one line for each domain: those that libvirt
# forgot are found as well. A node that does not answer gives "NODE unknown".
guest_domains() { # UUID
  local node list
  for node in $(hosts); do
    if list=$(in_node "$node" 'for d in $(xenstore-list /local/domain); do xenstore-read "/local/domain/$d/vm"; done 2> /dev/null; true'); then
      grep -xF "/vm/$1" <<< "$list" | sed "s/.*/$node/" || true
    else
      printf '%s unknown\n' "$node"
    fi
  done
}

# Destroys the domains of a guest that are left in a node's hypervisor.
destroy_forgotten() { # NODE UUID
  in_node "$1" "for d in \$(xenstore-list /local/domain); do
    [ \"\$(xenstore-read /local/domain/\$d/vm)\" != /vm/$2 ] || xl destroy \$d
  done" > /dev/null || true
}
