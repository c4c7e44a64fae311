package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Persistence;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.testbed.Eavesdropping;
import io.vacate.testbed.GuestSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ways from host to host, and what changes there. */
class KvmTransportIT extends TwoKvmHosts {
    @Test
    void clientDriven_needsNoPeer() throws Exception {
        VM vm = guest(GuestSpec.named("led by us").dirtying(8, 32));
        String socket = "kvm+unix:///system?socket=" + destinationAddress().socket();
        try (Host withoutPeer = Hosts.open(socket)) {
            MigrationRequest request = MigrationRequest.builder().clientDriven().build();

            assertThat(await(vm.migrateTo(withoutPeer, request))).isInstanceOf(MigrationOutcome.Completed.class);
        }
        assertThat(source().vms()).extracting(VM::id).doesNotContain(vm.id());
        assertWellAtDestination(vm);
    }

    @Test
    void tunnelled_showsNothingOnTheHypervisorsPorts() throws Exception {
        VM vm = guest(GuestSpec.named("tunnelled").dirtying(8, 32));
        CompletableFuture<Eavesdropping> heard = CompletableFuture.supplyAsync(
                () -> testbed().eavesdrop(sourceAddress().name(), 1, Duration.ofSeconds(30)));

        assertThat(migrate(vm, MigrationRequest.builder().tunnelled().build()))
                .isInstanceOf(MigrationOutcome.Completed.class);

        assertWellAtDestination(vm);
        assertThat(heard.get(2, TimeUnit.MINUTES).bytes()).isZero();
    }

    @Test
    void tls_hidesTheMemory_whichIsReadableWithoutIt() throws Exception {
        VM vm = guest(GuestSpec.named("secret"));

        Eavesdropping plain = eavesdropOn(vm, source(), destination(), request());
        assertThat(plain.readablePages()).as("%s", plain).isGreaterThan(100);
        assertWellAtDestination(vm);

        VM there = destination().vm(vm.name());
        Eavesdropping secret =
                eavesdropOn(there, destination(), source(), request().tlsTransfer());
        assertThat(secret.readablePages()).as("%s", secret).isZero();
        assertWellAtSource(vm);
    }

    @Test
    void tls_asksForTheNameThatItIsGiven() throws Exception {
        VM vm = guest(GuestSpec.named("named"));

        MigrationOutcome wrong = migrate(
                vm,
                MigrationRequest.builder()
                        .tlsTransfer()
                        .tlsHostname("elsewhere")
                        .build());
        assertThat(wrong)
                .isInstanceOfSatisfying(MigrationOutcome.Failed.class, failed -> assertRunsAtSource(failed.location()));

        MigrationRequest right = MigrationRequest.builder()
                .tlsTransfer()
                .tlsHostname(destinationAddress().name())
                .build();
        assertThat(migrate(vm, right)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    /** libvirt raises QEMU's limit of locked memory to the guest's size first, which a container may not let it do. */
    @Test
    void zeroCopy_overParallelConnections_arrivesWhole_orIsRefusedForTheMemoryThatItLocks() throws Exception {
        VM vm = guest(GuestSpec.named("zero-copy").dirtying(8, 32));

        MigrationOutcome outcome = migrate(
                vm, MigrationRequest.builder().parallelConnections(2).zeroCopy().build());

        if (outcome instanceof MigrationOutcome.Failed failed) {
            assertThat(failed.cause()).isInstanceOf(AccessDeniedException.class).hasMessageContaining("locked memory");
            assertRunsAtSource(failed.location());
            assertWellAtSource(vm);
        } else {
            assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
            assertWellAtDestination(vm);
        }
    }

    private static MigrationRequest.Builder request() {
        return MigrationRequest.builder().bandwidth(DataRate.ofMebibytesPerSecond(24));
    }

    private Eavesdropping eavesdropOn(VM vm, Host from, Host to, MigrationRequest.Builder request) throws Exception {
        assertThat(vm.host()).isEqualTo(from);
        long enough = DataSize.ofMebibytes(48).bytes();
        CompletableFuture<Eavesdropping> hearing = CompletableFuture.supplyAsync(
                () -> testbed().eavesdrop(sourceAddress().name(), enough, Duration.ofMinutes(1)));
        assertThat(await(vm.migrateTo(to, request.build()))).isInstanceOf(MigrationOutcome.Completed.class);
        Eavesdropping heard = hearing.get(2, TimeUnit.MINUTES);
        assertThat(heard.bytes()).isGreaterThanOrEqualTo(enough);
        return heard;
    }

    @Test
    void newName_newDefinition_newPersistence() throws Exception {
        VM vm = guest(GuestSpec.named("before").asTransient());
        String xml = testbed().virsh(sourceAddress().name(), "dumpxml", "--migratable", "before");
        String titled = xml.replace("<memory ", "<title>moved</title><memory ");
        MigrationRequest otherVm = MigrationRequest.builder()
                .destinationDefinition(titled.replace(vm.id().toString(), "99999999-2222-3333-4444-555555555555"))
                .build();
        assertThatThrownBy(() -> vm.migrateTo(destination(), otherVm)).isInstanceOf(InvalidDefinitionException.class);

        MigrationOutcome outcome = migrate(
                vm,
                MigrationRequest.builder()
                        .destinationName("after")
                        .destinationDefinition(titled)
                        .persistence(Persistence.PERSISTENT)
                        .build());

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(destination().vm("after").id()).isEqualTo(vm.id());
        String there = destinationAddress().name();
        assertThat(testbed().virsh(there, "dumpxml", "after")).contains("<title>moved</title>");
        assertThat(testbed().virsh(there, "dumpxml", "--inactive", "after")).contains("<title>moved</title>");
        assertThat(testbed().virsh(there, "dominfo", "after")).containsPattern("Persistent:\\s+yes");
        assertWellAtDestination(vm);
    }
}
