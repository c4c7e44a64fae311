package io.vacate.kit;

import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.sim.SimTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Mutants of the rules on starting a migration and on its progress. */
final class MigrationMutants {
    private MigrationMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("R10.1").session("migrate", call -> {
                    MigrationJob job = (MigrationJob) call.proceed();
                    ((SimTime) call.session().timeSource()).runUntil(job.completion());
                    return job;
                }),
                Mutant.of("R10.2").job("destination", call -> call.job().source()),
                Mutant.of("R10.3").session("migrate", call -> {
                    VmId vm = call.argument(0, VmId.class);
                    if (call.session().status(vm).state() == VmState.SHUT_OFF) {
                        call.session().start(vm);
                    }
                    return call.proceed();
                }),
                Mutant.of("R10.4").session("migrate", call -> call.proceedOr(IllegalArgumentException.class, "no")),
                Mutant.of("R10.5").session("migrate", call -> call.proceedOr(SessionClosedException.class, "no")),
                takesASecondJobForTheFirst(),
                Mutant.of("R10.7").session("migrate", call -> {
                    DriverSession there = call.argument(1, DriverSession.class);
                    String name =
                            call.session().config(call.argument(0, VmId.class)).name();
                    there.vms().stream()
                            .filter(other -> other.name().equals(name))
                            .forEach(other -> there.undefine(other.id()));
                    return call.proceed();
                }),
                Mutant.of("R10.8")
                        .session(
                                "preflight",
                                call -> List.of(new Finding(Severity.BLOCKER, Check.CPU, "it might not work"))),
                Mutant.of("R10.8").session("preflight", call -> {
                    // As one that tries out whether the destination takes the VM.
                    DriverSession there = call.argument(1, DriverSession.class);
                    there.define(
                            VmConfig.builder("a try", DataSize.ofMebibytes(64)).build());
                    return call.proceed();
                }),
                Mutant.of("R10.11").session("departing", call -> Set.of()),
                showing("R11.1", sample -> copy(sample, MigrationState.PREPARING, sample.elapsed())),
                showing("R11.2", sample -> copy(sample, sample.state(), Duration.ZERO)),
                showing(
                        "R11.3",
                        sample -> MigrationProgress.builder(sample.state(), sample.elapsed())
                                .iteration(sample.iteration())
                                .memory(DataSize.ofMebibytes(64), DataSize.ZERO, DataSize.ofMebibytes(64))
                                .build()),
                showing(
                        "R11.4",
                        sample -> MigrationProgress.builder(sample.state(), sample.elapsed())
                                .build()),
                showing(
                        "R11.5",
                        sample -> MigrationProgress.builder(sample.state(), sample.elapsed())
                                .iteration(sample.iteration())
                                .build()),
                Mutant.of("R11.6").onSmallHosts().job("progress", call -> {
                    MigrationProgress sample = (MigrationProgress) call.proceed();
                    return MigrationProgress.builder(sample.state(), sample.elapsed())
                            .iteration(sample.iteration())
                            .memory(DataSize.ofMebibytes(64), DataSize.ZERO, DataSize.ofMebibytes(64))
                            .build();
                }),
                Mutant.of("R11.7").session("migrate", call -> {
                    Object job = call.proceed();
                    call.session().pause(call.argument(0, VmId.class));
                    return job;
                }),
                goesOnCountingAfterTheEnd(),
                Mutant.of("R11.9")
                        .session(
                                "migrate",
                                call -> call.proceedWith(
                                        call.arguments().get(0),
                                        call.arguments().get(1),
                                        MigrationRequest.builder()
                                                .bandwidth(DataRate.ofMebibytesPerSecond(32))
                                                .build())),
                asksAClosedSession());
    }

    private static Mutant takesASecondJobForTheFirst() {
        AtomicReference<Object> first = new AtomicReference<>();
        return Mutant.of("R10.6").session("migrate", call -> {
            Object job = call.proceedUnless(VmStateException.class, first::get);
            first.set(job);
            return job;
        });
    }

    /** Shows a wrong sample now and then. */
    private static Mutant showing(String rule, UnaryOperator<MigrationProgress> wrong) {
        AtomicInteger asked = new AtomicInteger();
        return Mutant.of(rule).job("progress", call -> {
            MigrationProgress sample = (MigrationProgress) call.proceed();
            boolean isWrong = sample.state() == MigrationState.COPYING && asked.incrementAndGet() % 7 == 0;
            return isWrong ? wrong.apply(sample) : sample;
        });
    }

    private static MigrationProgress copy(MigrationProgress sample, MigrationState state, Duration elapsed) {
        return MigrationProgress.builder(state, elapsed)
                .iteration(sample.iteration())
                .memory(
                        sample.total().orElseThrow(),
                        sample.transferred().orElseThrow(),
                        sample.remaining().orElseThrow())
                .build();
    }

    private static Mutant goesOnCountingAfterTheEnd() {
        AtomicInteger asked = new AtomicInteger();
        return Mutant.of("R11.8").job("progress", call -> {
            MigrationProgress sample = (MigrationProgress) call.proceed();
            return copy(sample, sample.state(), sample.elapsed().plusMillis(asked.incrementAndGet()));
        });
    }

    private static Mutant asksAClosedSession() {
        AtomicBoolean closed = new AtomicBoolean();
        return Mutant.of("R11.10")
                .session("close", call -> {
                    closed.set(true);
                    return call.proceed();
                })
                .job("progress", call -> {
                    if (closed.get()) {
                        throw new SessionClosedException(call.job().source());
                    }
                    return call.proceed();
                });
    }
}
