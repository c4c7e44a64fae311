# shellcheck shell=bash
# What is made once and kept in the cache: a private QEMU 10, the kernel and initramfs of guests, our own C programs.

# Makes $CACHE/NAME by the function BUILD, which is given a scratch folder to fill; all or nothing.
cached() { # NAME BUILD ARGUMENTS…
  local name=$1 build=$2 scratch
  shift 2
  [ -e "$CACHE/$name" ] && return
  scratch=$(mktemp -d "$CACHE/.building.XXXXXX")
  chmod 755 "$scratch"
  ("$build" "$scratch" "$@") || { rm -rf "$scratch"; return 1; }
  mv -T "$scratch" "$CACHE/$name"
}

ensure_images() {
  mkdir -p "$CACHE"
  exec 8> "$CACHE/.lock" # testbeds of different names share the cache
  flock 8
  rm -rf "$CACHE"/.building.*
  cached "native-$(native_key)" build_native || die "the guest's init and the collector did not compile"
  if ! cached guest-kernel build_kernel; then
    die_cannot_run "no guest kernel: could not fetch Debian's linux-image-cloud-amd64 with apt-get"
  fi
  cached "balloon-$(native_key)" build_balloon || die "the initramfs of guests with a balloon could not be made"
  if ! qemu_works; then
    say "fetching QEMU 10 into $CACHE/qemu"
    rm -rf "$CACHE/qemu"
    cached qemu build_qemu || die_cannot_run "no QEMU 10: could not fetch Debian's qemu-system-x86 with apt-get"
    qemu_works || die_cannot_run "the QEMU fetched into $CACHE/qemu is older than 10 or does not start"
  fi
  exec 8>&-
}

balloon_initramfs() { printf '%s/balloon-%s/initramfs.gz' "$CACHE" "$(native_key)"; }

# The initramfs of guests with a balloon: the plain one, and behind it the modules, which init loads.
build_balloon() { # SCRATCH
  (cat "$(native_dir)/initramfs.gz" && cd "$CACHE/guest-kernel" && find modules | cpio --quiet -o -H newc | gzip -9) > "$1/initramfs.gz"
}

