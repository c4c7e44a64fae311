package io.vacate.model.calibrate;

import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One migration that ended well, as seen by its caller and as told by the hypervisor.
 *
 * @param vm what was assumed of the VM before, as its driver told it (not as {@link Calibration#apply} changed it)
 * @param from name of the source host
 * @param to name of the destination host
 * @param tuning how it was moved
 * @param totalTime from the request to the end, as seen by the caller; positive
 * @param sent data sent, where the hypervisor tells; positive
 * @param sending time spent sending, where it is known; positive, at most {@code totalTime}. Where the hypervisor tells its
 *     mean rate, it is {@code sent} / rate: that leaves its own fixed costs out. Otherwise the elapsed time that it tells.
 * @param concurrent most migrations, this one included, that shared a link with it at some time; at least 1
 * @param phases lengths of the phases that are known
 */
public record Observation(
        VmProfile vm,
        String from,
        String to,
        Tuning tuning,
        Duration totalTime,
        Optional<DataSize> sent,
        Optional<Duration> sending,
        int concurrent,
        Map<Phase, Duration> phases) {
    /**
     * Checks the observation.
     *
     * @throws IllegalArgumentException if a component is out of its range or two contradict each other; the message names
     *     them
     */
    public Observation {
        phases = Map.copyOf(phases);
        Check.notBlank(from, "from");
        Check.notBlank(to, "to");
        if (from.equals(to)) {
            throw new IllegalArgumentException("from and to ('%s') must be different hosts".formatted(from));
        }
        Check.positive(totalTime, "totalTime");
        if (sent.filter(DataSize::isZero).isPresent()) {
            throw new IllegalArgumentException("sent (%s) must be positive".formatted(sent.get()));
        }
        sending.ifPresent(time -> Check.positive(time, "sending"));
        if (sending.filter(time -> time.compareTo(totalTime) > 0).isPresent()) {
            throw new IllegalArgumentException(
                    "sending (%s) must not be above totalTime (%s)".formatted(sending.get(), totalTime));
        }
        if (concurrent < 1) {
            throw new IllegalArgumentException("concurrent (%d) must be at least 1".formatted(concurrent));
        }
        if (sent.isPresent() && sending.isPresent()) {
            Check.positive(
                    DataRate.of(sent.get(), sending.get()),
                    "mean rate (sent %s / sending %s)".formatted(sent.get(), sending.get()));
        }
    }

    /** Returns a plain pre-copy of a VM that was alone on its way, of which nothing but its time is known. */
    public static Observation timed(VmProfile vm, String from, String to, Duration totalTime) {
        return new Observation(
                vm, from, to, Tuning.PRE_COPY, totalTime, Optional.empty(), Optional.empty(), 1, Map.of());
    }

    /** Returns a plain pre-copy of a VM that was alone on its way. */
    public static Observation preCopy(
            VmProfile vm, String from, String to, Duration totalTime, DataSize sent, Duration sending) {
        return new Observation(
                vm, from, to, Tuning.PRE_COPY, totalTime, Optional.of(sent), Optional.of(sending), 1, Map.of());
    }

    /** Returns this with the number of migrations that shared a link with it. */
    public Observation among(int migrations) {
        return new Observation(vm, from, to, tuning, totalTime, sent, sending, migrations, phases);
    }

    /** Returns this in another mode, or limited. */
    public Observation with(Tuning other) {
        return new Observation(vm, from, to, other, totalTime, sent, sending, concurrent, phases);
    }

    /** Returns the mean rate of sending, where it is known. */
    public Optional<DataRate> meanRate() {
        return sent.flatMap(size -> sending.map(time -> DataRate.of(size, time)));
    }

    /** Returns the time that passed without sending, the fixed costs, where it is known. */
    public Optional<Duration> overhead() {
        return sending.map(totalTime::minus);
    }
}
