package io.vacate.model.profile;

import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a hypervisor adds to the physics: its fixed costs, and when it ends the rounds of pre-copy.
 *
 * @param costs one for each {@link ModeKind}
 * @param storageSetUp what copying local disks along adds before its first byte; not negative
 * @param rounds when rounds end
 */
public record HypervisorProfile(Map<ModeKind, FixedCosts> costs, Duration storageSetUp, RoundRule rounds) {
    /** What to assume before anything was measured: QEMU 10 under libvirt 9, see {@link FixedCosts}. */
    public static final HypervisorProfile PRIOR = new HypervisorProfile(
            Map.of(
                    ModeKind.PRE_COPY, FixedCosts.PRIOR,
                    ModeKind.POST_COPY, FixedCosts.PRIOR,
                    ModeKind.STOP_AND_COPY, FixedCosts.PRIOR,
                    ModeKind.SUSPEND_COPY_RESUME_DISK, FixedCosts.PRIOR_SUSPEND_COPY_RESUME,
                    ModeKind.SUSPEND_COPY_RESUME_MEMORY, FixedCosts.PRIOR_SUSPEND_COPY_RESUME),
            Duration.ofMillis(500),
            RoundRule.UNTIL_FITS);

    /** What to assume of Xen 4.17 with libxl under libvirt 9 before anything was measured: see {@link FixedCosts#PRIOR_LIBXL}. */
    public static final HypervisorProfile LIBXL = new HypervisorProfile(
            Map.of(
                    ModeKind.PRE_COPY, FixedCosts.PRIOR_LIBXL,
                    ModeKind.POST_COPY, FixedCosts.PRIOR_LIBXL,
                    ModeKind.STOP_AND_COPY, FixedCosts.PRIOR_LIBXL,
                    ModeKind.SUSPEND_COPY_RESUME_DISK, FixedCosts.PRIOR_SUSPEND_COPY_RESUME,
                    ModeKind.SUSPEND_COPY_RESUME_MEMORY, FixedCosts.PRIOR_SUSPEND_COPY_RESUME),
            Duration.ZERO,
            RoundRule.FIVE_WHOLE);

    /**
     * Returns what to assume of a hypervisor.
     *
     * @param name as {@link io.vacate.api.host.Hypervisor#name()} has it; any but {@code Xen} is taken for QEMU
     */
    public static HypervisorProfile named(String name) {
        return name.equalsIgnoreCase("Xen") ? LIBXL : PRIOR;
    }

    /**
     * Checks the profile.
     *
     * @throws IllegalArgumentException if a mode has no costs, or {@code storageSetUp} is negative
     */
    public HypervisorProfile {
        costs = Map.copyOf(costs);
        for (ModeKind kind : ModeKind.values()) {
            if (!costs.containsKey(kind)) {
                throw new IllegalArgumentException("costs (%s) must have those of %s".formatted(costs, kind));
            }
        }
        Check.notNegative(storageSetUp, "storageSetUp");
    }

    /** Returns a hypervisor whose costs are the same for every mode, and whose rounds are whole. */
    public static HypervisorProfile textbook(FixedCosts costs) {
        Map<ModeKind, FixedCosts> all = new EnumMap<>(ModeKind.class);
        for (ModeKind kind : ModeKind.values()) {
            all.put(kind, costs);
        }
        return new HypervisorProfile(all, Duration.ZERO, RoundRule.WHOLE);
    }

    /** Returns a mode's fixed costs. */
    public FixedCosts costs(ModeKind kind) {
        FixedCosts found = costs.get(kind);
        if (found == null) {
            throw new IllegalStateException("costs of %s were checked when this was made".formatted(kind));
        }
        return found;
    }

    /** Returns this with the costs of one mode multiplied, their proportions kept. */
    public HypervisorProfile scaled(ModeKind kind, double factor) {
        return with(kind, costs(kind).scaled(factor));
    }

    /** Returns this with other costs of one mode. */
    public HypervisorProfile with(ModeKind kind, FixedCosts other) {
        Map<ModeKind, FixedCosts> changed = new EnumMap<>(costs);
        changed.put(kind, other);
        return new HypervisorProfile(changed, storageSetUp, rounds);
    }
}
