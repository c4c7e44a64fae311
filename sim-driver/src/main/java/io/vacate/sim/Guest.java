package io.vacate.sim;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One host's copy of a VM. Not thread-safe: guarded by the world's lock. */
final class Guest {
    /** What a copy is to its VM. */
    enum Role {
        /** It is the VM, or the VM's definition. */
        OWNER,
        /** It is being filled by a migration. */
        INCOMING,
        /** The VM has left it. */
        LEFT_BEHIND
    }

    private static final CpuSchedule DEFAULT_SCHEDULE = CpuSchedule.ofWeight(256);

    final Machine machine;
    SimVm spec;
    boolean persistent;
    Role role = Role.OWNER;

    @Nullable
    Migration migration;
    /** The saving or restoring under way, during which nothing else may be done to it. */
    @Nullable
    HostOperation operation;
    /** The definition, left by an earlier stay, that this incoming copy takes the place of. */
    @Nullable
    Guest replaces;
    /** The memory that only this copy has, after a post-copy from here broke, in bytes. */
    double memoryOwed;
    /** How often it was started. */
    int lives;

    private VmStatus status;
    private boolean swappedOut;
    private CpuSchedule cpuSchedule = DEFAULT_SCHEDULE;
    private @Nullable CpuSet pins;
    private @Nullable DataSize memoryTarget;
    private long clockSetAt;
    private double guestSeconds;
    private double speed = 1;

    Guest(Machine machine, SimVm spec, VmStatus status, boolean persistent) {
        this.machine = machine;
        this.spec = spec;
        this.status = status;
        this.persistent = persistent;
        this.clockSetAt = machine.world.time.nanos();
    }

    VmId id() {
        return spec.config().id();
    }

    String name() {
        return spec.config().name();
    }

    VmConfig config() {
        return spec.config();
    }

    VmStatus status() {
        return status;
    }

    VmSummary summary() {
        return new VmSummary(id(), name(), status);
    }

    boolean isActive() {
        return status.state().isActive();
    }

    /** Tells whether a migration is taking it away. */
    boolean isDeparting() {
        return migration != null && migration.source == this;
    }

    boolean isRunning() {
        return status.state() == VmState.RUNNING || status.state() == VmState.SHUTTING_DOWN;
    }

    /** Sets whether its state is out of the memory of its host, on disk. */
    void swappedOut(boolean isOut) {
        long before = occupied().bytes();
        swappedOut = isOut;
        machine.account(occupied().bytes() - before);
    }

    /** Returns the memory of its host that it takes when it runs. */
    DataSize footprint() {
        return memory().plus(machine.world.costs.vmOverhead());
    }

    /** Returns the memory of its host that it takes now. */
    DataSize occupied() {
        return isActive() && !swappedOut ? footprint() : DataSize.ZERO;
    }

    /** Returns the memory that it has, after ballooning. */
    DataSize memory() {
        return memoryTarget == null ? config().memory() : memoryTarget;
    }

    /** Gives it that much memory, at once. */
    void setMemory(DataSize target) {
        long before = occupied().bytes();
        memoryTarget = target;
        machine.account(occupied().bytes() - before);
    }

    CpuSchedule cpuSchedule() {
        return cpuSchedule;
    }

    void setCpuSchedule(CpuSchedule schedule) {
        cpuSchedule = schedule;
    }

    CpuSet allowedCpus() {
        return pins == null ? machine.cpus() : pins;
    }

    void pin(CpuSet cpus) {
        pins = cpus;
    }

    void become(VmState state, StateReason reason) {
        settleClock();
        long before = occupied().bytes();
        status = new VmStatus(state, reason);
        if (!isActive()) {
            // All of this is of a run, not of the definition.
            memoryTarget = null;
            cpuSchedule = DEFAULT_SCHEDULE;
            pins = null;
        }
        machine.account(occupied().bytes() - before);
        machine.world.trace.add("%s %s: %s".formatted(machine.name(), name(), status));
    }

    void tell(Kind kind, StateReason reason) {
        machine.tell(this, kind, reason);
    }

    /** Ends it, for whatever reason; a migration that it takes part in learns of it. */
    void end(StateReason why) {
        become(VmState.SHUT_OFF, why);
        if (role == Role.OWNER) {
            machine.world.alive.remove(id());
        }
        if (why == StateReason.CRASHED) {
            tell(Kind.CRASHED, why);
        }
        tell(Kind.STOPPED, why);
        if (!persistent || role == Role.INCOMING) {
            machine.remove(this);
        }
        if (role == Role.LEFT_BEHIND) {
            role = Role.OWNER;
        }
        HostOperation busy = operation;
        operation = null;
        if (busy != null) {
            busy.fail(new OperationFailedException(
                    "VM '%s' on %s ended (%s) while it was saved or restored".formatted(name(), machine, why)));
        }
        Migration moving = migration;
        if (moving != null) {
            moving.guestEnded(this, why);
        }
    }

    /** Returns how long it has run, slowed down where it was throttled, in seconds. */
    double guestSeconds() {
        settleClock();
        return guestSeconds;
    }

    Duration cpuTime() {
        double seconds = guestSeconds() * spec.cpuLoad() * config().vcpus();
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Goes on from the clock of the copy that it was filled from. */
    void continueClock(Guest other) {
        guestSeconds = other.guestSeconds();
        clockSetAt = machine.world.time.nanos();
    }

    void restartClock() {
        settleClock();
        guestSeconds = 0;
    }

    /** Slows it down to a share of its speed. */
    void throttle(double share) {
        settleClock();
        speed = share;
    }

    private void settleClock() {
        long now = machine.world.time.nanos();
        if (isRunning()) {
            guestSeconds += (now - clockSetAt) / 1e9 * speed;
        }
        clockSetAt = now;
    }

    @Override
    public String toString() {
        return "%s on %s: %s, %s".formatted(name(), machine.name(), status, role);
    }
}
