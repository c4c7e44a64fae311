# shellcheck shell=bash
# Mount points that libvirtd's packages may not have made. All testbeds of the machine share them: the first one makes
# them, the last one removes them. Removing such a folder unmounts what others, in mount namespaces of their own, have
# mounted there, and one that is restarting its libvirtd has nothing mounted; so each says that it needs them.

SHARED_FOLDERS=(/etc/libvirt /run/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt)
FOLDERS_RECORD=/run/vacate-testbed-folders # "made": those that we made; "users/NAME": a testbed that needs them

claim_folders() {
  {
    flock 8
    mkdir -p "$FOLDERS_RECORD/users"
    : > "$FOLDERS_RECORD/users/$PREFIX"
    local folder
    for folder in "${SHARED_FOLDERS[@]}"; do
      [ -d "$folder" ] || { mkdir -p "$folder" && printf '%s\n' "$folder" >> "$FOLDERS_RECORD/made"; }
    done
  } 8< /run
}

release_folders() {
  {
    flock 8
    rm -f "$FOLDERS_RECORD/users/$PREFIX"
    if rmdir "$FOLDERS_RECORD/users" 2> /dev/null; then
      [ ! -f "$FOLDERS_RECORD/made" ] || xargs -a "$FOLDERS_RECORD/made" rmdir --ignore-fail-on-non-empty
      rm -rf "$FOLDERS_RECORD"
    fi
  } 8< /run
}
