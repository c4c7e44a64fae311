package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.Capability;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmState;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A session's life. */
abstract class SessionRules extends RuleGroup {
    SessionRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R2.1 MUST: a session tells the address that it was opened with, also after closing")
    void required_r201_uriIsKept() {
        DriverSession session = scene.first();
        assertThat(session.uri()).isEqualTo(kit.hosts().get(0));

        session.close();

        assertThat(session.uri()).isEqualTo(kit.hosts().get(0));
    }

    @Test
    @DisplayName("R2.2 MUST: capabilities and time source are there after closing, and are the same")
    void required_r202_capabilitiesOutliveTheSession() {
        DriverSession session = scene.first();
        Set<Capability> capabilities = session.capabilities();
        TimeSource time = session.timeSource();

        session.close();

        assertThat(session.capabilities()).isEqualTo(capabilities);
        assertThat(session.timeSource()).isSameAs(time);
    }

    @Test
    @DisplayName("R2.3 MUST: closing twice is harmless")
    void required_r203_closingTwiceIsHarmless() {
        DriverSession session = scene.open(kit.hosts().get(0));
        session.close();

        assertThatCode(session::close).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("R2.4 MUST: a closed session refuses each question about the host")
    void required_r204_closedSessionRefusesQuestions() {
        Guest guest = scene.guest();
        DriverSession session = scene.open(guest.source());
        session.close();

        new SessionQuestions(scene, session, guest.id())
                .aboutTheHost()
                .forEach((what, question) -> assertThatThrownBy(question)
                        .as(what)
                        .isInstanceOf(SessionClosedException.class)
                        .hasMessageContaining(guest.source().toString()));
    }

    @Test
    @DisplayName("R2.5 MUST: a closed session refuses each command, and nothing happens to the VM")
    void required_r205_closedSessionRefusesCommands() {
        Guest guest = scene.guest();
        DriverSession session = scene.open(guest.source());
        session.close();

        new SessionQuestions(scene, session, guest.id())
                .commands(guest.away())
                .forEach((what, command) ->
                        assertThatThrownBy(command).as(what).isInstanceOf(SessionClosedException.class));
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R2.6 MUST: closing leaves VMs as they are")
    void required_r206_closingLeavesVms() {
        Guest guest = scene.guest();
        scene.open(guest.source()).close();
        guest.home().close();

        DriverSession again = scene.open(guest.source());

        assertThat(again.status(guest.id()).state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R2.7 MUST: a session whose host stops answering says so, and names the host")
    void required_r207_lostConnectionIsTyped() {
        HostFaults faults = supplied("hostFaults", kit.hostFaults());
        DriverSession session = scene.first();
        faults.cut(session.uri());
        try {
            assertThatThrownBy(session::vms)
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining(session.uri().toString());
        } finally {
            faults.heal(session.uri());
        }
    }

    @Test
    @DisplayName("R2.8 MUST: a host that answers again can be opened again, and still has its VMs")
    void required_r208_hostCanBeOpenedAgain() {
        HostFaults faults = supplied("hostFaults", kit.hostFaults());
        Guest guest = scene.guest();
        faults.cut(guest.source());
        faults.heal(guest.source());

        DriverSession again = scene.open(guest.source());

        assertThat(again.status(guest.id()).state()).isEqualTo(VmState.RUNNING);
    }
}
