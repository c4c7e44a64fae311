package io.vacate.kit;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hosts, guests and jobs of the test that runs. Sessions and jobs end with it; guests that are well stay for the next. */
final class Scene {
    private static final Duration STEP = Duration.ofMillis(20);

    private final DriverConformanceKit kit;
    private final List<DriverSession> opened = new ArrayList<>();
    private final List<MigrationJob> jobs = new ArrayList<>();
    private final Map<String, VmId> guests = new LinkedHashMap<>();
    private final Map<VmId, String> defined = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();
    private final Map<HostUri, HostFaults> broken = new LinkedHashMap<>();
    /** A whole migration, watched once for all rules that judge it. */
    private final List<MigrationProgress> watched = new ArrayList<>();

    private final Map<Buffer, Suspension> suspensions = new EnumMap<>(Buffer.class);

    private @Nullable PlainMigration plainMigration;
    private @Nullable DriverSession first;
    private @Nullable DriverSession second;
    private int names;

    /** A suspend-copy-resume that ended well, and the states that were in the hosts' buffers then. */
    record Suspension(MigrationOutcome outcome, List<SuspendedVm> leftAtSource, List<SuspendedVm> leftAtDestination) {}

    Scene(DriverConformanceKit kit) {
        this.kit = kit;
    }

    /** Opens a session that ends with the test. */
    DriverSession open(HostUri host) {
        DriverSession session = kit.driver().open(host, kit.options());
        opened.add(session);
        return session;
    }

    DriverSession first() {
        DriverSession known = first;
        if (known == null) {
            known = open(kit.hosts().get(0));
            first = known;
        }
        return known;
    }

    DriverSession second() {
        DriverSession known = second;
        if (known == null) {
            known = open(kit.hosts().get(1));
            second = known;
        }
        return known;
    }

    /** Returns a name that no guest had before. */
    String newName() {
        names++;
        return "kit-" + names;
    }

    /** Returns a guest that runs: one of an earlier test, or a new one. */
    Guest guest() {
        return guestOtherThan(List.of());
    }

    /** Returns another guest on the same host. */
    Guest companionOf(Guest other) {
        Guest companion = guestOtherThan(List.of(other.name()));
        if (companion.home() == other.home()) {
            return companion;
        }
        remove(companion.name(), companion.id());
        return newGuest(other.home());
    }

    private Guest guestOtherThan(List<String> taken) {
        for (Map.Entry<String, VmId> known : new LinkedHashMap<>(guests).entrySet()) {
            String name = known.getKey();
            VmId vm = known.getValue();
            if (taken.contains(name)) {
                continue;
            }
            Guest here = new Guest(vm, name, first(), second());
            Guest there = new Guest(vm, name, second(), first());
            if (isWell(here)) {
                return here;
            }
            if (isWell(there)) {
                return there;
            }
            remove(name, vm);
        }
        return newGuest(first());
    }

    private static boolean isWell(Guest guest) {
        return guest.runsOn(guest.home()) && !guest.isKnownTo(guest.away());
    }

    private Guest newGuest(DriverSession home) {
        String name = newName();
        VmId vm = kit.makeGuest(home, GuestWish.named(name));
        guests.put(name, vm);
        Guest guest = new Guest(vm, name, home, home == first() ? second() : first());
        await("guest %s runs".formatted(name), () -> guest.runsOn(home));
        return guest;
    }

    /** Returns a VM that is off, on the first host, and is removed after the test; with {@code DEFINE} only. */
    Guest definedVm() {
        return define(kit.definition(newName()));
    }

    /** Defines a VM on the first host. */
    Guest define(VmConfig config) {
        VmId vm = defineAt(first(), config);
        return new Guest(vm, config.name(), first(), second());
    }

    /** Defines a VM that is removed after the test. */
    VmId defineAt(DriverSession host, VmConfig config) {
        VmId vm = host.define(config);
        defined.put(vm, config.name());
        return vm;
    }

    /** Has a guest removed after the test. */
    void discard(Guest guest) {
        guests.remove(guest.name());
        defined.put(guest.id(), guest.name());
    }

    /** Returns a path for saved state, which is removed after the test. */
    String stateFile() {
        String file = kit.stateFile(newName());
        files.add(file);
        return file;
    }

    /** Has a host healed after the test, whatever comes. */
    void healAfterwards(HostFaults faults, HostUri host) {
        broken.put(host, faults);
    }

    /** Returns a VM that runs, though it may boot nothing, and is removed after the test; with {@code DEFINE} only. */
    Guest startedVm() {
        Guest vm = definedVm();
        vm.home().start(vm.id());
        return vm;
    }

