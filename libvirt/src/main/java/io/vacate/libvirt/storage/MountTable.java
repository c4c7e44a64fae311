package io.vacate.libvirt.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is mounted where on a Linux host, as {@code /proc/mounts} tells it. Immutable.
 *
 * @param mounts in the order in which they were made
 */
public record MountTable(List<Mount> mounts) {
    /**
     * One mount.
     *
     * @param directory where
     * @param type name of the file system, such as {@code "tmpfs"}
     */
    public record Mount(String directory, String type) {
        private boolean holds(String path) {
            return directory.equals("/") || path.equals(directory) || path.startsWith(directory + "/");
        }
    }

    /** Copies the list. */
    public MountTable {
        mounts = List.copyOf(mounts);
    }

    /** Reads the table; lines that are none are left out. */
    public static MountTable parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length >= 3 && fields[1].startsWith("/")) {
                mounts.add(new Mount(unescaped(fields[1]), fields[2]));
            }
        }
        return new MountTable(mounts);
    }

    /** The kernel writes blanks, tabs, newlines and backslashes in octal. */
    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /**
     * Returns the mount that an absolute path without symbolic links lies in; empty if the table has none for it. Of two
     * mounts on one directory the later one hides the other.
     */
    public Optional<Mount> holding(String path) {
        return mounts.stream()
                .filter(mount -> mount.holds(path))
                .reduce((one, later) -> Comparator.<Mount>comparingInt(
                                                mount -> mount.directory().length())
                                        .compare(one, later)
                                <= 0
                        ? later
                        : one);
    }
}
