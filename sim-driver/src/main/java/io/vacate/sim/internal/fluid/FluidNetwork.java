package io.vacate.sim.internal.fluid;

import io.vacate.api.time.ScheduledTask;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Flows under way. Between two events every rate is constant, so that ends are exact to the nanosecond.
 *
 * <p>Not thread-safe.
 */
public final class FluidNetwork {
    private static final double NANOS_PER_SECOND = 1e9;
    /** What a flow may lack at its end, in seconds of its rate: its end was rounded up to a whole nanosecond. */
    private static final double SLACK_SECONDS = 2e-9;

    private static final double NEVER_SECONDS = 1e9;

    private final EventClock clock;
    private final Set<Flow> flows = new LinkedHashSet<>();
    private ScheduledTask nextEnd = () -> {};
    private long settledAt;

    /** Makes a network without flows. */
    public FluidNetwork(EventClock clock) {
        this.clock = clock;
        settledAt = clock.nanos();
    }

    /**
     * Starts a flow.
     *
     * @param path the links that it crosses; each counts once
     * @param bytes what it carries, at least 0
     * @param cap its highest rate in bytes per second, more than 0; may be infinite
     * @param whenDone runs once all has arrived, never from within this call
     */
    public Flow start(List<Link> path, double bytes, double cap, Runnable whenDone) {
        settle();
        Flow flow = new Flow(path, Math.max(0, bytes), cap, whenDone);
        flows.add(flow);
        reshare();
        return flow;
    }

    /** Ends a flow that has not arrived. Its rate and what is left of it stay readable. */
    public void stop(Flow flow) {
        settle();
        if (flows.remove(flow)) {
            reshare();
        }
    }

    /** Changes the highest rate of a flow. */
    public void cap(Flow flow, double cap) {
        settle();
        flow.cap = cap;
        reshare();
    }

    /** Takes note of links that went up or down. */
    public void changed() {
        settle();
        reshare();
    }

    /** Returns what is left of a flow now, in bytes. */
    public double remaining(Flow flow) {
        settle();
        return flow.remaining;
    }

    private void settle() {
        long now = clock.nanos();
        double seconds = (now - settledAt) / NANOS_PER_SECOND;
        if (seconds > 0) {
            for (Flow flow : flows) {
                // An infinite rate times no time is not a number; with time, everything has arrived.
                flow.remaining = Double.isInfinite(flow.rate) ? 0 : Math.max(0, flow.remaining - flow.rate * seconds);
            }
            settledAt = now;
        }
    }

    private void reshare() {
        FairShares.assign(flows);
        nextEnd.cancel();
        double soonest =
                flows.stream().mapToDouble(FluidNetwork::secondsLeft).min().orElse(NEVER_SECONDS);
        if (soonest < NEVER_SECONDS) {
            nextEnd = clock.at(settledAt + (long) Math.ceil(soonest * NANOS_PER_SECOND), this::arrive);
        }
    }

    private static double secondsLeft(Flow flow) {
        if (flow.remaining <= 0) {
            return 0;
        }
        return flow.rate > 0 ? flow.remaining / flow.rate : NEVER_SECONDS;
    }

    private void arrive() {
        settle();
        List<Flow> arrived = new ArrayList<>();
        for (Iterator<Flow> each = flows.iterator(); each.hasNext(); ) {
            Flow flow = each.next();
            if (secondsLeft(flow) <= SLACK_SECONDS) {
                flow.remaining = 0;
                arrived.add(flow);
                each.remove();
            }
        }
        reshare();
        arrived.forEach(flow -> flow.whenDone.run());
    }
}