    /** Returns a VM that runs and that the test may end. */
    Guest expendableGuest() {
        return first().capabilities().contains(Capability.DEFINE) ? startedVm() : guest();
    }

    List<MigrationProgress> watched() {
        return watched;
    }

    /** Returns a migration without wishes, which is made once for all rules that judge it. */
    PlainMigration plainMigration(Supplier<PlainMigration> first) {
        PlainMigration known = plainMigration;
        if (known == null) {
            known = first.get();
            plainMigration = known;
        }
        return known;
    }

    /** Returns the suspend-copy-resume over a buffer, which is slow, and made once for all rules that judge it. */
    Suspension suspended(Buffer buffer, Supplier<Suspension> first) {
        Suspension known = suspensions.get(buffer);
        if (known == null) {
            known = first.get();
            suspensions.put(buffer, known);
        }
        return known;
    }

    /** Starts a migration that ends with the test at the latest. */
    MigrationJob migrate(Guest guest, MigrationRequest request) {
        MigrationJob job = guest.home().migrate(guest.id(), guest.away(), request);
        jobs.add(job);
        return job;
    }

    /** Waits until a migration has ended. */
    MigrationOutcome outcome(MigrationJob job) {
        return result("migration of %s".formatted(job.vm()), job.completion());
    }

    /** Waits for a stage, which must not complete exceptionally. */
    <T> T result(String what, CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        await(what + " has ended", future::isDone);
        return future.join();
    }

    /** Measures a dirty rate over a second; an error is thrown, whether it came at once or as the stage's end. */
    DirtyRateSample sample(DriverSession session, VmId vm) {
        try {
            return result("dirty rate of %s".formatted(vm), session.measureDirtyRate(vm, Duration.ofSeconds(1)));
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    /** Waits until something has happened. */
    void await(String what, BooleanSupplier happened) {
        Duration waited = Duration.ZERO;
        while (!happened.getAsBoolean()) {
            if (waited.compareTo(kit.patience()) > 0) {
                throw new AssertionError("It did not come to pass within %s that %s".formatted(kit.patience(), what));
            }
            kit.letTimePass(STEP);
            waited = waited.plus(STEP);
        }
    }

    /** Ends what the test began: broken hosts, migrations, VMs, files, sessions. */
    void endTest() {
        try {
            broken.forEach((host, faults) -> faults.heal(host));
            jobs.forEach(this::stop);
            guests.forEach(this::requireNoTwin);
            if (!defined.isEmpty()) {
                closeSessions();
                defined.forEach((vm, name) -> kit.removeGuest(vm, name, List.of(first(), second())));
            }
            files.forEach(kit::removeStateFile);
        } finally {
            broken.clear();
            jobs.clear();
            defined.clear();
            files.clear();
            closeSessions();
        }
    }

    /** Sessions that a test closed or broke are opened anew by whoever asks next. */
    private void closeSessions() {
        opened.forEach(DriverSession::close);
        opened.clear();
        first = null;
        second = null;
    }

    private void stop(MigrationJob job) {
        try {
            job.requestCancel();
        } catch (UnsupportedCapabilityException | VmStateException goesOn) {
            // It ends by itself.
        }
        // Where a session was closed its migration goes on, unseen: that guest serves no other test.
        if (outcome(job) instanceof MigrationOutcome.Failed failed && failed.location() instanceof VmLocation.Unknown) {
            Map.copyOf(guests).forEach((name, vm) -> {
                if (vm.equals(job.vm())) {
                    guests.remove(name);
                    defined.put(vm, name);
                }
            });
        }
    }

    /** The one thing that no driver may ever do. */
    private void requireNoTwin(String name, VmId vm) {
        if (first == null || second == null) {
            return;
        }
        Guest guest = new Guest(vm, name, first(), second());
        try {
            if (guest.runsOn(guest.home()) && guest.runsOn(guest.away())) {
                throw new AssertionError("VM %s (%s) runs on both hosts".formatted(name, vm));
            }
        } catch (HypervisorException unavailable) {
            // The test closed or broke its session; what it saw it has judged itself.
        }
    }

    /** Removes all guests. */
    void removeAll() {
        try {
            new LinkedHashMap<>(guests).forEach(this::remove);
        } finally {
            endTest();
        }
    }

    private void remove(String name, VmId vm) {
        guests.remove(name);
        kit.removeGuest(vm, name, List.of(first(), second()));
    }
}
