package io.vacate.orchestrator.inventory;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.util.Set;

/**
 * A VM of a source host that is not to be moved.
 *
 * @param id the VM
 * @param name its name on that host
 * @param host the source on which it was found first
 * @param location where it is
 * @param isLeftBehind whether it keeps its host from being empty: it may run there, or its state waits there; or nobody knows
 *     where it runs
 * @param reason why it stays and what to do about it, for people
 */
public record StayingVm(VmId id, String name, HostUri host, VmLocation location, boolean isLeftBehind, String reason) {
    /** Says why a VM in that state stays. */
    public static StayingVm of(HostUri host, VmSummary vm) {
        VmStatus status = vm.status();
        return switch (status.state()) {
            case SHUT_OFF ->
                status.reason() == StateReason.MIGRATED
                        ? elsewhere(
                                host,
                                vm,
                                "it has left by a migration, and only its definition is here: do not start it here")
                        : of(host, vm, false, "it is off: there is nothing to migrate live");
            case CRASHED ->
                of(
                        host,
                        vm,
                        true,
                        "its guest has crashed and is kept: dump it if you want to know why, then destroy it");
            case PAUSED, SUSPENDED ->
                of(
                        host,
                        vm,
                        true,
                        status.reason() == StateReason.SAVED
                                ? "it is being saved: wait until that has ended, and look again"
                                : "it is %s: resume it or shut it down".formatted(status));
            case SHUTTING_DOWN -> of(host, vm, true, "it is shutting down: wait until it has ended");
            case RUNNING, UNKNOWN -> of(host, vm, true, "its state is %s: look at it on its host".formatted(status));
        };
    }

    /** Says that a migration that is not this run's takes a VM away. */
    public static StayingVm departing(HostUri host, VmSummary vm) {
        return of(host, vm, true, "a migration that others began is taking it away: wait until that has ended");
    }

    /** Says that a VM ended by itself, or by its owner, before anything was moved. */
    public static StayingVm ended(HostUri host, VmSummary vm) {
        return of(host, vm, false, "it ended while VMs were watched: it is " + vm.status());
    }

    /** Says that a VM's host has it no more: whether it ended or others moved it is not known. */
    public static StayingVm gone(HostUri host, VmSummary vm) {
        return elsewhere(
                host,
                vm,
                "it ended while VMs were watched, or others moved it away: do not start it anew before you know which");
    }

    private static StayingVm elsewhere(HostUri host, VmSummary vm, String reason) {
        return new StayingVm(vm.id(), vm.name(), host, new VmLocation.Unknown(reason), false, reason);
    }

    /**
     * Says that nobody knows where a VM of a plan is.
     *
     * @param host where the plan has it
     * @param why why that is not known, for people
     */
    public static StayingVm unknown(VmId id, String name, HostUri host, String why) {
        return new StayingVm(
                id, name, host, new VmLocation.Unknown(why), true, "%s; do not start it anew".formatted(why));
    }

    /** Says that a VM is predicted not to converge, and would be given up. */
    public static StayingVm notConverging(HostUri host, VmSummary vm) {
        return of(
                host,
                vm,
                true,
                "it rewrites memory faster than it can be sent: pass --auto-converge, --mode post-copy or --if-stuck force"
                        + " to move it");
    }

    private static StayingVm of(HostUri host, VmSummary vm, boolean isLeftBehind, String reason) {
        VmLocation where = new VmLocation.OnHost(host, vm.status());
        return new StayingVm(vm.id(), vm.name(), host, where, isLeftBehind, reason);
    }

    /**
     * Says that a VM waits in a buffer of its host, which would lose it with its power or its disk.
     *
     * @param next what to do about it, for people
     */
    public static StayingVm suspended(SuspendedVm state, String next) {
        VmLocation where = new VmLocation.Suspended(state.host(), state.file());
        String reason = state.activity() == SuspendedVm.Activity.UNDER_WAY
                ? "a suspend-copy-resume that others began is moving it by '%s': wait until that has ended"
                        .formatted(state.file())
                : "it is suspended, and its only copy (%s) waits in '%s' there: %s"
                        .formatted(state.size(), state.file(), next);
        return new StayingVm(state.id(), state.name(), state.host(), where, true, reason);
    }

    /**
     * Says that a VM runs elsewhere, and that only a file is left of its suspend-copy-resume.
     *
     * @param where where it runs
     * @param next what removes the file, for people
     */
    public static StayingVm resumedElsewhere(SuspendedVm left, VmLocation where, String next) {
        String reason = "it is %s; what is left of its suspend-copy-resume in '%s' is removed by: %s"
                .formatted(where, left.file(), next);
        return new StayingVm(left.id(), left.name(), left.host(), where, false, reason);
    }

    /**
     * Returns the same VM as it was found later.
     *
     * @param leaving the hosts that VMs are to leave
     */
    public StayingVm found(VmLocation now, Set<HostUri> leaving) {
        if (now.equals(location)) {
            return this;
        }
        if (now instanceof VmLocation.OnHost at && !at.host().equals(host)) {
            boolean isInTheWay = at.status().state().mayRun() && leaving.contains(at.host());
            return new StayingVm(
                    id,
                    name,
                    host,
                    now,
                    isInTheWay,
                    isInTheWay
                            ? "somebody moved it to another host that is to be emptied: it is " + now
                            : "it has left, and is " + now);
        }
        if (now instanceof VmLocation.Lost lost) {
            return new StayingVm(
                    id,
                    name,
                    host,
                    now,
                    isLeftBehind,
                    "it has ended against its will: look at why before you start it anew (%s)".formatted(lost.why()));
        }
        if (now instanceof VmLocation.OnHost at && !at.status().state().mayRun()) {
            return new StayingVm(id, name, host, now, false, "it has ended: it is " + now);
        }
        return new StayingVm(id, name, host, now, isLeftBehind, reason);
    }

    /** Returns the same VM, which its host no longer has; where it is instead is not known. */
    public StayingVm gone(VmLocation now) {
        return new StayingVm(
                id,
                name,
                host,
                now,
                false,
                "it has left by a migration that was not this run's, or ended unseen: do not start it anew before you know which");
    }
}
