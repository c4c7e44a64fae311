package io.vacate.model.live;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.WayOut;
import java.time.Duration;

/** A way to end a running pre-copy that does not converge, and its price. */
public sealed interface Advice {

    /**
     * Allow a longer pause, once the rounds no longer shrink: all that is left then fits into it. Raising the limit earlier
     * does not help as surely, as QEMU looks for rewritten pages only when what is left fits into the limit.
     *
     * @param limit the limit that suffices
     */
    record RaiseDowntimeLimit(Duration limit, WayOut price) implements Advice {
        @Override
        public String text() {
            return "let it stand still for up to %d ms".formatted(limit.toMillis());
        }
    }

    /**
     * Send faster.
     *
     * @param rate the least rate that suffices
     */
    record MoreBandwidth(DataRate rate, WayOut price) implements Advice {
        @Override
        public String text() {
            return "give it " + rate + " or more";
        }
    }

    /**
     * Slow the guest down.
     *
     * @param percent share of its CPU time to take away, from 1 to 99
     */
    record Throttle(int percent, WayOut price) implements Advice {
        @Override
        public String text() {
            return "throttle the guest by %d %%".formatted(percent);
        }
    }

    /** Switch over now and let the memory follow; a fault meanwhile can lose the VM. */
    record PostCopy(WayOut price) implements Advice {
        @Override
        public String text() {
            return "switch to post-copy";
        }
    }

    /** Pause the guest now and send the rest. */
    record StopAndCopy(WayOut price) implements Advice {
        @Override
        public String text() {
            return "pause it and send the rest";
        }
    }

    /** Returns what it costs: total time from the request to the end, and pause. */
    WayOut price();

    /** Says in a few words what to do. */
    String text();
}
