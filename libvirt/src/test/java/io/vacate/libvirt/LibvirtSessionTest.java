package io.vacate.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmSummary;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.TestHost;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against libvirt's own test driver: the real library, a host that exists in this process only. */
class LibvirtSessionTest {
    private static final String XML = """
            <domain type='test'>
              <name>it's "a" &lt;ünïcödé&gt; vm %d</name>
              <uuid>%s</uuid>
              <memory unit='MiB'>64</memory>
              <vcpu>2</vcpu>
              <os><type>hvm</type></os>
            </domain>
            """;

    /** The test driver's default host lives on for a moment when its last connection closes: names must differ. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int number = NUMBERS.incrementAndGet();
    private final String name = "it's \"a\" <ünïcödé> vm " + number;
    private DriverSession session;

    @BeforeEach
    void open() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
        session = new Session(TestHost.open());
    }

    @AfterEach
    void close() {
        if (session != null) {
            session.close();
        }
    }

    @Test
    void info_tellsTheHost() {
        assertThat(session.info().hypervisor().name()).isEqualToIgnoringCase("test");
        assertThat(session.info().hypervisor().manager()).startsWith("libvirt ");
        assertThat(session.info().cpu().threads()).isPositive();
        assertThat(session.memory().total()).isEqualTo(session.info().memory());
    }

    @Test
    void vms_listsTheTestDriversOwn() {
        assertThat(session.vms()).extracting(VmSummary::name).contains("test");
    }

    @Test
    void lifecycle_oddName_fromDefinitionToRemoval() {
        VmId vm = define();

        assertThat(session.config(vm).name()).isEqualTo(name);
        assertThat(session.config(vm).vcpus()).isEqualTo(2);
        assertThat(state(vm)).isEqualTo(VmState.SHUT_OFF);
        session.start(vm);
        assertThat(state(vm)).isEqualTo(VmState.RUNNING);
        session.pause(vm);
        assertThat(state(vm)).isEqualTo(VmState.PAUSED);
        session.resume(vm);
        assertThat(state(vm)).isEqualTo(VmState.RUNNING);
        assertThat(session.vms()).extracting(VmSummary::name).contains(name);
        session.destroy(vm);
        session.undefine(vm);
        assertThat(session.vms()).extracting(VmSummary::id).doesNotContain(vm);
    }

    @Test
    void events_arriveInOrder() throws InterruptedException {
        BlockingQueue<VmEvent> events = new LinkedBlockingQueue<>();
        try (Subscription subscription = session.subscribe(events::add)) {
            assertThat(subscription).isNotNull();
            VmId vm = define();
            session.start(vm);
            session.pause(vm);
            session.resume(vm);
            session.destroy(vm);

            assertThat(List.of(
                            next(events, vm), next(events, vm), next(events, vm), next(events, vm), next(events, vm)))
                    .containsExactly(
                            VmEvent.Kind.DEFINED,
                            VmEvent.Kind.STARTED,
                            VmEvent.Kind.PAUSED,
                            VmEvent.Kind.RESUMED,
                            VmEvent.Kind.STOPPED);
        }
    }

    /** Events of other VMs, which earlier tests defined in this process, may come late. */
    private static VmEvent.Kind next(BlockingQueue<VmEvent> events, VmId vm) throws InterruptedException {
        VmEvent event;
        do {
            event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("an event within 10 s").isNotNull();
        } while (!event.vm().equals(vm));
        return event.kind();
    }

    @Test
    void destroy_off_isAStateError() {
        VmId vm = define();

        assertThatThrownBy(() -> session.destroy(vm))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("ünïcödé");
    }

    @Test
    void define_sameAgain_isADuplicate() {
        VmId vm = define();

        assertThatThrownBy(() -> session.defineNative(XML.formatted(number, vm)))
                .isInstanceOf(DuplicateVmException.class)
                .hasMessageContaining("ünïcödé");
        assertThatThrownBy(() -> session.defineNative(XML.formatted(number, UUID.randomUUID())))
                .isInstanceOf(DuplicateVmException.class);
    }

    @Test
    void define_nonsense_isInvalid() {
        assertThatThrownBy(() -> session.defineNative("<domain type='test'><name>x</name></domain>"))
                .isInstanceOf(InvalidDefinitionException.class);
        assertThatThrownBy(() -> session.defineNative("<domain type='test'/>"))
                .isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void unknownVm_isNamed() {
        VmId ghost = new VmId(UUID.randomUUID());

        assertThatThrownBy(() -> session.start(ghost))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining(ghost.toString());
    }

    @Test
    void missingCapability_isRefused() {
        VmId vm = session.vms().get(0).id();

        assertThatThrownBy(() -> session.measureDirtyRate(vm, Duration.ofSeconds(1)))
                .isInstanceOf(UnsupportedCapabilityException.class);
    }

    @Test
    void closed_everythingThrowsBeforeReachingC() {
        VmId vm = session.vms().get(0).id();
        session.close();
        session.close();

        assertThatThrownBy(session::vms).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(session::info).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(session::memory).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(() -> session.status(vm)).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(() -> session.pause(vm)).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(() -> session.subscribe(event -> {})).isInstanceOf(SessionClosedException.class);
        assertThat(session.uri()).isEqualTo(TestHost.URI);
        assertThat(session.capabilities()).contains(Capability.PAUSE);
    }

    @Test
    void closed_whileOthersCall_neitherCrashesNorHangs() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                DriverSession shared = new Session(TestHost.open());
                List<Future<?>> calls = List.of(
                        threads.submit(() -> callUntilClosed(shared)),
                        threads.submit(() -> callUntilClosed(shared)),
                        threads.submit(() -> callUntilClosed(shared)));
                shared.vms();
                shared.close();
                for (Future<?> call : calls) {
                    call.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void callUntilClosed(DriverSession shared) {
        try {
            while (true) {
                shared.vms();
            }
        } catch (SessionClosedException expected) {
            // the only way out
        }
    }

    private VmId define() {
        return session.defineNative(XML.formatted(number, UUID.randomUUID()));
    }

    private VmState state(VmId vm) {
        return session.status(vm).state();
    }

    /** The least that a driver adds. */
    private static final class Session extends LibvirtSession {
        Session(LibvirtHost host) {
            super(host, EnumSet.of(Capability.DEFINE, Capability.PAUSE, Capability.LIFECYCLE_EVENTS));
        }

        @Override
        protected String definition(VmConfig config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request) {
            throw new UnsupportedOperationException();
        }
    }
}
