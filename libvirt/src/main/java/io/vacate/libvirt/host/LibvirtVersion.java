package io.vacate.libvirt.host;

import com.sun.jna.ptr.LongByReference;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.host.HostUri;
import io.vacate.libvirt.jna.LibvirtLibrary;
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

    /** Returns the version of the client library in this process. */
    static LibvirtVersion ofLibrary() {
        LongByReference version = new LongByReference();
        LibvirtLibrary.load().virGetVersion(version, null, null);
        return of(version.getValue());
    }

    /** Tells whether this version is that one or later. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return compareTo(new LibvirtVersion(otherMajor, otherMinor, 0)) >= 0;
    }

    /**
     * Refuses what is older.
     *
     * @param host the host that has this version
     * @param software what it is a version of, such as {@code "libvirt"}
     * @throws UnsupportedVersionException if this version is older than {@code oldest}
     */
    public void requireAtLeast(LibvirtVersion oldest, HostUri host, String software) {
        if (compareTo(oldest) < 0) {
            throw new UnsupportedVersionException(host, software, toString(), oldest.toString());
        }
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
