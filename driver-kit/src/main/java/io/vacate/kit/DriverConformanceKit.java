package io.vacate.kit;

import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The driver contract, {@code docs/driver-contract.md}, as tests. The author of a driver extends this class, says how to
 * reach two hosts and how to make a guest, and runs it with JUnit.
 *
 * <p>A test is named after its rule: {@code required_…} for a MUST, {@code optional_…} for a MAY, {@code untested_…} for a
 * rule that no test can see. What the driver lacks the capability for, and what needs a hook that the author did not supply, is
 * skipped with the rule's number. A summary of all rules is logged at the end, and {@link #skippedRules} holds them fast.
 *
 * <p>Between tests the kit keeps guests that still run, wherever they are, as guests are slow to make. One instance serves all
 * tests, one after the other, on one thread.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RuleReport.class)
public abstract class DriverConformanceKit {
    private final Scene scene = new Scene(this);

    /** For subclasses. */
    protected DriverConformanceKit() {}

    /** Returns the driver. */
    protected abstract DriverProvider driver();

    /** Returns the addresses of two different hosts between which guests can migrate both ways. */
    protected abstract List<HostUri> hosts();

    /**
     * Makes a guest that runs and is ready to migrate.
     *
     * @param host a session to the host on which it shall run
     * @return its identity
     */
    protected abstract VmId makeGuest(DriverSession host, GuestWish wish);

    /**
     * Removes a guest and its definition, wherever it is and whatever it does; does nothing if it has gone. Unless overridden,
     * it is destroyed and undefined on each host that has it.
     *
     * @param hosts sessions to both hosts
     */
    protected void removeGuest(VmId vm, String name, List<DriverSession> hosts) {
        for (DriverSession host : hosts) {
            if (isKnown(host, vm) && host.status(vm).state().isActive()) {
                host.destroy(vm);
            }
            if (isKnown(host, vm) && host.capabilities().contains(Capability.DEFINE)) {
                host.undefine(vm);
            }
        }
    }

    private static boolean isKnown(DriverSession host, VmId vm) {
        return host.vms().stream().anyMatch(summary -> summary.id().equals(vm));
    }

    /** Called once after the last test, when all guests have been removed. Does nothing unless overridden. */
    protected void closeHosts() {}

    /** Returns how sessions are opened: the default options unless overridden. */
    protected SessionOptions options() {
        return SessionOptions.DEFAULT;
    }

    /** Lets time pass: sleeps unless overridden, as a driver in virtual time does. */
    protected void letTimePass(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The conformance kit was interrupted", interrupted);
        }
    }

    /** Returns how long to wait for anything that must happen, in the driver's time: 1 minute unless overridden. */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /**
     * Returns a request by which a guest is on its way for some seconds at least, so that it can be watched. Unless overridden,
     * pre-copy limited to 8 MiB/s where the session has {@code BANDWIDTH_LIMIT}, else empty.
     */
    protected Optional<MigrationRequest.Builder> lastingRequest(DriverSession source) {
        return source.capabilities().contains(Capability.BANDWIDTH_LIMIT)
                ? Optional.of(MigrationRequest.builder().bandwidth(DataRate.ofMebibytesPerSecond(8)))
                : Optional.empty();
    }

    /**
     * Returns a configuration with which a VM can be defined and started on the hosts; it need not boot anything. Used with
     * {@code DEFINE} only. Unless overridden, a VM of 64 MiB without disks.
     */
    protected VmConfig definition(String name) {
        return VmConfig.builder(name, DataSize.ofMebibytes(64)).build();
    }

    /**
     * Returns the path of a file that does not exist, on the hosts, for saved state. Used with {@code SAVE_RESTORE} only. Unless
     * overridden, in this machine's folder for temporary files.
     */
    protected String stateFile(String name) {
        return Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "%s-%d".formatted(name, ProcessHandle.current().pid()))
                .toString();
    }

    /**
     * Returns what a host has besides what sessions show, such as its directories for buffers and its storage pools: all that
     * somebody who merely looks might leave behind. It is compared before and after (R10.8). Nothing unless overridden.
     */
    protected List<String> traces(HostUri host) {
        return List.of();
    }

    /** Removes a file that {@link #stateFile} named, if it is there. Unless overridden, from this machine. */
    protected void removeStateFile(String file) {
        try {
            Files.deleteIfExists(Path.of(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns how to ask guests for their memory. Without, unless overridden: the rules on memory are skipped. */
    protected Optional<MemoryCheck> memoryCheck() {
        return Optional.empty();
    }

    /** Returns how to break hosts. Without, unless overridden: the rules on lost connections are skipped. */
    protected Optional<HostFaults> hostFaults() {
        return Optional.empty();
    }

    /** Returns an address that the driver cannot read. None unless overridden. */
    protected Optional<UnreadableUri> unreadableUri() {
        return Optional.empty();
    }

    /** Returns an address at which nobody answers. None unless overridden. */
    protected Optional<HostUri> unreachableHost() {
        return Optional.empty();
    }

    /**
     * Returns the rules that this driver skips: the run fails if another one is skipped, or one of these runs. Not held fast,
     * unless overridden, as by {@code Optional.of(SkippedRules.beside(getClass()))}; the failure prints what the file must have.
     */
    protected Optional<SkippedRules> skippedRules() {
        return Optional.empty();
    }

    Scene scene() {
        return scene;
    }

    @AfterAll
    void removeGuests() {
        try {
            scene.removeAll();
        } finally {
            closeHosts();
        }
    }

    @Nested
    @DisplayName("R1 the provider")
    class Provider extends ProviderRules {
        Provider() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R2 sessions")
    class Sessions extends SessionRules {
        Sessions() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R3 hosts and identity")
    class HostsAndIdentity extends HostRules {
        HostsAndIdentity() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R4 capabilities")
    class Capabilities extends CapabilityRules {
        Capabilities() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R5 definitions")
    class Definitions extends DefinitionRules {
        Definitions() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R6 lifecycle")
    class Lifecycle extends LifecycleRules {
        Lifecycle() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R7 saved state")
    class SavedState extends SavedStateRules {
        SavedState() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R8 statistics")
    class Statistics extends StatisticsRules {
        Statistics() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R9 events")
    class Events extends EventRules {
        Events() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R10 starting a migration")
    class MigrationStart extends MigrationStartRules {
        MigrationStart() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R11 a migration on its way")
    class Progress extends ProgressRules {
        Progress() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R12 adjusting and cancelling")
    class Control extends ControlRules {
        Control() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R13 modes")
    class Modes extends ModeRules {
        Modes() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R14 outcomes")
    class Outcomes extends OutcomeRules {
        Outcomes() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R15 failures")
    class Failures extends FailureRules {
        Failures() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R16 threads and time")
    class Threads extends ThreadRules {
        Threads() {
            super(DriverConformanceKit.this);
        }
    }

    @Nested
    @DisplayName("R17 resources")
    class Resources extends ResourceRules {
        Resources() {
            super(DriverConformanceKit.this);
        }
    }
}
