package io.vacate.libvirt.host;

import java.util.Comparator;

/**
 * A version as libvirt packs it into a number: 1,000,000 · major + 1,000 · minor + release.
 *
 * @param major first part
 * @param minor second part
 * @param release third part
 */
public record LibvirtVersion(int major, int minor, int release) implements Comparable<LibvirtVersion> {
    private static final Comparator<LibvirtVersion> ORDER = Comparator.comparingInt(LibvirtVersion::major)
            .thenComparingInt(LibvirtVersion::minor)
            .thenComparingInt(LibvirtVersion::release);

    /** Unpacks a number. */
    static LibvirtVersion of(long packed) {
        return new LibvirtVersion((int) (packed / 1_000_000), (int) (packed / 1_000 % 1_000), (int) (packed % 1_000));
    }

    /** Tells whether this version is that one or later. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return compareTo(new LibvirtVersion(otherMajor, otherMinor, 0)) >= 0;
    }

    @Override
    public int compareTo(LibvirtVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%d.%d.%d".formatted(major, minor, release);
    }
}
