package io.vacate.kit;

import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import io.vacate.sim.SimDriver;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** Mutants of the rules on events. */
final class EventMutants {
    private EventMutants() {}

    static List<Mutant> all() {
        return List.of(
                telling(
                        "R9.1",
                        event -> Optional.of(
                                new VmEvent(event.vm(), "a VM", event.kind(), event.reason(), event.time()))),
                telling(
                        "R9.2",
                        event -> Optional.of(
                                new VmEvent(event.vm(), event.name(), event.kind(), event.reason(), Instant.EPOCH))),
                Mutant.of("R9.3").session("subscribe", call -> {
                    call.proceed();
                    return (Subscription) () -> {};
                }),
                keepsEachListenerOnce(),
                stopsAtAFailingListener(),
                telling(
                        "R9.6",
                        event -> Optional.of(new VmEvent(
                                event.vm(), event.name(), event.kind(), StateReason.UNKNOWN, event.time()))),
                telling("R9.7", event -> event.kind() == VmEvent.Kind.STARTED ? Optional.empty() : Optional.of(event)),
                Mutant.of("R9.8")
                        .session(
                                "subscribe",
                                call -> new SimDriver()
                                        .open(call.session().uri(), SessionOptions.DEFAULT)
                                        .subscribe(listener(call))));
    }

    @SuppressWarnings("unchecked") // the only type of listener that there is
    private static Consumer<VmEvent> listener(Call call) {
        return (Consumer<VmEvent>) call.arguments().get(0);
    }

    /** Tells something else than what happened, or nothing. */
    private static Mutant telling(String rule, Function<VmEvent, Optional<VmEvent>> change) {
        return Mutant.of(rule).session("subscribe", call -> {
            Consumer<VmEvent> listener = listener(call);
            return call.proceedWith(
                    (Consumer<VmEvent>) event -> change.apply(event).ifPresent(listener));
        });
    }

    private static Mutant keepsEachListenerOnce() {
        Set<Object> known = new HashSet<>();
        return Mutant.of("R9.4")
                .session(
                        "subscribe",
                        call -> known.add(call.arguments().get(0)) ? call.proceed() : (Subscription) () -> {});
    }

    private static Mutant stopsAtAFailingListener() {
        AtomicBoolean stopped = new AtomicBoolean();
        return Mutant.of("R9.5").session("subscribe", call -> {
            Consumer<VmEvent> listener = listener(call);
            return call.proceedWith((Consumer<VmEvent>) event -> {
                if (!stopped.getAndSet(true)) {
                    listener.accept(event);
                    stopped.set(false);
                }
            });
        });
    }
}