native_key() { cat "$TESTBED_DIR"/native/* | sha256sum | cut -c1-16; }

native_dir() { printf '%s/native-%s' "$CACHE" "$(native_key)"; }

build_native() { # SCRATCH
  local c="gcc -std=c17 -O2 -Wall -Wextra -static"
  local program
  say "building the guest's init and the programs around it"
  for program in collector damager eavesdropper reaper relay; do
    $c -o "$1/$program" "$TESTBED_DIR/native/$program.c" || return 1
  done
  mkdir "$1/root" &&
    $c -s -o "$1/root/init" "$TESTBED_DIR/native/init.c" &&
    (cd "$1/root" && echo init | cpio --quiet -o -H newc) | gzip -9 > "$1/initramfs.gz"
}

build_kernel() { # SCRATCH
  local package module i=0
  command -v apt-get > /dev/null || return 1
  package=$(kernel_package)
  [ -n "$package" ] || { apt-get -qq update >&2; package=$(kernel_package); }
  [ -n "$package" ] || return 1
  say "fetching the guest's kernel, $package"
  cd "$1" || return 1
  apt-get -qq -o APT::Sandbox::User=root download "$package" >&2 ||
    { apt-get -qq update >&2 && apt-get -qq -o APT::Sandbox::User=root download "$(kernel_package)" >&2; } || return 1
  dpkg -x ./*.deb tree
  mv tree/boot/vmlinuz-* vmlinuz
  # What a balloon needs, each before those that need it.
  mkdir modules
  for module in virtio virtio_ring virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_balloon; do
    mv tree/lib/modules/*/kernel/drivers/virtio/$module.ko "modules/$((++i))-$module.ko" || return 1
  done
  printf '%s\n' ./*.deb > version
  rm -rf tree ./*.deb
}

kernel_package() {
  apt-cache depends linux-image-cloud-amd64 2> /dev/null | awk '$1 == "Depends:" { print $2; exit }'
}

# Unpacks QEMU with the libraries that the machine lacks; nothing gets installed.
build_qemu() { # SCRATCH
  private_apt "$1" || return 1
  # --reinstall: were it installed already, there would be nothing to download
  "${apt_get[@]}" install --download-only --reinstall --no-install-recommends -t "$suite" \
    qemu-system-x86 qemu-system-common qemu-system-data qemu-utils seabios < /dev/null >&2 || return 1
  unpack_usr "$1" "$1"/apt/archives/*.deb
}

# Sets apt_get to a command that uses SCRATCH for its lists and downloads, and suite to the one to take newer packages
# from: bookworm's own QEMU 7.2 corrupts guests under TCG, and its libvirt is 9.0.
private_apt() { # SCRATCH
  local apt=$1/apt
  command -v apt-get > /dev/null || return 1
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  suite=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  [ "$suite" != bookworm ] || suite=bookworm-backports
  private_sources "$suite" > "$apt/sources.list"
  apt_get=(apt-get -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives"
    -o APT::Sandbox::User=root -o APT::Keep-Downloaded-Packages=true -qq -y)
  "${apt_get[@]}" update >&2
}

# Unpacks packages and keeps what they have in /usr.
unpack_usr() { # SCRATCH PACKAGE…
  local tree=$1 deb
  shift
  for deb in "$@"; do
    dpkg -x "$deb" "$tree" || return 1
  done
  if [ -d "$tree/lib" ]; then
    cp -a "$tree/lib/." "$tree/usr/lib/"
  fi
  find "$tree" -mindepth 1 -maxdepth 1 ! -name usr -exec rm -rf {} +
}

# Prints sources lines for the SUITE and its base, on the mirror that this machine already uses.
private_sources() { # SUITE
  local uri key=/usr/share/keyrings/debian-archive-keyring.gpg
  uri=$(cat /etc/apt/sources.list.d/*.sources 2> /dev/null | awk -v base="${1%-backports}" '
    /^[[:space:]]*$/ { uri = "" }
    $1 == "URIs:" { uri = $2 }
    $1 == "Suites:" && uri != "" { for (i = 2; i <= NF; i++) if ($i == base) { print uri; exit } }')
  [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2> /dev/null |
    sed 's/\[[^]]*\]//' | awk -v base="${1%-backports}" '$1 == "deb" && $3 == base { print $2; exit }')
  [ -n "$uri" ] || { say "apt's sources name no Debian mirror for ${1%-backports}"; return 1; }
  printf "deb [signed-by=$key] %s %s main\n" "$uri" "${1%-backports}"
  [ "$1" = "${1%-backports}" ] || printf "deb [signed-by=$key] %s %s main\n" "$uri" "$1"
}

# Puts trees of the cache over /usr, the first on top: to be called in a mount namespace of one's own.
mount_over_usr() { # NAME…
  (cd "$CACHE" && mount -t overlay -o "lowerdir=$(printf '%s/usr:' "$@")/usr" overlay /usr)
}

qemu_version() {
  (exec_qemu --version) 2> /dev/null | sed -n 's/^QEMU emulator version \([0-9.]*\).*/\1/p'
}

qemu_works() {
  local version
  [ -d "$CACHE/qemu" ] || return 1
  version=$(qemu_version)
  [ -n "$version" ] && [ "${version%%.*}" -ge 10 ]
}

# Becomes the private QEMU without mounting anything: for those who start guests without the testbed's hosts.
exec_qemu() { # ARGUMENTS…
  local usr=$CACHE/qemu/usr libraries
  libraries=$usr/lib/x86_64-linux-gnu
  LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} QEMU_MODULE_DIR=$libraries/qemu \
    exec "$usr/bin/qemu-system-x86_64" -L "$usr/share/qemu" -L "$usr/share/seabios" "$@"
}
