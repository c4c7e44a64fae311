package io.vacate.libvirt.vm;

import io.vacate.api.vm.CpuSchedule;
import io.vacate.libvirt.jna.TypedParameters;
import java.util.Optional;

/** How libvirt speaks of shares of the CPUs, by hypervisor. */
public enum Scheduler {
    /** Xen's credit schedulers have weights and caps themselves, for the virtual CPUs of a VM. */
    CREDIT("weight", 1, 65535, 0) {
        @Override
        TypedParameters.Array write(CpuSchedule schedule) {
            return new TypedParameters.Builder()
                    .unsignedInteger("weight", schedule.weight())
                    .unsignedInteger("cap", schedule.capPercent().orElse(0))
                    .build();
        }

        @Override
        long capPercent(TypedParameters values) {
            return values.number("cap").orElse(0);
        }
    },

    /**
     * Linux' cgroups. Weights are {@code cpu_shares} as they are: those allowed mean the same in both versions of cgroups. The
     * cap is {@code global_quota}, which holds for all of the VM's process together: its virtual CPUs, emulated devices, and the
     * sending of its memory. A cap of single virtual CPUs, which others may have set, ends with it.
     */
    CGROUPS("cpu_shares", 2, 10_000, VmResources.LIVE) {
        private static final long PERIOD_MICROS = 100_000;
        private static final long MICROS_PER_PERCENT = PERIOD_MICROS / 100;
        private static final long NO_QUOTA = -1;

        @Override
        TypedParameters.Array write(CpuSchedule schedule) {
            long quota = schedule.capPercent().isPresent()
                    ? schedule.capPercent().getAsInt() * MICROS_PER_PERCENT
                    : NO_QUOTA;
            return new TypedParameters.Builder()
                    .unsignedLong("cpu_shares", schedule.weight())
                    .signedLong("vcpu_quota", NO_QUOTA)
                    .unsignedLong("global_period", PERIOD_MICROS)
                    .signedLong("global_quota", quota)
                    .build();
        }

        @Override
        long capPercent(TypedParameters values) {
            long quota = values.number("global_quota").orElse(NO_QUOTA);
            long period = values.number("global_period").orElse(PERIOD_MICROS);
            // Quotas of which libvirt knows nothing are 0, and so large that they mean nothing where there is none.
            return quota <= 0 || period <= 0 || quota / period > 655
                    ? 0
                    : Math.max(1, Math.round(100.0 * quota / period));
        }
    };

    private final String weight;
    private final int leastWeight;
    private final int mostWeight;
    final int flags;

    Scheduler(String weight, int leastWeight, int mostWeight, int flags) {
        this.weight = weight;
        this.leastWeight = leastWeight;
        this.mostWeight = mostWeight;
        this.flags = flags;
    }

    abstract TypedParameters.Array write(CpuSchedule schedule);

    /** Returns the cap; 0 for none. */
    abstract long capPercent(TypedParameters values);

    /** Refuses a weight that this scheduler has not. */
    final void require(CpuSchedule schedule) {
        if (schedule.weight() < leastWeight || schedule.weight() > mostWeight) {
            throw new IllegalArgumentException(
                    "weight (%d) must be from %d to %d on this hypervisor; nothing was changed"
                            .formatted(schedule.weight(), leastWeight, mostWeight));
        }
    }

    /** Reads a schedule; empty if the parameters have no weight. */
    final Optional<CpuSchedule> read(TypedParameters values) {
        if (values.number(weight).isEmpty()) {
            return Optional.empty();
        }
        CpuSchedule schedule =
                CpuSchedule.ofWeight(Math.toIntExact(values.number(weight).getAsLong()));
        int cap = Math.toIntExact(capPercent(values));
        return Optional.of(cap == 0 ? schedule : schedule.withCapPercent(cap));
    }
}
