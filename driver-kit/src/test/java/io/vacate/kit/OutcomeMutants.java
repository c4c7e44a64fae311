package io.vacate.kit;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** Mutants of the rules on outcomes and failures. */
final class OutcomeMutants {
    private OutcomeMutants() {}

    static List<Mutant> all() {
        return List.of(
                ModeMutants.arrivingPaused("R14.1"),
                ending("R14.2", (job, outcome) -> {
                    MutantKit.corrupt(job.vm());
                    return outcome;
                }),
                ending(
                        "R14.3",
                        (job, outcome) -> new MigrationOutcome.Completed(
                                outcome.vm(),
                                job.destination(),
                                MigrationStatistics.builder(Duration.ofDays(1)).build())),
                Mutant.of("R14.4")
                        .session(
                                "migrate",
                                call -> call.proceedWith(
                                        call.arguments().get(0),
                                        call.arguments().get(1),
                                        MigrationRequest.builder()
                                                .destinationName("somebody")
                                                .build())),
                migratesAVmOnce("R14.5"),
                migratesOneVmAtATime(),
                tellsItsStateLate(),
                failing(
                        "R15.1",
                        (job, failed) -> new MigrationOutcome.Failed(
                                failed.vm(),
                                failed.cause(),
                                new VmLocation.Unknown("nobody asked"),
                                failed.statistics())),
                failing(
                        "R15.2",
                        (job, failed) -> new MigrationOutcome.Failed(
                                failed.vm(),
                                new OperationFailedException("it failed"),
                                failed.location(),
                                failed.statistics())),
                failing("R15.3", (job, failed) -> {
                    MutantKit.corrupt(job.vm());
                    return failed;
                }),
                migratesAVmOnce("R15.4"),
                failing(
                        "R15.5",
                        (job, failed) -> new MigrationOutcome.Failed(
                                failed.vm(),
                                failed.cause(),
                                new VmLocation.Lost("it does not answer"),
                                failed.statistics())),
                failing(
                        "R15.6",
                        (job, failed) -> new MigrationOutcome.Failed(
                                failed.vm(),
                                failed.cause(),
                                new VmLocation.OnHost(job.source(), new VmStatus(VmState.RUNNING, StateReason.UNKNOWN)),
                                failed.statistics())),
                Mutant.of("R15.7").session("close", ProviderMutants::destroyThenClose),
                Mutant.of("R15.10")
                        .session("resumeSuspended", call -> call.session().uri()));
    }

    /** Ends each migration with another outcome. */
    static Mutant ending(String rule, BiFunction<MigrationJob, MigrationOutcome, MigrationOutcome> end) {
        return Mutant.of(rule).job("completion", call -> {
            CompletionStage<MigrationOutcome> completion = call.job().completion();
            return completion.thenApply(outcome -> end.apply(call.job(), outcome));
        });
    }

    /** Ends each failed migration with another outcome. */
    private static Mutant failing(
            String rule, BiFunction<MigrationJob, MigrationOutcome.Failed, MigrationOutcome> end) {
        return ending(
                rule,
                (job, outcome) -> outcome instanceof MigrationOutcome.Failed failed ? end.apply(job, failed) : outcome);
    }

    private static Mutant migratesAVmOnce(String rule) {
        Set<Object> moved = new HashSet<>();
        return Mutant.of(rule).session("migrate", call -> {
            if (!moved.add(call.arguments().get(0))) {
                throw new OperationFailedException(
                        "VM %s is registered still".formatted(call.arguments().get(0)));
            }
            return call.proceed();
        });
    }

    private static Mutant migratesOneVmAtATime() {
        AtomicReference<Optional<MigrationJob>> running = new AtomicReference<>(Optional.empty());
        return Mutant.of("R14.6").session("migrate", call -> {
            if (running.get().filter(job -> !job.state().isFinal()).isPresent()) {
                throw new OperationFailedException("another migration runs");
            }
            MigrationJob job = (MigrationJob) call.proceed();
            running.set(Optional.of(job));
            return job;
        });
    }

    private static Mutant tellsItsStateLate() {
        AtomicBoolean told = new AtomicBoolean();
        return Mutant.of("R14.7")
                .job(
                        "state",
                        call -> call.job().state().isFinal() && !told.getAndSet(true)
                                ? MigrationState.SWITCHING_OVER
                                : call.proceed());
    }
}
