package io.vacate.orchestrator.profile;

import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.VmStats;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what migration sees of running VMs. A measurement that fails is no failure of the whole: the profile then
 * rests on less, and says so. Immutable and thread-safe.
 */
public final class Profiler {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private final Sampling sampling;

    /** Makes a profiler that measures as {@code sampling} says. */
    public Profiler(Sampling sampling) {
        this.sampling = sampling;
    }

    /**
     * Starts to measure a VM; call this for several VMs before waiting for one.
     *
     * @param vm a running VM
     * @param stats its statistics now
     * @param memory its configured memory
     * @param downtimeLimit longest pause that its switch-over may plan for
     * @return completes with the profile, on a thread of the driver
     */
    public CompletionStage<MeasuredVm> profile(VM vm, VmStats stats, DataSize memory, Duration downtimeLimit) {
        List<String> assumptions = new ArrayList<>();
        DataSize used = stats.residentMemory().orElse(memory).min(memory);
        if (stats.residentMemory().isEmpty()) {
            assumptions.add("memory in use by '%s' is not known: assumed all of its %s".formatted(vm.name(), memory));
        }
        return dirtySamples(vm, assumptions).thenApply(samples -> {
            VmProfile profile = new VmProfile(vm.id(), vm.name(), memory, used, curve(samples, memory), downtimeLimit)
                    .withResident(stats.residentMemory().orElse(DataSize.ZERO));
            LOG.debug("Profile of {}: {}", vm, profile);
            return new MeasuredVm(profile, assumptions);
        });
    }

    private CompletionStage<List<DirtyRateSample>> dirtySamples(VM vm, List<String> assumptions) {
        if (sampling.periods().isEmpty()) {
            assumptions.add(unknownRate(vm, "it was not measured"));
            return CompletableFuture.completedStage(List.of());
        }
        if (!vm.host().capabilities().contains(Capability.DIRTY_RATE)) {
            assumptions.add(unknownRate(vm, vm.host().uri() + " cannot measure it"));
            return CompletableFuture.completedStage(List.of());
        }
        return measure(vm, 0, List.of()).exceptionally(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            LOG.debug("Measuring {} failed", vm, cause);
            assumptions.add(unknownRate(vm, String.valueOf(cause.getMessage())));
            return List.of();
        });
    }

    /** Measures one period after the other: a hypervisor measures a VM once at a time. */
    private CompletionStage<List<DirtyRateSample>> measure(VM vm, int index, List<DirtyRateSample> before) {
        if (index == sampling.periods().size()) {
            return CompletableFuture.completedStage(before);
        }
        return start(vm, sampling.periods().get(index)).thenCompose(sample -> {
            List<DirtyRateSample> all = new ArrayList<>(before);
            all.add(sample);
            boolean isQuiet = sample.rate().compareTo(sampling.quiet()) < 0;
            return isQuiet ? CompletableFuture.completedStage(all) : measure(vm, index + 1, all);
        });
    }

    private static CompletionStage<DirtyRateSample> start(VM vm, Duration period) {
        try {
            return vm.measureDirtyRate(period);
        } catch (HypervisorException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private static String unknownRate(VM vm, String why) {
        return "how fast '%s' rewrites its memory is not known (%s): assumed idle".formatted(vm.name(), why);
    }

    /** Returns the curve through the samples; sampling noise must not make it fall, nor exceed the VM's memory. */
    private static DirtyCurve curve(List<DirtyRateSample> samples, DataSize memory) {
        List<DirtyCurve.Point> points = new ArrayList<>();
        DataSize most = DataSize.ZERO;
        Duration last = Duration.ZERO;
        List<DirtyRateSample> byPeriod = samples.stream()
                .sorted(Comparator.comparing(DirtyRateSample::period))
                .toList();
        for (DirtyRateSample sample : byPeriod) {
            if (sample.period().compareTo(last) <= 0) {
                continue;
            }
            DataSize dirtied = sample.dirtied().min(memory);
            most = dirtied.compareTo(most) > 0 ? dirtied : most;
            last = sample.period();
            points.add(new DirtyCurve.Point(last, most));
        }
        return points.isEmpty() || most.isZero() ? DirtyCurve.idle() : DirtyCurve.measured(points);
    }
}
