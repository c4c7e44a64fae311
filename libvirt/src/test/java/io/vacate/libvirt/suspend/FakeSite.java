package io.vacate.libvirt.suspend;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A host in memory. A VM is a number that its guest counts up as it runs: the test sees what was forgotten or ran twice. A
 * saved state is a header, that number and some filling; whoever restores it goes on counting from there.
 */
final class FakeSite implements Site {
    static final Duration TICK = Duration.ofMillis(1);
    private static final byte[] MAGIC = "saved VM".getBytes(StandardCharsets.US_ASCII);
    private static final int FILLING = 700_000;

    /** A crash of the program: nobody may catch it and go on. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Crashes at a given change, counted over all sites. */
    static final class Fate {
        private int changes;
        private int deadly;
        private boolean afterwards;

        /** Lets the program die before, or right after, the {@code n}th change from now. */
        void crashAt(int n, boolean after) {
            changes = 0;
            deadly = n;
            afterwards = after;
        }

        int changes() {
            return changes;
        }

        void before() {
            changes++;
            if (changes == deadly && !afterwards) {
                throw new Crash();
            }
        }

        void after() {
            if (changes == deadly && afterwards) {
                throw new Crash();
            }
        }
    }

    /** A VM of this host. */
    static final class Guest {
        VmState state = VmState.RUNNING;
        StateReason reason = StateReason.BOOTED;
        long counted;
        boolean persistent = true;
        boolean autostart;
        int checkpoints;
    }

    private final HostUri uri;
    private final HostId id;
    private final Fate fate;
    private final Map<Buffer, FakeDirectory> directories = new EnumMap<>(Buffer.class);
    final Map<VmId, Guest> guests = new TreeMap<>();
    boolean silent;
    boolean refusesToRestore;
    boolean refusesToSave;
    Runnable beforeRestore = () -> {};

    FakeSite(String name, Fate fate) {
        uri = HostUri.parse("fake://" + name);
        id = new HostId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        this.fate = fate;
        for (Buffer kind : Buffer.values()) {
            directories.put(kind, new FakeDirectory(this, "/" + name + "/" + kind));
        }
    }

    void ask() {
        if (silent) {
            throw new HostUnreachableException(uri, "it is silent");
        }
    }

    void change(Runnable change) {
        ask();
        fate.before();
        change.run();
        fate.after();
    }

    private Guest guest(VmId vm) {
        Guest guest = guests.get(vm);
        if (guest == null) {
            throw new UnknownVmException(vm.toString(), uri);
        }
        return guest;
    }

    @Override
    public HostUri uri() {
        return uri;
    }

    @Override
    public HostId id() {
        return id;
    }

    @Override
    public TimeSource clock() {
        return new TimeSource() {
            @Override
            public Instant instant() {
                return Instant.EPOCH;
            }

            @Override
            public ScheduledTask schedule(Duration delay, Runnable task) {
                task.run();
                return () -> {};
            }
        };
    }

    @Override
    public Optional<VmStatus> status(VmId vm) {
        ask();
        return Optional.ofNullable(guests.get(vm)).map(guest -> new VmStatus(guest.state, guest.reason));
    }

    @Override
    public Definition definition(VmId vm) {
        ask();
        Guest guest = guest(vm);
        return new Definition("guest", "<domain/>", guest.persistent, guest.autostart, 0, guest.checkpoints);
    }

    @Override
    public void save(VmId vm, String file) {
        change(() -> {
            Guest guest = guest(vm);
            if (refusesToSave) {
                throw new OperationFailedException("no room to save");
            }
            if (!directory(file).isMade) {
                throw new OperationFailedException("there is no directory for " + file);
            }
            ByteBuffer state = ByteBuffer.allocate(FILLING);
            state.put(MAGIC).putLong(guest.counted);
            for (int i = state.position(); i < FILLING; i++) {
                state.put((byte) (i % 251 + 1));
            }
            directory(file).files.put(name(file), state.array());
            stop(vm, guest, StateReason.SAVED);
        });
    }

    private void stop(VmId vm, Guest guest, StateReason reason) {
        guest.state = VmState.SHUT_OFF;
        guest.reason = reason;
        if (!guest.persistent) {
            guests.remove(vm);
        }
    }

    @Override
    public void requestAbort(VmId vm) {
        ask();
        Guest guest = guest(vm);
        if (guest.reason == StateReason.SAVED && guest.state == VmState.PAUSED) {
            guest.state = VmState.RUNNING;
        }
    }

    @Override
    public void undefine(VmId vm) {
        change(() -> {
            Guest guest = guest(vm);
            guest.persistent = false;
            guest.autostart = false;
            if (!guest.state.isActive()) {
                guests.remove(vm);
            }
        });
    }

    @Override
    public void define(Definition definition) {
        change(() -> guests.values().forEach(guest -> {
            guest.persistent = true;
            guest.autostart = definition.autostart();
        }));
    }

    @Override
    public Optional<String> savedDefinition(String file) {
        ask();
        byte[] state = directory(file).files.get(name(file));
        return state != null && Arrays.equals(Arrays.copyOf(state, MAGIC.length), MAGIC)
                ? Optional.of("<domain/>")
                : Optional.empty();
    }

    @Override
    public boolean isBeingSaved(VmId vm, VmStatus status) {
        return status.state() == VmState.PAUSED && status.reason() == StateReason.SAVED;
    }

    @Override
    public boolean isMerelyRestored(VmStatus status) {
        return SavedStates.COMMON.isMerelyRestored(status);
    }

    @Override
    public void restore(String file, Optional<String> definition, boolean paused) {
        beforeRestore.run();
        change(() -> {
            byte[] state = directory(file).files.get(name(file));
            if (refusesToRestore || state == null || savedDefinition(file).isEmpty()) {
                throw new OperationFailedException("cannot restore " + file);
            }
            VmId vm = BufferNames.vmOf(name(file), id).orElseThrow();
            Guest guest = guests.computeIfAbsent(vm, fresh -> {
                Guest made = new Guest();
                made.persistent = false;
                return made;
            });
            if (guest.state.isActive() && guest.reason != StateReason.BOOTED) {
                throw new VmStateException(vm + " is active");
            }
            guest.state = paused ? VmState.PAUSED : VmState.RUNNING;
            guest.reason = paused ? StateReason.MIGRATION : StateReason.RESTORED;
            guest.counted = ByteBuffer.wrap(state).getLong(MAGIC.length);
        });
    }

    @Override
    public void resume(VmId vm) {
        change(() -> {
            guest(vm).state = VmState.RUNNING;
            guest(vm).reason = StateReason.RESUMED;
        });
    }

    @Override
    public void destroy(VmId vm) {
        change(() -> stop(vm, guest(vm), StateReason.DESTROYED));
    }

    /** Lets every running guest count on. */
    void tick() {
        guests.values().stream().filter(guest -> guest.state == VmState.RUNNING).forEach(guest -> guest.counted++);
    }

    @Override
    public FakeDirectory directory(Buffer kind) {
        return directories.get(kind);
    }

    private FakeDirectory directory(String file) {
        return directories.values().stream()
                .filter(directory -> file.startsWith(directory.path() + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
