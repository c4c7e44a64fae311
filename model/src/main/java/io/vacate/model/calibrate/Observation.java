package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;

/**
 * One pre-copy migration that ended well, as seen by its caller and as told by the hypervisor.
 *
 * @param vm what was assumed of the VM before, as its driver told it (not as {@link Calibration#apply} changed it)
 * @param from name of the source host
 * @param to name of the destination host
 * @param sent memory data sent, as told by the hypervisor; positive
 * @param totalTime from the request to the end, as seen by the caller
 * @param activeTime time spent sending; positive, at most {@code totalTime}. Where the hypervisor tells its mean rate, it
 *     is {@code sent} / rate: that leaves its own fixed costs out. Otherwise the elapsed time that it tells.
 * @param downtime pause of the VM; at most {@code totalTime}
 * @param concurrent most migrations, this one included, that shared a link with it at some time; at least 1
 * @param rateLimited whether its rate was limited by us, so that it says nothing about the path
 */
public record Observation(
        VmProfile vm,
        String from,
        String to,
        DataSize sent,
        Duration totalTime,
        Duration activeTime,
        Duration downtime,
        int concurrent,
        boolean rateLimited) {
    /**
     * Checks the observation.
     *
     * @throws IllegalArgumentException if a component is out of its range or two contradict each other; the message names
     *     them
     */
    public Observation {
        Check.notBlank(from, "from");
        Check.notBlank(to, "to");
        if (from.equals(to)) {
            throw new IllegalArgumentException("from and to ('%s') must be different hosts".formatted(from));
        }
        if (sent.isZero()) {
            throw new IllegalArgumentException("sent (%s) must be positive".formatted(sent));
        }
        Check.positive(activeTime, "activeTime");
        Check.notNegative(downtime, "downtime");
        checkWithin(activeTime, "activeTime", totalTime);
        checkWithin(downtime, "downtime", totalTime);
        if (concurrent < 1) {
            throw new IllegalArgumentException("concurrent (%d) must be at least 1".formatted(concurrent));
        }
        Check.positive(
                DataRate.of(sent, activeTime), "mean rate (sent %s / activeTime %s)".formatted(sent, activeTime));
    }

    private static void checkWithin(Duration part, String field, Duration totalTime) {
        if (part.compareTo(totalTime) > 0) {
            throw new IllegalArgumentException(
                    "%s (%s) must not be above totalTime (%s)".formatted(field, part, totalTime));
        }
    }

    /** Returns the mean rate of sending, positive. */
    public DataRate meanRate() {
        return DataRate.of(sent, activeTime);
    }

    /** Returns the time that passed without sending: the fixed costs. */
    public Duration overhead() {
        return totalTime.minus(activeTime);
    }
}
