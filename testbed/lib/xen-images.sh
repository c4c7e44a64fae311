# shellcheck shell=bash
# What Xen nodes are made of, built once and kept in the cache: the hypervisor, Debian's packages unpacked, and from
# these the disk and initramfs of dom0 and the kernel of guests.

# Debian's hypervisor lacks shadow paging, without which guests cannot migrate live. This version's source is what is
# asked for first; then any that Debian still has.
readonly XEN_SOURCE=4.17.5+72-g01140da4e8-1

# What building takes besides the testbed's own packages, as lines "COMMAND PACKAGE".
missing_xen_packages() {
  local command package
  while read -r command package; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" > /dev/null || printf '%s\n' "$package"
  done <<'LIST'
gcc gcc
make make
flex flex
bison bison
python3 python3-minimal
xz xz-utils
lz4 lz4
cpio cpio
mke2fs e2fsprogs
modprobe kmod
virsh libvirt-clients
LIST
  compgen -G '/usr/lib/*/libc.a' > /dev/null || printf 'libc6-dev\n'
  [ -e /usr/include/libelf.h ] || printf 'libelf-dev\n'
}

key_of() { sha256sum | cut -c1-16; }

hypervisor_dir() {
  local key
  key=$({ printf '%s\n' "$XEN_SOURCE"; cat "$TESTBED_DIR/xen/hypervisor.config"; declare -f build_hypervisor; } | key_of)
  printf '%s/xen-hypervisor-%s' "$CACHE" "$key"
}

tree_dir() { printf '%s/xen-packages-%s' "$CACHE" "$({ cat "$TESTBED_DIR/xen/packages"; declare -f build_tree; } | key_of)"; }

images_dir() {
  local key
  key=$({ cat "$(tree_dir)/versions" "$TESTBED_DIR"/xen/early-init "$TESTBED_DIR"/xen/node-* "$TESTBED_DIR"/native/{init.c,relay.c,page.h,wire.h}
    declare -f build_xen_images; } | key_of)
  printf '%s/xen-images-%s' "$CACHE" "$key"
}

# The hypervisor to boot, and whether guests can migrate live on it.
hypervisor() { if live_migration; then printf '%s/xen' "$(hypervisor_dir)"; else printf '%s/xen-stock' "$(images_dir)"; fi; }
live_migration() { [ -e "$(hypervisor_dir)/xen" ]; }

xen_images_ready() { [ -e "$(tree_dir)" ] && [ -e "$(images_dir)" ] && live_migration && [ -e "$(native_dir)" ] && qemu_works; }

ensure_xen_images() {
  ! xen_images_ready || return 0
  ensure_xen_packages
  ensure_images
  exec 8> "$CACHE/.lock"
  flock 8
  if ! live_migration; then
    cached "$(basename "$(hypervisor_dir)")" build_hypervisor ||
      say "no hypervisor with shadow paging: its source could not be had or built. On Debian's own, guests do not migrate live"
  fi
  cached "$(basename "$(tree_dir)")" build_tree ||
    die_cannot_run "no packages for Xen's dom0: could not fetch them with apt-get"
  cached "$(basename "$(images_dir)")" build_xen_images || die "the images of Xen's nodes could not be built"
  exec 8>&-
}

ensure_xen_packages() {
  local missing
  missing=$(missing_xen_packages | sort -u | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null || die_cannot_run "missing packages: $missing"
  say "installing $missing"
  # shellcheck disable=SC2086 # a list of words
  install_quietly $missing || die_cannot_run "apt-get could not install: $missing"
}

# apt-get and its kin in a world of their own: nothing is known as installed, so all that is needed is fetched.
private_apt() { # FOLDER COMMAND ARGUMENTS…
  local apt=$1 command=$2
  shift 2
  mkdir -p "$apt"/{lists/partial,archives/partial,parts}
  [ -e "$apt/status" ] || : > "$apt/status"
  "$command" -o "Dir::State::status=$apt/status" -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt" \
    -o "Dir::Cache::archives=$apt/archives" -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/parts" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o APT::Keep-Downloaded-Packages=true -qq "$@" < /dev/null
}

# Writes the machine's own Debian sources as sources of kind deb or deb-src.
xen_sources() { # KIND FILE
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ ! -e "$file" ] || grep -q '^URIs:.*nodesource' "$file" || { sed "s/^Types:.*/Types: $1/" "$file"; echo; }
  done > "$2/parts/debian.sources"
  sed -n "s/^deb\(-src\)\? /$1 /p" /etc/apt/sources.list 2> /dev/null > "$2/sources.list" || true
}

