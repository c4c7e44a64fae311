package io.vacate.kit;

import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Persistence;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.sim.SimDriver;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Mutants of the rules on modes. */
final class ModeMutants {
    private ModeMutants() {}

    static List<Mutant> all() {
        return List.of(
                arrivingPaused("R13.1"),
                requesting("R13.2", request -> request.bandwidth(DataRate.ofMebibytesPerSecond(8))),
                arrivingPaused("R13.3"),
                requesting(
                        "R13.4",
                        request -> request.bandwidth(DataRate.ofMebibytesPerSecond(8))
                                .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))),
                Mutant.of("R13.5")
                        .job("requestPostCopy", call -> call.proceedUnless(VmStateException.class, () -> true)),
                tellingNoPhases("R13.6"),
                tellingNoPhases("R13.7"),
                Mutant.of("R13.8").session("suspendedVms", ModeMutants::statesOfAllVms),
                requesting("R13.9", request -> request.persistence(Persistence.PERSISTENT)),
                requesting("R13.10", request -> request.persistence(Persistence.TRANSIENT)),
                requesting("R13.11", request -> request),
                Mutant.of("R13.12")
                        .session(
                                "recoverPostCopy",
                                call -> call.session()
                                        .migrate(
                                                call.argument(0, VmId.class),
                                                call.argument(1, DriverSession.class),
                                                call.argument(2, MigrationRequest.class))),
                Mutant.of("R13.13")
                        .session(
                                "resumeSuspended",
                                call -> call.proceedOr(UnknownVmException.class, "nothing is suspended")),
                requesting("R13.14", request -> request),
                requesting("R13.15", request -> request),
                Mutant.of("R13.16").session("migrate", ModeMutants::letRun),
                Mutant.of("R13.17").session("migrate", ModeMutants::leaveADefinition),
                Mutant.of("R13.18").session("migrate", ModeMutants::moveAnyway),
                Mutant.of("R13.19").session("migrate", ModeMutants::withoutAStop),
                Mutant.of("R13.20").job("requestCancel", call -> call.job().requestProceed()));
    }

    /** Does something else than what was requested. */
    private static Mutant requesting(String rule, UnaryOperator<MigrationRequest.Builder> other) {
        return Mutant.of(rule)
                .session(
                        "migrate",
                        call -> call.proceedWith(
                                call.arguments().get(0),
                                call.arguments().get(1),
                                other.apply(MigrationRequest.builder()).build()));
    }

    /** As a driver would that resumes whatever it moves. */
    private static Object letRun(Call call) {
        VmId vm = call.argument(0, VmId.class);
        if (call.session().status(vm).isPausedByUser()) {
            call.session().resume(vm);
        }
        return call.proceed();
    }

    /** As a driver would that copies the definition, and forgets to remove it where it was. */
    private static Object leaveADefinition(Call call) {
        VmId vm = call.argument(0, VmId.class);
        VmConfig config = call.session().config(vm);
        MigrationJob job = (MigrationJob) call.proceed();
        job.completion().thenRun(() -> call.session().define(config));
        return job;
    }

    /** As a driver would that has never heard of holding. */
    private static Object withoutAStop(Call call) {
        MigrationJob job = (MigrationJob) call.proceed();
        job.requestProceed();
        return job;
    }

    private static Object moveAnyway(Call call) {
        return call.proceedUnless(
                VmStateException.class,
                () -> call.session()
                        .migrate(
                                call.argument(0, VmId.class),
                                call.argument(1, DriverSession.class),
                                MigrationRequest.live()));
    }

    /** Forgets to let the VM run at its destination. */
    static Mutant arrivingPaused(String rule) {
        return OutcomeMutants.ending(rule, (job, outcome) -> {
            try (DriverSession there = new SimDriver().open(job.destination(), SessionOptions.DEFAULT)) {
                there.pause(job.vm());
            }
            return outcome;
        });
    }

    private static Mutant tellingNoPhases(String rule) {
        return OutcomeMutants.ending(
                rule,
                (job, outcome) -> new MigrationOutcome.Completed(
                        outcome.vm(),
                        job.destination(),
                        MigrationStatistics.builder(outcome.statistics().total())
                                .build()));
    }

    /** As a driver would that leaves its buffers behind. */
    private static List<SuspendedVm> statesOfAllVms(Call call) {
        return call.session().vms().stream()
                .map(vm -> new SuspendedVm(
                        vm.id(),
                        vm.name(),
                        call.session().uri(),
                        "/var/tmp/" + vm.name(),
                        DataSize.ofMebibytes(64),
                        true,
                        Instant.EPOCH,
                        SuspendedVm.Activity.INTERRUPTED,
                        Optional.empty()))
                .toList();
    }
}
