package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Turns what QEMU says, and what has changed in the host's folder since the last look, into events. Looks only while
 * somebody listens: after each thing that the session does, when a QEMU ends, and once a second for what others do.
 * Thread-safe.
 */
final class EventWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Supplier<Map<VmId, Seen>> look;
    private final TimeSource clock;
    private final EventFeed feed = new EventFeed();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private Map<VmId, Seen> before = Map.of();

    /**
     * What a look shows of one VM.
     *
     * @param name its name
     * @param isDefined whether it has a definition that stays
     * @param isActive whether its QEMU lives
     * @param reason why it is in its state
     */
    record Seen(String name, boolean isDefined, boolean isActive, StateReason reason) {}

    EventWatch(Supplier<Map<VmId, Seen>> look, TimeSource clock) {
        this.look = look;
        this.clock = clock;
    }

    synchronized Subscription subscribe(Consumer<VmEvent> listener) {
        if (!feed.hasListeners()) {
            before = look.get();
        }
        Subscription subscription = feed.subscribe(listener);
        if (ticking.compareAndSet(false, true)) {
            tick();
        }
        return subscription;
    }

    private void tick() {
        clock.schedule(INTERVAL, () -> {
            if (feed.hasListeners()) {
                feed.run(this::look);
                tick();
            } else {
                ticking.set(false);
            }
        });
    }

    /** Publishes what has changed since the last look. */
    synchronized void look() {
        if (!feed.hasListeners()) {
            return;
        }
        Map<VmId, Seen> now;
        try {
            now = look.get();
        } catch (HypervisorException notNow) {
            return;
        }
        Set<VmId> all = new LinkedHashSet<>(before.keySet());
        all.addAll(now.keySet());
        Seen none = new Seen("", false, false, StateReason.UNKNOWN);
        for (VmId vm : all) {
            publish(vm, before.getOrDefault(vm, none), now.getOrDefault(vm, none));
        }
        before = now;
    }

    private void publish(VmId vm, Seen then, Seen now) {
        String name = now.name().isEmpty() ? then.name() : now.name();
        if (now.isDefined() && !then.isDefined()) {
            publish(vm, name, Kind.DEFINED, StateReason.UNKNOWN);
        }
        if (now.isActive() != then.isActive()) {
            publish(vm, name, now.isActive() ? Kind.STARTED : Kind.STOPPED, now.reason());
        }
        if (then.isDefined() && !now.isDefined()) {
            publish(vm, name, Kind.UNDEFINED, StateReason.UNKNOWN);
        }
    }

    /** Called on the thread that reads a VM's monitor. */
    void said(VmFolder vm, JsonNode message) {
        String event = message.path("event").asText();
        if (event.equals("SHUTDOWN") && message.path("data").path("guest").asBoolean()) {
            feed.run(() -> vm.reason(StateReason.GUEST_SHUTDOWN));
        }
        switch (event) {
            case "STOP" -> feed.run(() -> publishStop(vm));
            case "RESUME" -> feed.run(() -> publish(vm, Kind.RESUMED, StateReason.RESUMED));
            case "POWERDOWN" -> feed.run(() -> publish(vm, Kind.SHUTTING_DOWN, StateReason.USER));
            case "SUSPEND" -> feed.run(() -> publish(vm, Kind.SUSPENDED, StateReason.UNKNOWN));
            case "GUEST_PANICKED" -> feed.run(() -> publish(vm, Kind.CRASHED, StateReason.CRASHED));
            default -> {}
        }
    }

    /** A VM's monitor has ended, most often because its QEMU has. */
    void fellSilent(VmFolder vm) {
        if (feed.hasListeners()) {
            feed.run(() -> {
                Waiting.until(() -> !vm.isAlive(), Duration.ofMillis(500));
                look();
            });
        }
    }

    private void publishStop(VmFolder vm) {
        boolean leaves = vm.leaving().isPresent() && vm.reason() != StateReason.USER;
        publish(vm, Kind.PAUSED, leaves ? StateReason.MIGRATION : vm.reason());
    }

    private void publish(VmFolder vm, Kind kind, StateReason reason) {
        vm.definition().ifPresent(definition -> publish(vm.id(), definition.name(), kind, reason));
    }

    private void publish(VmId vm, String name, Kind kind, StateReason reason) {
        feed.publish(new VmEvent(vm, name, kind, reason, clock.instant()));
    }

    @Override
    public void close() {
        feed.close();
    }
}
