package io.vacate.libvirt.suspend;

import io.vacate.api.migration.Buffer;

/**
 * Where a host keeps the states of suspended VMs, and how far a copy is trusted. Records of what is under way lie in the
 * directory on disk in either case, so that they outlive the host's power.
 *
 * @param disk absolute path of a directory on disk
 * @param memory absolute path of a directory in main memory (tmpfs)
 * @param readBack whether each copy is read back from the destination and compared before the VM is restored from it;
 *     otherwise the checksums of what was received and of what was sent must agree, and the rest is left to the connections
 */
public record BufferSettings(String disk, String memory, boolean readBack) {
    /** Below libvirt's own folder, which its daemon may write; and the tmpfs that every Linux has. */
    public static final BufferSettings DEFAULT =
            new BufferSettings("/var/lib/libvirt/vacate/suspended", "/dev/shm/vacate", true);

    /**
     * Checks the paths.
     *
     * @throws IllegalArgumentException if one is not absolute, is not in its shortest form, or both are the same
     */
    public BufferSettings {
        check("disk", disk);
        check("memory", memory);
        if (disk.equals(memory)) {
            throw new IllegalArgumentException(
                    "the buffers on disk and in memory are the same directory ('%s')".formatted(disk));
        }
    }

    private static void check(String name, String path) {
        if (!path.matches("(/[^/\\p{Cntrl}]+)+") || path.matches(".*/\\.{1,2}(/.*)?")) {
            throw new IllegalArgumentException(
                    "%s ('%s') must be an absolute path without '.', '..', '//' or a slash at its end"
                            .formatted(name, path));
        }
    }

    /** Returns the directory of a kind of buffer. */
    public String directory(Buffer kind) {
        return kind == Buffer.DISK ? disk : memory;
    }
}
