package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Hosts;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a driver is found and opened. */
abstract class ProviderRules extends RuleGroup {
    ProviderRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R1.1 MUST: the scheme is a lower-case name that never changes")
    void required_r101_schemeIsAConstantName() {
        assertThat(kit.driver().scheme())
                .matches("[a-z][a-z0-9-]*")
                .isEqualTo(kit.driver().scheme());
        assertThat(kit.hosts())
                .allSatisfy(
                        uri -> assertThat(uri.driver()).isEqualTo(kit.driver().scheme()));
    }

    @Test
    @DisplayName("R1.2 MUST: the description is one line for people")
    void required_r102_descriptionIsOneLine() {
        assertThat(kit.driver().description()).isNotBlank().hasLineCount(1);
    }

    @Test
    @DisplayName("R1.3 MUST: probing answers, and says available where hosts can be opened")
    void required_r103_probeAnswers() {
        assertThat(kit.driver().probe()).isInstanceOf(Availability.Available.class);
    }

    @Test
    @DisplayName("R1.4 MUST: the driver is found as a service")
    void required_r104_driverIsAService() {
        assertThat(Hosts.drivers())
                .extracting(DriverProvider::scheme)
                .contains(kit.driver().scheme());
    }

    @Test
    @DisplayName("R1.5 MUST: an address that cannot be read is refused, and the part that is wrong is named")
    void required_r105_unreadableUriIsRefused() {
        UnreadableUri wrong = supplied("unreadableUri", kit.unreadableUri());

        assertThatThrownBy(() -> scene.open(wrong.uri()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wrong.part());
    }

    @Test
    @DisplayName("R1.6 MUST: a host that does not answer is unreachable, and named")
    void required_r106_unreachableHostIsNamed() {
        HostUri nobody = supplied("unreachableHost", kit.unreachableHost());

        assertThatThrownBy(() -> scene.open(nobody))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining(nobody.toString());
    }

    @Test
    @DisplayName("R1.7 MUST: opening gives up when the time to connect is over")
    void untested_r107_openingGivesUp() {
        untestable("a test would need a host that swallows packets");
    }

    @Test
    @DisplayName("R1.8 MUST: an opening that fails leaves nothing open")
    void untested_r108_failedOpeningLeavesNothing() {
        untestable("what a driver holds open cannot be seen from outside");
    }

    @Test
    @DisplayName("R1.9 MUST: a host that refuses the caller is an AccessDeniedException")
    void untested_r109_refusalIsTyped() {
        untestable("a test would need a host that refuses");
    }

    @Test
    @DisplayName("R1.10 MUST: a host can be opened several times, and each session is closed for itself")
    void required_r110_sessionsAreIndependent() {
        HostUri host = kit.hosts().get(0);
        DriverSession one = scene.open(host);
        DriverSession other = scene.open(host);

        one.close();

        assertThat(other.vms()).isNotNull();
    }
}
