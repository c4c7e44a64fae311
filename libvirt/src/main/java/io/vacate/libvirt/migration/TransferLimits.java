package io.vacate.libvirt.migration;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which limits of a migration QEMU and libvirt take, and what they make of those in between. A bandwidth always fits: libvirt
 * takes up to 2<sup>63</sup> B/s, which is all that a {@link DataRate} can be.
 */
public final class TransferLimits {
    /** The longest downtime that QEMU takes. */
    public static final Duration MAX_DOWNTIME = Duration.ofSeconds(2000);

    private static final Duration MIN_DOWNTIME = Duration.ofMillis(1);

    /** The smallest cache of XBZRLE: a page of the guest. */
    public static final DataSize MIN_CACHE = DataSize.ofBytes(4096);

    private TransferLimits() {}

    /**
     * Refuses a downtime that QEMU would refuse.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 2000 s
     */
    public static void requireDowntime(Duration limit) {
        downtimeRefusal(limit).ifPresent(TransferLimits::refuse);
    }

    /**
     * Refuses a size of XBZRLE's cache that QEMU would refuse.
     *
     * @throws IllegalArgumentException if it is below 4 KiB
     */
    public static void requireCache(DataSize size) {
        cacheRefusal(size).ifPresent(TransferLimits::refuse);
    }

    private static void refuse(String why) {
        throw new IllegalArgumentException(why + "; nothing was changed");
    }

    /** Returns what of a request QEMU or libvirt would refuse, with the limits. */
    public static List<String> refusals(MigrationRequest request) {
        List<String> found = new ArrayList<>();
        request.downtime().flatMap(TransferLimits::downtimeRefusal).ifPresent(found::add);
        request.compressionCache().flatMap(TransferLimits::cacheRefusal).ifPresent(found::add);
        return found;
    }

    private static Optional<String> downtimeRefusal(Duration limit) {
        return limit.compareTo(MIN_DOWNTIME) >= 0 && limit.compareTo(MAX_DOWNTIME) <= 0
                ? Optional.empty()
                : Optional.of("a downtime of %s is not from 0.001 s to %d s, which QEMU takes"
                        .formatted(seconds(limit), MAX_DOWNTIME.toSeconds()));
    }

    private static Optional<String> cacheRefusal(DataSize size) {
        return size.compareTo(MIN_CACHE) >= 0
                ? Optional.empty()
                : Optional.of(
                        "a compression cache of %s is below %s, the least that QEMU takes".formatted(size, MIN_CACHE));
    }

    /** Returns what of a request is rounded, and to what. */
    public static List<String> roundings(MigrationRequest request) {
        List<String> found = new ArrayList<>();
        request.bandwidth().ifPresent(rate -> note(found, "bandwidth", rate, bandwidth(rate)));
        request.postCopyBandwidth().ifPresent(rate -> note(found, "post-copy bandwidth", rate, bandwidth(rate)));
        request.downtime()
                .filter(limit -> !limit.equals(downtime(limit)))
                .ifPresent(limit -> found.add("downtime %s is rounded down to %s: libvirt takes whole milliseconds"
                        .formatted(seconds(limit), seconds(downtime(limit)))));
        request.compressionCache()
                .filter(size -> !size.equals(cache(size)))
                .ifPresent(size -> found.add("compression cache %s is rounded down to %s: QEMU takes powers of two"
                        .formatted(size, cache(size))));
        return found;
    }

    private static void note(List<String> found, String name, DataRate asked, DataRate taken) {
        if (!asked.equals(taken)) {
            found.add("%s %s is rounded %s to %s: libvirt takes whole MiB/s"
                    .formatted(name, asked, taken.compareTo(asked) > 0 ? "up" : "down", taken));
        }
    }

    /** Returns a request with its limits as they will hold; what would be refused is left as it is. */
    public static MigrationRequest effective(MigrationRequest request) {
        MigrationRequest.Builder taken = request.toBuilder();
        request.bandwidth().map(TransferLimits::bandwidth).ifPresent(taken::bandwidth);
        request.postCopyBandwidth().map(TransferLimits::bandwidth).ifPresent(taken::postCopyBandwidth);
        request.downtime().map(TransferLimits::downtime).ifPresent(taken::downtime);
        request.compressionCache().map(TransferLimits::cache).ifPresent(taken::compressionCache);
        return taken.build();
    }

    private static DataRate bandwidth(DataRate limit) {
        return DataRate.ofMebibytesPerSecond(MigrationCommand.mebibytesPerSecond(limit));
    }

    private static Duration downtime(Duration limit) {
        return limit.truncatedTo(ChronoUnit.MILLIS);
    }

    private static DataSize cache(DataSize size) {
        return DataSize.ofBytes(MigrationCommand.cacheBytes(size));
    }

    private static String seconds(Duration time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return "%s s".formatted(seconds.setScale(9).stripTrailingZeros().toPlainString());
    }
}
