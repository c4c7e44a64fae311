package io.vacate.kit;

import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The events of one VM as a listener heard them. Safe for use by several threads. */
final class EventLog implements AutoCloseable {
    private final List<VmEvent> events = new CopyOnWriteArrayList<>();
    private final Subscription subscription;

    private EventLog(DriverSession session, VmId vm) {
        subscription = session.subscribe(event -> {
            if (event.vm().equals(vm)) {
                events.add(event);
            }
        });
    }

    /** Begins to listen; ends with the session at the latest. */
    static EventLog of(DriverSession session, VmId vm) {
        return new EventLog(session, vm);
    }

    List<VmEvent> events() {
        return List.copyOf(events);
    }

    List<VmEvent.Kind> kinds() {
        return events.stream().map(VmEvent::kind).toList();
    }

    boolean has(VmEvent.Kind kind) {
        return events.stream().anyMatch(event -> event.kind() == kind);
    }

    boolean has(VmEvent.Kind kind, StateReason reason) {
        return events.stream().anyMatch(event -> event.kind() == kind && event.reason() == reason);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
