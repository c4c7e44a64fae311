package io.vacate.qmp;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.util.Map;

/**
 * The limits of one migration. QEMU keeps those of the last one: so each migration sets all of them. Thread-safe.
 */
final class Limits {
    /** What QEMU 10 takes where nobody has set anything. */
    private static final DataRate DEFAULT_BANDWIDTH = DataRate.ofMebibytesPerSecond(128);

    private static final Duration DEFAULT_DOWNTIME = Duration.ofMillis(300);

    /** The longest downtime that QEMU takes: with it a migration switches over whatever is left to send. */
    static final Duration LONGEST_DOWNTIME = Duration.ofSeconds(2000);

    /** QEMU divides by 10 to get bytes each 100 ms, and takes 0 for "no limit". */
    private static final long LEAST_BYTES_PER_SECOND = 10;

    private final Machine source;
    private DataRate bandwidth;
    private Duration downtime;
    private boolean applied;

    Limits(Machine source, MigrationRequest request) {
        this.source = source;
        bandwidth = request.bandwidth().orElse(DEFAULT_BANDWIDTH);
        downtime = request.downtime().orElse(DEFAULT_DOWNTIME);
    }

    /** Tells QEMU; from then on each change is told at once. */
    synchronized void apply() {
        send();
        applied = true;
    }

    synchronized void bandwidth(DataRate value) {
        bandwidth = value;
        sendIfApplied();
    }

    synchronized void downtime(Duration value) {
        downtime = value;
        sendIfApplied();
    }

    private void sendIfApplied() {
        if (applied) {
            send();
        }
    }

    private void send() {
        long millis = Math.min(downtime.toMillis(), LONGEST_DOWNTIME.toMillis());
        source.ask(
                "migrate-set-parameters",
                Map.of(
                        "max-bandwidth",
                        Math.max(bandwidth.bytesPerSecond(), LEAST_BYTES_PER_SECOND),
                        "downtime-limit",
                        millis));
    }
}
