package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What an operator can learn about guests before they move. */
final class Profiles {
    private static final List<Integer> PERIODS_SECONDS = List.of(1, 2, 4, 8);

    private final Map<String, List<DirtyRateSample>> curves = new HashMap<>();

    private Profiles() {}

    /** Measures the dirty curves, of all guests at once: those of idle guests are one point. */
    static Profiles measure(GuestSet set, Host host) throws Exception {
        Profiles profiles = new Profiles();
        for (int seconds : PERIODS_SECONDS) {
            Map<String, CompletableFuture<DirtyRateSample>> pending = new HashMap<>();
            for (int i = 0; i < set.guests().size(); i++) {
                if (seconds == 1 || set.guests().get(i).dirtyMib() > 0) {
                    VM vm = host.vm(set.names().get(i));
                    pending.put(
                            vm.name(),
                            vm.measureDirtyRate(Duration.ofSeconds(seconds)).toCompletableFuture());
                }
            }
            for (Map.Entry<String, CompletableFuture<DirtyRateSample>> entry : pending.entrySet()) {
                DirtyRateSample sample = entry.getValue().get(1, TimeUnit.MINUTES);
                profiles.curves
                        .computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                        .add(sample);
            }
        }
        return profiles;
    }

    /** Returns points as {@code seconds:MiB;…}. */
    String dirtyCurve(String guest) {
        return curves.getOrDefault(guest, List.of()).stream()
                .map(sample -> String.format(
                        Locale.ROOT,
                        "%.3f:%.3f",
                        sample.period().toNanos() / 1e9,
                        sample.dirtied().mebibytes()))
                .collect(Collectors.joining(";"));
    }

    /** Returns the memory that each guest's process holds on its host now. */
    static Map<String, DataSize> residentMemory(List<String> guests, Host host) {
        Map<String, DataSize> resident = new HashMap<>();
        for (String guest : guests) {
            host.vm(guest).statistics().residentMemory().ifPresent(size -> resident.put(guest, size));
        }
        return resident;
    }
}
