package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a session tells of its VMs as it happens. */
abstract class EventRules extends RuleGroup {
    EventRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName(
            "R9.1 MUST: what happens to a VM is told in the order in which it happened, with its identity and name")
    void required_r901_eventsComeInOrder() {
        Guest guest = guestThatCanPause();
        EventLog log = EventLog.of(guest.home(), guest.id());

        pauseAndResume(guest);
        scene.await("the resumption is told", () -> log.has(VmEvent.Kind.RESUMED));

        assertThat(log.kinds()).containsSubsequence(VmEvent.Kind.PAUSED, VmEvent.Kind.RESUMED);
        assertThat(log.events()).allSatisfy(event -> assertThat(event.name()).isEqualTo(guest.name()));
    }

    @Test
    @DisplayName("R9.2 MUST: an event carries the time at which the driver learned of it, by the session's time source")
    void required_r902_eventsCarryTheirTime() {
        Guest guest = guestThatCanPause();
        EventLog log = EventLog.of(guest.home(), guest.id());
        Instant before = guest.home().timeSource().instant();

        pauseAndResume(guest);
        scene.await("the resumption is told", () -> log.has(VmEvent.Kind.RESUMED));

        assertThat(log.events())
                .allSatisfy(event -> assertThat(event.time())
                        .isBetween(before, guest.home().timeSource().instant()));
    }

    @Test
    @DisplayName("R9.3 MUST: a subscription that was closed is silent")
    void required_r903_closedSubscriptionIsSilent() {
        Guest guest = guestThatCanPause();
        EventLog closed = EventLog.of(guest.home(), guest.id());
        closed.close();
        closed.close();
        EventLog open = EventLog.of(guest.home(), guest.id());

        pauseAndResume(guest);
        scene.await("the resumption is told", () -> open.has(VmEvent.Kind.RESUMED));

        assertThat(closed.events()).isEmpty();
    }

    @Test
    @DisplayName("R9.4 MUST: each subscription is one of its own, though the listener be the same")
    void required_r904_subscriptionsAreSeparate() {
        Guest guest = guestThatCanPause();
        List<VmEvent> seen = new CopyOnWriteArrayList<>();
        Consumer<VmEvent> listener = seen::add;
        Subscription first = guest.home().subscribe(listener);
        Subscription second = guest.home().subscribe(listener);
        EventLog open = EventLog.of(guest.home(), guest.id());
        first.close();

        pauseAndResume(guest);
        scene.await("the resumption is told", () -> open.has(VmEvent.Kind.RESUMED));

        assertThat(seen)
                .filteredOn(event -> event.kind() == VmEvent.Kind.RESUMED)
                .hasSize(1);
        second.close();
    }

    @Test
    @DisplayName("R9.5 MUST: a listener that fails does not keep events from the others")
    void required_r905_failingListenerIsAlone() {
        Guest guest = guestThatCanPause();
        Subscription broken = guest.home().subscribe(event -> {
            throw new ListenerFailure();
        });
        EventLog log = EventLog.of(guest.home(), guest.id());

        pauseAndResume(guest);

        scene.await("the resumption is told", () -> log.has(VmEvent.Kind.RESUMED));
        broken.close();
    }

    /** Without a stack trace, as drivers log it. */
    private static final class ListenerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerFailure() {
            super("This listener fails on purpose", null, false, false);
        }
    }

    @Test
    @DisplayName("R9.6 MUST: the end of a VM is told with its reason")
    void required_r906_endIsTold() {
        needs(Capability.LIFECYCLE_EVENTS);
        Guest guest = scene.expendableGuest();
        EventLog log = EventLog.of(guest.home(), guest.id());

        guest.home().destroy(guest.id());

        scene.await("the end is told", () -> log.has(VmEvent.Kind.STOPPED, StateReason.DESTROYED));
    }

    @Test
    @DisplayName("R9.7 MUST: a migration is told on both hosts: the VM stops here and starts there, by migration")
    void required_r907_migrationIsTold() {
        needs(Capability.LIFECYCLE_EVENTS, Capability.PRE_COPY);
        Guest guest = scene.guest();
        EventLog here = EventLog.of(guest.home(), guest.id());
        EventLog there = EventLog.of(guest.away(), guest.id());

        scene.outcome(scene.migrate(guest, MigrationRequest.live()));

        scene.await("the departure is told", () -> here.has(VmEvent.Kind.STOPPED, StateReason.MIGRATED));
        scene.await("the arrival is told", () -> there.has(VmEvent.Kind.STARTED, StateReason.MIGRATED));
    }

    @Test
    @DisplayName("R9.8 MUST: a session that was closed tells nothing more")
    void required_r908_closedSessionIsSilent() {
        Guest guest = guestThatCanPause();
        DriverSession closed = scene.open(guest.source());
        EventLog silent = EventLog.of(closed, guest.id());
        EventLog open = EventLog.of(guest.home(), guest.id());
        closed.close();

        pauseAndResume(guest);
        scene.await("the resumption is told", () -> open.has(VmEvent.Kind.RESUMED));

        assertThat(silent.events()).isEmpty();
    }

    @Test
    @DisplayName("R9.9 MUST: listeners are called one event after the other, never two at once")
    void untested_r909_listenersAreCalledInTurn() {
        untestable("two events at the same moment cannot be brought about from outside");
    }

    private Guest guestThatCanPause() {
        needs(Capability.LIFECYCLE_EVENTS, Capability.PAUSE);
        return scene.guest();
    }

    private static void pauseAndResume(Guest guest) {
        guest.home().pause(guest.id());
        guest.home().resume(guest.id());
    }
}