# Builds the hypervisor alone, from Debian's source package.
build_hypervisor() { # SCRATCH
  local apt=$1/apt version source versions
  mkdir -p "$apt/parts"
  xen_sources deb-src "$apt"
  private_apt "$apt" apt-get update >&2 || true
  versions=$(private_apt "$apt" apt-cache showsrc xen 2> /dev/null | awk '$1 == "Version:" && $2 ~ /^4\.17\./ { print $2 }')
  cd "$1" || return 1
  for version in $XEN_SOURCE $versions; do
    if private_apt "$apt" apt-get source --download-only "xen=$version" >&2 2> /dev/null; then break; fi
    rm -f xen_*
  done
  source=$(compgen -G 'xen_*.orig.tar.xz') || { say "Debian has no source of Xen 4.17 any more"; return 1; }
  say "building the hypervisor $version with shadow paging: one to three minutes"
  mkdir source && tar -xf "$source" -C source --strip-components=1 --wildcards '*/xen' '*/Config.mk' '*/config' '*/.config' 2> build.log || true
  cp "$TESTBED_DIR/xen/hypervisor.config" source/xen/.config || return 1
  if ! (export XEN_CONFIG_EXPERT=y XEN_BUILD_DATE=none XEN_BUILD_TIME=none XEN_WHOAMI=vacate XEN_DOMAIN=testbed
    make -C source/xen olddefconfig && grep -qx CONFIG_SHADOW_PAGING=y source/xen/.config &&
      make -C source/xen -j "$(nproc)" build) >> build.log 2>&1; then
    tail -n 5 build.log >&2
    return 1
  fi
  cp source/xen/xen . && printf '%s\n' "$version" > version || return 1
  rm -rf source apt xen_* build.log
}

# Fetches the packages and unpacks them, and those they depend on.
build_tree() { # SCRATCH
  local apt=$1/apt deb packages
  mkdir -p "$apt/parts" "$1/root"
  xen_sources deb "$apt"
  read -r -a packages -d '' < <(sed 's/#.*//' "$TESTBED_DIR/xen/packages") || true
  say "fetching the packages of Xen's dom0: about 130 MB"
  private_apt "$apt" apt-get update >&2 || return 1
  private_apt "$apt" apt-get install --download-only --no-install-recommends -y "${packages[@]}" >&2 || return 1
  for deb in "$apt"/archives/*.deb; do
    case ${deb##*/} in python3* | libpython3* | udev_* | perl* | dpkg_* | initramfs-tools* | linux-base_*) continue ;; esac
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$1/root" --keep-directory-symlink --no-same-owner \
      --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' || return 1
  done
  (cd "$apt/archives" && printf '%s\n' *.deb) > "$1/versions"
  rm -rf "$apt"
}

# The uncompressed ELF inside a bzImage: Xen would take seconds of emulated time to unpack it.
extract_kernel() { # VMLINUZ
  local setup offset length start magic
  setup=$(od -An -tu1 -j $((0x1f1)) -N 1 "$1")
  read -r offset length < <(od -An -tu4 -j $((0x248)) -N 8 "$1")
  start=$(((setup + 1) * 512 + offset + 1))
  magic=$(od -An -tx1 -j "$((start - 1))" -N 4 "$1" | tr -d ' ')
  # Behind the packed kernel are four bytes of its size, which some unpackers mind.
  case $magic in
    fd377a58) xz -dc --single-stream < <(tail -c "+$start" "$1" | head -c "$((length - 4))") ;;
    02214c18) lz4 -dc < <(tail -c "+$start" "$1" | head -c "$((length - 4))") ;;
    *) say "the kernel $1 is packed in a way that is not known here ($magic)"; return 1 ;;
  esac
}

