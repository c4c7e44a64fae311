package io.vacate.kit;

import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Mutants of the rules on adjusting and cancelling. */
final class ControlMutants {
    private ControlMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("R12.1")
                        .job("requestBandwidth", call -> !call.job().state().isFinal()),
                Mutant.of("R12.2")
                        .job(
                                "requestBandwidth",
                                call -> call.proceedUnless(IllegalArgumentException.class, () -> true)),
                Mutant.of("R12.3")
                        .job("requestDowntime", call -> call.proceedUnless(IllegalArgumentException.class, () -> true)),
                Mutant.of("R12.4").job("requestDowntime", call -> false),
                Mutant.of("R12.5").job("requestBandwidth", call -> {
                    call.proceed();
                    return true;
                }),
                Mutant.of("R12.6").job("requestCancel", call -> true),
                Mutant.of("R12.7").job("requestCancel", call -> {
                    MutantKit.corrupt(call.job().vm());
                    return call.proceed();
                }),
                cancelsOnce(),
                Mutant.of("R12.9")
                        .job(
                                "requestCancel",
                                call -> call.job().state() == MigrationState.PREPARING ? true : call.proceed()),
                keepsTheFirstLimit(),
                Mutant.of("R12.11").job("requestSwitchOver", call -> false),
                Mutant.of("R12.12")
                        .job("requestCancel", call -> call.proceedUnless(VmStateException.class, () -> true)));
    }

    private static Mutant cancelsOnce() {
        Set<Object> cancelled = new HashSet<>();
        return Mutant.of("R12.8").job("requestCancel", call -> {
            if (!cancelled.add(call.target())) {
                throw new IllegalStateException("cancelled twice");
            }
            return call.proceed();
        });
    }

    private static Mutant keepsTheFirstLimit() {
        AtomicReference<Object> first = new AtomicReference<>();
        return Mutant.of("R12.10").session("migrate", call -> {
            first.compareAndSet(null, call.arguments().get(2));
            return call.proceedWith(call.arguments().get(0), call.arguments().get(1), first.get());
        });
    }
}
