package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.XenNode;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes, processes and links that fail, and memory that is not there, while a VM is on its way. */
class XenFaultIT extends TwoXenNodes {
    @AfterEach
    void heal() {
        for (XenNode node : testbed().nodes()) {
            testbed().startNode(node.name());
            testbed().startLibvirtd(node.name());
            testbed().plugIn(node.name());
            testbed().feed(node.name());
        }
    }

    /** One guest lives through all of it, as nodes and guests take long to start; it is verified after each fault. */
    @Test
    void guestSurvivesEachFault_onExactlyOneNode() throws Exception {
        needsLiveMigration();
        VM vm = guest(
                GuestSpec.named("survivor").withMemoryMib(192).dirtying(8, 32).filling(96));

        destinationOutOfMemory(vm);
        destinationCutOffFromSource(vm);
        clientKilled(vm);
        destinationNodeLost(destination().vm(vm.name()));
    }

    private void destinationOutOfMemory(VM vm) throws Exception {
        testbed().starve(destinationNode().name());

        assertThatThrownBy(() -> vm.migrateTo(destination(), MigrationRequest.live()))
                .isInstanceOf(InsufficientCapacityException.class)
                .hasMessageContaining("survivor");
        assertThat(failsUnchecked(vm)).hasMessageContaining("survivor");
        assertNothingOf(vm, destinationNode());
        testbed().feed(destinationNode().name());
    }

    /** The same without Vacate's check, as if the memory had gone since. */
    private HypervisorException failsUnchecked(VM vm) throws Exception {
        DriverProvider driver = new XenDriver();
        try (DriverSession from = driver.open(source().uri(), SessionOptions.DEFAULT);
                DriverSession to = driver.open(destination().uri(), SessionOptions.DEFAULT)) {
            return assertFailsAndStays(from.migrate(vm.id(), to, MigrationRequest.live()));
        }
    }

    private void destinationCutOffFromSource(VM vm) throws Exception {
        testbed().unplug(destinationNode().name());

        HypervisorException cause = assertFailsAndStays(vm.migrateTo(destination(), MigrationRequest.live()));

        assertThat(cause)
                .isInstanceOfAny(HostUnreachableException.class, MigrationFailedException.class)
                .hasMessageContaining(destinationNode().peerUri().getHost());
        assertNothingOf(vm, destinationNode());
        testbed().plugIn(destinationNode().name());
        assertWell(vm.name(), sourceNode());
    }

    /** The source leads: it moves the VM on. */
    private void clientKilled(VM vm) throws Exception {
        Process client = Client.start(source().uri(), destination().uri(), vm.id());
        try {
            awaitArriving(vm, destinationNode());
        } finally {
            client.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }

        await(() -> source().vms().stream().noneMatch(here -> here.id().equals(vm.id())));
        assertWell(vm.name(), destinationNode());
    }

    /** On its way back, so that the node that is lost is the one that it had come from. */
    private void destinationNodeLost(VM vm) throws Exception {
        MigrationJob job = vm.migrateTo(source(), MigrationRequest.live());
        awaitArriving(vm, sourceNode());

        testbed().killNode(sourceNode().name());
        // Nobody tells that its peer is gone before there is somebody at that address again.
        testbed().startNode(sourceNode().name());
        assertFailsAndStays(job);

        assertWell(vm.name(), destinationNode());
        assertNothingOf(vm, sourceNode());
    }

    /** Waits until a node's hypervisor has made room for the VM, which begins to come in then. */
    private void awaitArriving(VM vm, XenNode node) throws InterruptedException {
        await(() -> testbed().countDomains(node.name(), vm.name()) > 0);
    }

    private static void await(BooleanSupplier wish) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!wish.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private HypervisorException assertFailsAndStays(MigrationJob job) throws Exception {
        MigrationOutcome outcome = await(job);
        assertThat(outcome).isInstanceOf(MigrationOutcome.Failed.class);
        MigrationOutcome.Failed failed = (MigrationOutcome.Failed) outcome;
        assertThat(failed.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
            assertThat(on.host()).isEqualTo(job.source());
            assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
        });
        return failed.cause();
    }

    private void assertNothingOf(VM vm, XenNode node) {
        assertThat(testbed().countDomains(node.name(), vm.name())).isZero();
    }
}
