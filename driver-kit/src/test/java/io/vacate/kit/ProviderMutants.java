package io.vacate.kit;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mutants of the rules on providers and sessions. */
final class ProviderMutants {
    private ProviderMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("R1.1").provider("scheme", call -> "Sim"),
                Mutant.of("R1.2").provider("description", call -> "two\nlines"),
                Mutant.of("R1.3").provider("probe", call -> new Availability.Unavailable("it has no wish to")),
                Mutant.of("R1.4").provider("scheme", call -> "stranger"),
                Mutant.of("R1.5")
                        .provider(
                                "open",
                                call -> call.proceedUnless(IllegalArgumentException.class, () -> {
                                    throw new IllegalArgumentException("something is wrong");
                                })),
                Mutant.of("R1.6")
                        .provider("open", call -> call.proceedOr(HostUnreachableException.class, "it did not work")),
                closesAllSessionsAtOnce(),
                Mutant.of("R2.1")
                        .session("uri", call -> call.isClosed() ? HostUri.parse("sim:elsewhere") : call.proceed()),
                Mutant.of("R2.2").session("capabilities", call -> call.isClosed() ? Set.of() : call.proceed()),
                Mutant.of("R2.3").session("close", call -> {
                    if (call.isClosed()) {
                        throw new IllegalStateException("already closed");
                    }
                    return call.proceed();
                }),
                Mutant.of("R2.4")
                        .session(
                                "memory",
                                call -> call.isClosed()
                                        ? new HostMemory(DataSize.ofMebibytes(2), DataSize.ofMebibytes(1))
                                        : call.proceed()),
                Mutant.of("R2.5")
                        .session(
                                "status",
                                call -> call.isClosed()
                                        ? new VmStatus(VmState.RUNNING, StateReason.UNKNOWN)
                                        : call.proceed()),
                Mutant.of("R2.6").session("close", ProviderMutants::destroyThenClose),
                Mutant.of("R2.7")
                        .session("vms", call -> call.proceedOr(HostUnreachableException.class, "it did not work")),
                opensEachHostOnce());
    }

    /** Ends with a session all VMs that run there. */
    static @Nullable Object destroyThenClose(Call call) {
        if (!call.isClosed()) {
            call.session().vms().stream()
                    .filter(vm -> vm.status().state() == VmState.RUNNING)
                    .forEach(vm -> call.session().destroy(vm.id()));
        }
        return call.proceed();
    }

    private static Mutant closesAllSessionsAtOnce() {
        List<DriverSession> open = new ArrayList<>();
        return Mutant.of("R1.10")
                .provider("open", call -> {
                    DriverSession session = (DriverSession) call.proceed();
                    open.add(session);
                    return session;
                })
                .session("close", call -> {
                    open.forEach(DriverSession::close);
                    return null;
                });
    }

    private static Mutant opensEachHostOnce() {
        Set<Object> opened = new HashSet<>();
        return Mutant.of("R2.8").provider("open", call -> {
            if (!opened.add(call.arguments().get(0))) {
                throw new HostUnreachableException(call.argument(0, HostUri.class), "it was open before");
            }
            return call.proceed();
        });
    }
}
