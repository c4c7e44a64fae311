package io.vacate.xen;

import static io.vacate.libvirt.migration.MigrationCommand.LIVE;
import static io.vacate.libvirt.migration.MigrationCommand.PAUSED;
import static io.vacate.libvirt.migration.MigrationCommand.PEER_TO_PEER;
import static io.vacate.libvirt.migration.MigrationCommand.PERSIST_DESTINATION;
import static io.vacate.libvirt.migration.MigrationCommand.TUNNELLED;
import static io.vacate.libvirt.migration.MigrationCommand.UNDEFINE_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Persistence;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.migration.MigrationCommand;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XenMigrationCommandTest {
    /** All that libxl knows; {@code VIR_MIGRATE_PAUSED} is not used. */
    private static final int KNOWN = LIVE | PEER_TO_PEER | TUNNELLED | PAUSED | PERSIST_DESTINATION | UNDEFINE_SOURCE;

    private static final VmId VM = new VmId(new UUID(1, 2));
    private static final String XML = "<domain type='xen'><name>%s</name><uuid>%s</uuid></domain>";

    private static MigrationCommand command(MigrationRequest.Builder request, boolean persistent) {
        return XenMigrationCommand.of(
                request.build(),
                VM,
                "web",
                persistent,
                XenUri.of(HostUri.parse("xen+tcp://127.0.0.1:2650/system?peer=xen+tcp://b/system")));
    }

    @Test
    void of_theDefault_isLiveAndLedByTheSource_withoutParameters() {
        MigrationCommand command = command(MigrationRequest.builder(), true);

        assertThat(command.flags()).isEqualTo(LIVE | PEER_TO_PEER | PERSIST_DESTINATION | UNDEFINE_SOURCE);
        assertThat(command.destination()).contains("xen+tcp://b/system");
        assertThat(command.parameters()).isEmpty();
    }

    @Test
    void of_everyOptionAtOnce_hasOnlyWhatLibxlKnows() {
        MigrationCommand command = command(
                MigrationRequest.builder()
                        .mode(new MigrationMode.StopAndCopy())
                        .tunnelled()
                        .arrivePaused()
                        .destinationName("web2")
                        .destinationDefinition(XML.formatted("web", VM))
                        .persistence(Persistence.PERSISTENT),
                false);

        assertThat(command.flags() & ~KNOWN).isZero();
        assertThat(command.flags()).isEqualTo(PEER_TO_PEER | TUNNELLED | PAUSED | PERSIST_DESTINATION);
        assertThat(command.parameters()).containsOnlyKeys("destination_name", "destination_xml");
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP, false, false, false",
        "KEEP, true, true, true",
        "PERSISTENT, false, true, false",
        "TRANSIENT, true, false, true"
    })
    void of_persistence(Persistence wanted, boolean here, boolean keptThere, boolean forgottenHere) {
        MigrationCommand command = command(MigrationRequest.builder().persistence(wanted), here);

        assertThat(command.has(PERSIST_DESTINATION)).isEqualTo(keptThere);
        assertThat(command.has(UNDEFINE_SOURCE)).isEqualTo(forgottenHere);
    }

    @Test
    void of_clientDriven_isAnExplicitChoice() {
        MigrationCommand command = command(MigrationRequest.builder().clientDriven(), true);

        assertThat(command.has(PEER_TO_PEER)).isFalse();
        assertThat(command.destination()).isEmpty();
    }

    @Test
    void of_tunnelledByTheClient_isRefused() {
        assertThatThrownBy(() -> command(MigrationRequest.builder().tunnelled().clientDriven(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tunnelled");
    }

    @ParameterizedTest
    @CsvSource({"other, 00000000-0000-0001-0000-000000000002, other", "web, 00000000-0000-0009-0000-000000000009, 0009"
    })
    void of_definitionOfAnotherVm_isRefused(String name, String uuid, String named) {
        assertThatThrownBy(() ->
                        command(MigrationRequest.builder().destinationDefinition(XML.formatted(name, uuid)), true))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(named);
    }
}
