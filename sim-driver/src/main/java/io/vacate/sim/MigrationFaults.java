package io.vacate.sim;

import io.vacate.api.vm.VmId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faults that wait for a VM's next migration. Not thread-safe: guarded by the world's lock. */
final class MigrationFaults {
    private final Map<VmId, List<Armed>> armed = new LinkedHashMap<>();

    /** A fault that strikes at a moment of a migration. */
    sealed interface Armed {
        String message();

        /** After so much time since the request. */
        record AfterTime(Duration time, String message) implements Armed {}

        /** When so large a share of the memory has been sent, repetitions included. */
        record AtShare(double share, String message) implements Armed {}
    }

    void arm(VmId vm, Armed fault) {
        armed.computeIfAbsent(vm, key -> new ArrayList<>()).add(fault);
    }

    /** Returns a VM's faults and disarms them. */
    List<Armed> take(VmId vm) {
        List<Armed> faults = armed.remove(vm);
        return faults == null ? List.of() : faults;
    }
}
