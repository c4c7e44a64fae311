package io.vacate.libvirt.storage;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * File systems that several hosts can mount at once, by the names that Linux has for them. libvirt counts the same ones as
 * shared.
 *
 * @see <a href="https://libvirt.org/migration.html">Migration in libvirt</a>
 */
public final class SharedFileSystems {
    private static final Set<String> SHARED = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "ceph",
            "gfs2",
            "ocfs2",
            "afs",
            "gpfs",
            "glusterfs",
            "beegfs",
            "lustre",
            "acfs",
            "vxfs",
            "qb",
            "prl_fs");

    private SharedFileSystems() {}

    /** Tells whether a file system of that type is one; FUSE puts its own name before that of the program. */
    public static boolean isShared(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return SHARED.contains(name)
                || Stream.of("glusterfs", "quobyte", "ceph", "beegfs", "gpfs", "moosefs", "juicefs")
                        .anyMatch(program -> name.startsWith("fuse." + program));
    }
}
