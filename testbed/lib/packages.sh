# shellcheck shell=bash
# What must be installed on the machine, and the installing of it.

# Prints the Debian packages that are missing, one a line.
missing_packages() {
  local command package
  while read -r command package; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" > /dev/null || printf '%s\n' "$package"
  done <<'LIST'
ip iproute2
tc iproute2
unshare util-linux
flock util-linux
setsid util-linux
gcc gcc
cpio cpio
gzip gzip
virsh libvirt-clients
libvirtd libvirt-daemon
nsenter util-linux
openssl openssl
LIST
  compgen -G '/usr/lib/*/libvirt/connection-driver/libvirt_driver_qemu.so' > /dev/null ||
    printf 'libvirt-daemon-driver-qemu\n'
  compgen -G '/usr/lib/*/libc.a' > /dev/null || printf 'libc6-dev\n'
}

ensure_packages() {
  local missing
  missing=$(missing_packages | sort -u | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  command -v apt-get > /dev/null || die_cannot_run "missing packages (and there is no apt-get): $missing"
  say "installing $missing"
  # shellcheck disable=SC2086 # a list of words
  install_quietly $missing || die_cannot_run "apt-get could not install: $missing"
}

# Installs packages without starting any daemon of theirs.
install_quietly() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt_install() { apt-get -y -qq -o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root install --no-install-recommends "$@" < /dev/null >&2; }
  apt_install "$@" || { apt-get -qq -o APT::Sandbox::User=root update >&2 && apt_install "$@"; }
)

# Says what of the kernel is missing that no package brings.
check_kernel() {
  [ "$(uname -s)" = Linux ] && [ "$(uname -m)" = x86_64 ] || die_cannot_run "it needs Linux on x86-64"
  grep -qw overlay /proc/filesystems || modprobe overlay 2> /dev/null ||
    die_cannot_run "the kernel has no overlay file system"
  unshare -n -m -u true 2> /dev/null ||
    die_cannot_run "network, mount and UTS namespaces are not permitted (a restricted container?)"
}
