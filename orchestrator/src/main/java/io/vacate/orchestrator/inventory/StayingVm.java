package io.vacate.orchestrator.inventory;

import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmSummary;

/**
 * A VM of a source host that is not to be moved.
 *
 * @param host where it is and stays
 * @param vm identity, name and state
 * @param isLeftBehind whether it keeps its host from being empty: it is active but cannot be migrated live
 * @param reason why it stays, for people
 */
public record StayingVm(HostUri host, VmSummary vm, boolean isLeftBehind, String reason) {
    /** Says why a VM in that state stays. */
    public static StayingVm of(HostUri host, VmSummary vm) {
        return switch (vm.status().state()) {
            case SHUT_OFF -> new StayingVm(host, vm, false, "it is off: there is nothing to migrate live");
            case CRASHED -> new StayingVm(host, vm, false, "it has crashed: there is nothing to migrate live");
            case PAUSED, SUSPENDED ->
                new StayingVm(host, vm, true, "it is %s: resume it or shut it down".formatted(vm.status()));
            case SHUTTING_DOWN -> new StayingVm(host, vm, true, "it is shutting down: wait until it has ended");
            case RUNNING, UNKNOWN ->
                new StayingVm(host, vm, true, "its state is %s: look at it on its host".formatted(vm.status()));
        };
    }
}
