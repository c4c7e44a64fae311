package io.vacate.kit;

import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Mutants of the rules on hosts, identity, capabilities and statistics. */
final class HostMutants {
    private HostMutants() {}

    static List<Mutant> all() {
        return List.of(
                givesEachSessionItsOwnHost(),
                Mutant.of("R3.2").session("info", call -> withId(call, new UUID(0, 1))),
                Mutant.of("R3.3").session("info", call -> {
                    HostInfo info = (HostInfo) call.proceed();
                    return new HostInfo(info.id(), "", info.hypervisor(), info.cpu(), info.memory());
                }),
                Mutant.of("R3.4").session("info", call -> withId(call, UUID.randomUUID())),
                Mutant.of("R3.5").session("memory", call -> {
                    HostMemory memory = (HostMemory) call.proceed();
                    return new HostMemory(memory.total().plus(memory.total()), memory.free());
                }),
                Mutant.of("R3.6").session("vms", call -> {
                    List<Object> twice = new ArrayList<>((List<?>) call.proceed());
                    twice.addAll((List<?>) call.proceed());
                    return twice;
                }),
                Mutant.of("R3.7").session("config", call -> renamed((VmConfig) call.proceed(), "somebody")),
                Mutant.of("R3.8")
                        .session("status", call -> call.proceedOr(UnknownVmException.class, "there is no such VM")),
                Mutant.of("R4.1").session("capabilities", call -> new HashSet<>((Set<?>) call.proceed())),
                Mutant.of("R4.2")
                        .onSmallHosts()
                        .session(
                                "subscribe",
                                call -> call.proceedUnless(
                                        UnsupportedCapabilityException.class, () -> (Subscription) () -> {})),
                Mutant.of("R4.3")
                        .onSmallHosts()
                        .session(
                                "migrate",
                                call -> call.proceedUnless(
                                        UnsupportedCapabilityException.class,
                                        () -> call.proceedWith(
                                                call.arguments().get(0),
                                                call.arguments().get(1),
                                                MigrationRequest.live()))),
                Mutant.of("R4.4")
                        .onSmallHosts()
                        .job(
                                "requestPostCopy",
                                call -> call.proceedUnless(UnsupportedCapabilityException.class, () -> false)),
                Mutant.of("R8.1").session("statistics", onOne(stats -> copy(stats, stats.vcpus() + 1))),
                Mutant.of("R8.2")
                        .session("statistics", call -> call.arguments().isEmpty() ? List.of() : call.proceed()),
                Mutant.of("R8.3")
                        .session(
                                "statistics",
                                onOne(stats -> builder(stats, stats.vcpus())
                                        .cpuTime(stats.cpuTime().orElse(Duration.ZERO))
                                        .build())),
                countsCpuTimeDown(),
                Mutant.of("R8.5").session("memoryNeeded", call -> DataSize.ofMebibytes(1)),
                Mutant.of("R8.6")
                        .session(
                                "measureDirtyRate",
                                call -> ((CompletionStage<?>) call.proceed()).thenApply(sample -> still())),
                Mutant.of("R8.7").session("measureDirtyRate", call -> stillAtOnce()),
                Mutant.of("R8.8")
                        .session(
                                "measureDirtyRate",
                                call -> call.proceedUnless(VmStateException.class, HostMutants::stillAtOnce)));
    }

    private static Mutant givesEachSessionItsOwnHost() {
        Map<Object, UUID> ids = new HashMap<>();
        return Mutant.of("R3.1")
                .session("info", call -> withId(call, ids.computeIfAbsent(call.target(), key -> UUID.randomUUID())));
    }

    private static HostInfo withId(Call call, UUID id) {
        HostInfo info = (HostInfo) call.proceed();
        return new HostInfo(new HostId(id), info.name(), info.hypervisor(), info.cpu(), info.memory());
    }

    static VmConfig renamed(VmConfig config, String name) {
        return new VmConfig(
                config.id(), name, config.memory(), config.vcpus(), config.boot(), config.disks(), config.nics());
    }

    /** Changes the statistics of one VM, not those of all. */
    private static Function<Call, @Nullable Object> onOne(UnaryOperator<VmStats> change) {
        return call -> call.arguments().isEmpty() ? call.proceed() : change.apply((VmStats) call.proceed());
    }

    private static VmStats copy(VmStats stats, int vcpus) {
        return builder(stats, vcpus).build();
    }

    private static VmStats.Builder builder(VmStats stats, int vcpus) {
        return VmStats.builder(stats.summary(), vcpus, stats.memory());
    }

    private static Mutant countsCpuTimeDown() {
        AtomicInteger asked = new AtomicInteger();
        return Mutant.of("R8.4")
                .session(
                        "statistics",
                        onOne(stats -> builder(stats, stats.vcpus())
                                .cpuTime(Duration.ofHours(1).minusSeconds(asked.incrementAndGet()))
                                .build()));
    }

    private static DirtyRateSample still() {
        return new DirtyRateSample(Duration.ofSeconds(1), DataRate.ofBytesPerSecond(0));
    }

    private static CompletionStage<DirtyRateSample> stillAtOnce() {
        return CompletableFuture.completedStage(still());
    }
}
