# shellcheck shell=bash
# The libvirt of hosts: the machine's own (on Debian 12, 9.0), or libvirt 11 out of the cache.

check_libvirt() { # WISH
  [[ $1 =~ ^(9|11|mixed)$ ]] || die_usage "'$1' is not a libvirt that hosts can run: 9, 11 or mixed"
}

# Prints what a host shall run by what was wished for all of them.
wished_libvirt() { # HOST WISH
  case $2 in
    mixed) [ "$1" = h1 ] && printf '9\n' || printf '11\n' ;;
    *) printf '%s\n' "$2" ;;
  esac
}

# Prints what a host runs.
libvirt_of() { cat "$STATE/hosts/$1/libvirt" 2> /dev/null || printf '9\n'; } # HOST

# Has a host run another libvirt from its next start on; one that runs is ended. Guests run on, but the older libvirt
# cannot read what the newer one has written of them, and would forget them.
set_libvirt() { # HOST VERSION
  [ "$(libvirt_of "$1")" != "$2" ] || return 0
  [ "$2" = 11 ] || [ -z "$(qemu_processes "$1")" ] ||
    die "$1 has guests, which libvirt 9 would forget: remove them first"
  end_recorded "$(libvirtd_record "$1")" || die "the libvirtd of $1 does not end"
  printf '%s\n' "$2" > "$STATE/hosts/$1/libvirt"
}

readonly LIBVIRT_11=$CACHE/libvirt-11
readonly LIBVIRT_11_LIBRARIES=$LIBVIRT_11/usr/lib/x86_64-linux-gnu

ensure_libvirt_11() {
  mkdir -p "$CACHE"
  exec 8> "$CACHE/.lock"
  flock 8
  if ! libvirt_11_works; then
    say "fetching libvirt 11 into $LIBVIRT_11"
    rm -rf "$LIBVIRT_11"
    cached libvirt-11 build_libvirt || die_cannot_run "no libvirt 11: could not fetch Debian's libvirt-daemon with apt-get"
    libvirt_11_works || die_cannot_run "the libvirt fetched into $LIBVIRT_11 is older than 11 or does not start"
  fi
  exec 8>&-
}

# The libraries that it needs are those of the machine's own libvirt.
build_libvirt() { # SCRATCH
  local packages=(libvirt0 libvirt-common libvirt-clients libvirt-daemon libvirt-daemon-common
    libvirt-daemon-driver-{interface,network,nodedev,nwfilter,qemu,secret,storage})
  private_apt "$1" || return 1
  # shellcheck disable=SC2154 # set by private_apt
  (cd "$1/apt" && "${apt_get[@]}" download "${packages[@]/%//$suite}" >&2) || return 1
  unpack_usr "$1" "$1"/apt/*.deb
}

libvirt_11_works() (
  use_libvirt_11
  version=$(virsh --version 2> /dev/null) && [ "${version%%.*}" -ge 11 ]
)

# Has this shell run the programs of libvirt 11.
use_libvirt_11() {
  export PATH=$LIBVIRT_11/usr/bin:$PATH LD_LIBRARY_PATH=$LIBVIRT_11_LIBRARIES
}

# Prints the version that a host's libvirtd tells.
libvirt_version() { # HOST
  VIRSH_TIMEOUT=5 on_host "$1" version --daemon 2> /dev/null | sed -n 's/^Running against daemon: //p'
}

# Puts QEMU and the host's libvirt over /usr: to be called in a mount namespace of one's own.
mount_programs() { # HOST
  if [ "$(libvirt_of "$1")" = 11 ]; then
    mount_over_usr libvirt-11 qemu
    # This folder alone: libvirtd loads every module that it finds, and those of another version do not fit.
    mount --bind "$LIBVIRT_11_LIBRARIES/libvirt" /usr/lib/x86_64-linux-gnu/libvirt
  else
    mount_over_usr qemu
  fi
}
