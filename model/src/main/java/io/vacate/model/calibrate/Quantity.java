package io.vacate.model.calibrate;

import io.vacate.api.migration.Buffer;
import io.vacate.api.vm.VmId;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.ModeKind;
import java.util.Locale;

/**
 * Something that is learned, as the median of what was seen of it.
 *
 * @param kind what sort of thing
 * @param subject of what: a mode, a path, a link or a host's buffer; empty where the kind says all
 */
public record Quantity(Kind kind, String subject) {
    /** Sorts of quantities, with the unit and the range of their samples. */
    public enum Kind {
        /** Fixed costs of a mode in seconds. */
        OVERHEAD(0, 1e6),
        /** Rate of a single migration on a path in B/s. */
        PATH_RATE(1, 1e15),
        /** Rate of several migrations together on a link in B/s. */
        LINK_RATE(1, 1e15),
        /** What a link carries / what it was told to carry. */
        EFFICIENCY(1e-6, 1e6),
        /** Data sent / data that the VM's profile leads to expect: below 1 where drivers overstate the memory in use. */
        MEMORY_FACTOR(0.05, 20),
        /** What a VM's process holds beside the VM's memory, in bytes. */
        PROCESS_MEMORY(0, 1e13),
        /** Memory really rewritten / memory that the profile's dirty curve leads to expect. */
        DIRTY_FACTOR(0.01, 100),
        /** Share of its rate that a migration loses while a link that its acknowledgements take is full. */
        REVERSE_SLOWDOWN(0, 0.95),
        /** Rate of suspending into a buffer in B/s. */
        SUSPEND_RATE(1, 1e15),
        /** Rate of copying from buffer to buffer in B/s. */
        COPY_RATE(1, 1e15),
        /** Rate of resuming out of a buffer in B/s. */
        RESUME_RATE(1, 1e15),
        /** Actual / predicted total time of a single migration. */
        RESIDUAL(1e-3, 1e3),
        /** Actual / predicted aggregate time. */
        GROUP_RESIDUAL(1e-3, 1e3),
        /** What one VM's first round sent, in bytes. */
        FIRST_ROUND(1, 1e17),
        /** Memory that one VM rewrites each second in rounds of one length, in B/s. */
        ROUND_RATE(0, 1e15),
        /** Actual / predicted remaining time of a migration under way, by the share of its time that is over. */
        LIVE_RESIDUAL(1e-3, 1e3);

        private static final int FEW = 25;
        private static final int MANY = 400;
        private static final int LIVE = 100;

        private final double low;
        private final double high;

        Kind(double low, double high) {
            this.low = low;
            this.high = high;
        }

        /** Returns how many samples are kept: of residuals many, as their tails matter; else few enough to follow a change. */
        public int window() {
            return isResidual() ? MANY : this == LIVE_RESIDUAL ? LIVE : FEW;
        }

        boolean isResidual() {
            return this == RESIDUAL || this == GROUP_RESIDUAL;
        }

        /** Tells whether {@code sample} makes sense for this kind; NaN never does. */
        public boolean accepts(double sample) {
            return sample >= low && sample <= high;
        }

        /**
         * Returns {@code sample}.
         *
         * @throws IllegalArgumentException if it is out of range; the message names this kind
         */
        public double checked(double sample) {
            if (!accepts(sample)) {
                throw new IllegalArgumentException(
                        "%s (%s) must be from %s to %s".formatted(name(), sample, low, high));
            }
            return sample;
        }
    }

    /** What is learned of all migrations alike. */
    static final Quantity EFFICIENCY = new Quantity(Kind.EFFICIENCY, "");

    static final Quantity MEMORY_FACTOR = new Quantity(Kind.MEMORY_FACTOR, "");
    static final Quantity PROCESS_MEMORY = new Quantity(Kind.PROCESS_MEMORY, "");
    static final Quantity DIRTY_FACTOR = new Quantity(Kind.DIRTY_FACTOR, "");
    static final Quantity REVERSE_SLOWDOWN = new Quantity(Kind.REVERSE_SLOWDOWN, "");
    static final Quantity RESIDUAL = new Quantity(Kind.RESIDUAL, "");
    static final Quantity GROUP_RESIDUAL = new Quantity(Kind.GROUP_RESIDUAL, "");

    /** Returns the fixed costs of a mode. */
    public static Quantity overhead(ModeKind mode) {
        return new Quantity(Kind.OVERHEAD, mode.name());
    }

    /** Returns the rate of single migrations from one host to another. */
    public static Quantity pathRate(String from, String to) {
        return new Quantity(Kind.PATH_RATE, path(from, to));
    }

    /** Returns the rate of several migrations together on a link. */
    public static Quantity linkRate(String link) {
        return new Quantity(Kind.LINK_RATE, Check.notBlank(link, "link"));
    }

    /** Returns a rate of suspended state in buffers of that kind. */
    static Quantity bufferRate(Kind kind, Buffer buffer) {
        return new Quantity(kind, buffer.name());
    }

    /** Returns what a VM's first round sends. */
    static Quantity firstRound(VmId vm) {
        return new Quantity(Kind.FIRST_ROUND, vm.toString());
    }

    /** Returns how far off live predictions are when such a share of the time is over, to a tenth. */
    static Quantity liveResidual(double share) {
        return new Quantity(Kind.LIVE_RESIDUAL, String.format(Locale.ROOT, "%.1f", share));
    }

    static String path(String from, String to) {
        return from + " -> " + to;
    }
}
