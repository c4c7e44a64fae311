package io.vacate.kit;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mutants of the rules on definitions, lifecycle and saved state. */
final class VmMutants {
    private VmMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("R5.1").session("define", call -> {
                    VmConfig config = call.argument(0, VmConfig.class);
                    return call.proceedWith(new VmConfig(
                            config.id(),
                            config.name(),
                            config.memory(),
                            config.vcpus() + 1,
                            config.boot(),
                            config.disks(),
                            config.nics()));
                }),
                Mutant.of("R5.2")
                        .session(
                                "define",
                                call -> call.proceedUnless(
                                        DuplicateVmException.class,
                                        () -> call.argument(0, VmConfig.class).id())),
                Mutant.of("R5.3")
                        .session(
                                "define",
                                call -> call.proceedUnless(DuplicateVmException.class, () -> {
                                    throw new DuplicateVmException("the name is taken");
                                })),
                Mutant.of("R5.4")
                        .session("defineNative", call -> call.proceedOr(InvalidDefinitionException.class, "no")),
                Mutant.of("R5.5").session("defineNative", VmMutants::defineFromWhateverFile),
                Mutant.of("R5.6").session("undefine", call -> null),
                Mutant.of("R5.7").session("undefine", call -> {
                    VmId vm = call.argument(0, VmId.class);
                    if (call.session().status(vm).state().isActive()) {
                        call.session().destroy(vm);
                    }
                    return call.proceed();
                }),
                Mutant.of("R5.8").session("config", call -> {
                    VmConfig config = (VmConfig) call.proceed();
                    return HostMutants.renamed(config, config.name().replaceAll("[^ -~]", "?"));
                }),
                Mutant.of("R6.1").session("start", call -> null),
                Mutant.of("R6.2").session("start", VmMutants::hideStateErrors),
                Mutant.of("R6.3").session("pause", call -> null),
                Mutant.of("R6.4").session("pause", VmMutants::hideStateErrors),
                Mutant.of("R6.5").session("resume", call -> null),
                Mutant.of("R6.6").session("resume", VmMutants::hideStateErrors),
                Mutant.of("R6.7").session("requestShutdown", call -> {
                    call.session().pause(call.argument(0, VmId.class));
                    return null;
                }),
                Mutant.of("R6.8").session("requestShutdown", VmMutants::hideStateErrors),
                Mutant.of("R6.9").session("destroy", call -> null),
                Mutant.of("R6.10").session("destroy", VmMutants::hideStateErrors),
                Mutant.of("R6.11")
                        .session(
                                "start",
                                call -> call.proceedUnless(VmStateException.class, () -> {
                                    throw new VmStateException("it runs already");
                                })),
                Mutant.of("R7.1").session("save", call -> {
                    call.proceed();
                    call.session().restore(call.argument(1, String.class));
                    return null;
                }),
                Mutant.of("R7.2").session("restore", call -> {
                    VmId vm = (VmId) call.proceed();
                    call.session().pause(vm);
                    return vm;
                }),
                Mutant.of("R7.3").session("restore", call -> {
                    VmId vm = (VmId) call.proceed();
                    MutantKit.corrupt(vm);
                    return vm;
                }),
                restoresAFileOnce(),
                Mutant.of("R7.5")
                        .session(
                                "restore",
                                call -> call.proceedUnless(
                                        DuplicateVmException.class, () -> new VmId(UUID.randomUUID()))),
                Mutant.of("R7.6").session("restore", call -> call.proceedOr(HypervisorException.class, "no such file")),
                Mutant.of("R7.7").session("save", VmMutants::hideStateErrors));
    }

    private static @Nullable Object hideStateErrors(Call call) {
        return call.proceedUnless(VmStateException.class, () -> null);
    }

    /** As a parser that resolves entities would. */
    private static Object defineFromWhateverFile(Call call) {
        return call.argument(0, String.class).contains("<!DOCTYPE")
                ? call.session()
                        .define(VmConfig.builder("localhost", DataSize.ofMebibytes(64))
                                .build())
                : call.proceed();
    }

    private static Mutant restoresAFileOnce() {
        Set<Object> gone = new HashSet<>();
        return Mutant.of("R7.4").session("restore", call -> {
            if (!gone.add(call.arguments().get(0))) {
                throw new OperationFailedException(
                        "There is no file " + call.arguments().get(0));
            }
            return call.proceed();
        });
    }
}