# Copies kernel modules, and what they need, into a folder, and prints their paths in the order of loading.
copy_modules() { # ROOT KERNEL FOLDER NAME…
  local root=$1 kernel=$2 folder=$3 path
  shift 3
  for name in "$@"; do
    modprobe -d "$root" -S "$kernel" --show-depends "$name" 2> /dev/null | awk '$1 == "insmod" { print $2 }'
  done | awk '!seen[$0]++' | while IFS= read -r path; do
    mkdir -p "$folder/$(dirname "${path#"$root"}")"
    cp "$path" "$folder/${path#"$root"}"
    printf '%s\n' "$path"
  done
}

build_xen_images() { # SCRATCH
  local out=$1 root kernel cloud stage early modules path i=10 size name
  root=$(tree_dir)/root
  stage=$out/stage early=$out/early
  kernel=$(cd "$root/lib/modules" && printf '%s\n' [0-9]* | grep -v cloud | tail -n 1)
  cloud=$(cd "$root/lib/modules" && printf '%s\n' [0-9]* | grep cloud | tail -n 1)
  say "building the images of Xen's nodes"
  extract_kernel "$root/boot/vmlinuz-$kernel" > "$out/dom0-kernel" || return 1
  extract_kernel "$root/boot/vmlinuz-$cloud" > "$out/guest-kernel" || return 1
  gzip -dc "$root"/boot/xen-4.17-amd64.gz > "$out/xen-stock" || return 1
  cp "$(native_dir)/initramfs.gz" "$out/guest-initramfs" || return 1

  mkdir -p "$stage"/{dev,proc,sys,run,tmp,root,node,srv,var/lib/{xen,libvirt},var/log/{xen,libvirt}} || return 1
  (cd "$root" && tar -c --exclude=./lib/modules --exclude=./boot --exclude=./lib/udev --exclude='./usr/share/*' --exclude=./usr/include \
    --exclude='*/libvirt_driver_*' --exclude='*/gconv' --exclude='./var/*' .) | tar -x -C "$stage" || return 1
  path=usr/lib/x86_64-linux-gnu/libvirt/connection-driver
  for name in libxl storage; do cp "$root/$path/libvirt_driver_$name.so" "$stage/$path/" || return 1; done
  mkdir -p "$stage/usr/share/libvirt" && cp -a "$root/usr/share/libvirt/cpu_map" "$stage/usr/share/libvirt/" || return 1
  rm -rf "$stage/var/run"
  ln -s ../run "$stage/var/run"
  ln -sf bash "$stage/bin/sh"
  printf 'root:x:0:0:root:/root:/bin/bash\n' > "$stage/etc/passwd"
  printf 'root:x:0:\ntty:x:5:\ndisk:x:6:\nkvm:x:104:\nlibvirt:x:105:\nnogroup:x:65534:\n' > "$stage/etc/group"
  for name in init command libvirtd; do cp "$TESTBED_DIR/xen/node-$name" "$stage/node/$name" || return 1; done
  cp "$(native_dir)/relay" "$stage/node/" || return 1
  cp "$out/guest-kernel" "$stage/srv/kernel" && cp "$out/guest-initramfs" "$stage/srv/initramfs" || return 1
  PATH=$PATH:/usr/sbin:/sbin ldconfig -r "$stage" || return 1

  PATH=$PATH:/usr/sbin:/sbin depmod -b "$root" "$kernel" || return 1
  mkdir -p "$early"/{bin,proc,sys,dev,modules,lower,layer,root}
  cp "$root/bin/busybox" "$early/bin/" && cp "$TESTBED_DIR/xen/early-init" "$early/init" || return 1
  modules=$(copy_modules "$root" "$kernel" "$stage" virtio_pci virtio_blk ext4 crc32c_generic overlay)
  while IFS= read -r path; do
    cp "$path" "$early/modules/$i-${path##*/}" || return 1
    i=$((i + 1))
  done <<< "$modules"
  copy_modules "$root" "$kernel" "$stage" virtio_net xenfs xen-privcmd xen-evtchn xen-gntdev xen-gntalloc \
    xen-netback xen-blkback bridge loop tun sch_tbf > /dev/null || return 1
  cp "$root/lib/modules/$kernel"/modules.{builtin,builtin.modinfo,order} "$stage/lib/modules/$kernel/" || return 1
  PATH=$PATH:/usr/sbin:/sbin depmod -b "$stage" "$kernel" || return 1
  (cd "$early" && find . | cpio -o -H newc --quiet) > "$out/dom0-initramfs" || return 1

  size=$(($(du -sm "$stage" | cut -f 1) * 115 / 100 + 16))
  PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -m 0 -E root_owner=0:0 -d "$stage" "$out/dom0-disk" "${size}M" > /dev/null || return 1
  rm -rf "$stage" "$early"
}
