package io.vacate.api;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HugePages;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.preflight.Severity;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is checked before any driver is asked to migrate; nothing here changes anything. The checks that need no host come
 * first: where they fail, the hosts are not asked.
 */
final class MigrationChecks {
    private final DefaultHost source;
    private final VM vm;
    private final DefaultHost destination;
    private final MigrationRequest request;
    private final List<Finding> findings = new ArrayList<>();

    MigrationChecks(DefaultHost source, VM vm, DefaultHost destination, MigrationRequest request) {
        this.source = source;
        this.vm = vm;
        this.destination = destination;
        this.request = request;
    }

    /** Returns all that is found. */
    Preflight preflight() {
        unaskedRefusal()
                .ifPresentOrElse(
                        refusal -> blocker(check(refusal), String.valueOf(refusal.getMessage())), this::askHosts);
        return new Preflight(findings);
    }

    /** Throws if anything speaks against the migration: what has an exception of its own alone throws that. */
    void require() {
        unaskedRefusal().ifPresent(refusal -> {
            throw refusal;
        });
        askHosts();
        List<Finding> refusals = new Preflight(findings).refusals(request.forced());
        if (refusals.size() == 1) {
            throw exception(refusals.get(0));
        }
        if (!refusals.isEmpty()) {
            throw refused(refusals);
        }
    }

    private Optional<RuntimeException> unaskedRefusal() {
        if (source.info().id().equals(destination.info().id())) {
            return Optional.of(new SameHostException(source.uri(), destination.uri()));
        }
        if (!source.uri().driver().equals(destination.uri().driver())) {
            return Optional.of(new IllegalArgumentException(
                    "%s and %s have different drivers: a VM never crosses hypervisors; nothing was changed"
                            .formatted(source.uri(), destination.uri())));
        }
        for (Capability capability : request.requiredCapabilities()) {
            if (!source.capabilities().contains(capability)) {
                return Optional.of(new UnsupportedCapabilityException(capability, source.uri()));
            }
        }
        return Optional.empty();
    }

    private static Check check(RuntimeException refusal) {
        if (refusal instanceof SameHostException) {
            return Check.HOSTS;
        }
        return refusal instanceof UnsupportedCapabilityException ? Check.CAPABILITY : Check.DRIVER;
    }

    private void askHosts() {
        checkState();
        String nameThere = request.destinationName().orElse(vm.name());
        destination.session().vms().forEach(other -> checkDistinct(nameThere, other));
        checkRoom();
        findings.addAll(source.session().preflight(vm.id(), destination.session(), request));
    }

    private void checkState() {
        VmStatus status = vm.status();
        if (!isMovable(status)) {
            blocker(Check.VM_STATE, "it is %s on %s, %s".formatted(status, source.uri(), whyNot(status)));
        } else if (source.session().departing(Set.of(vm.id())).contains(vm.id())) {
            blocker(
                    Check.VM_STATE,
                    "it is on its way already: a migration takes it away from %s, and goes on".formatted(source.uri()));
        }
    }

    private boolean isMovable(VmStatus status) {
        return switch (status.state()) {
            case RUNNING -> !isOffline();
            case PAUSED ->
                status.isPausedByUser()
                        && request.mode().movesPaused()
                        && source.capabilities().contains(Capability.PAUSED_MIGRATION);
            case SHUT_OFF -> isOffline();
            default -> false;
        };
    }

    private String whyNot(VmStatus status) {
        if (isOffline()) {
            return "not off";
        }
        return status.state() == VmState.SHUT_OFF && source.capabilities().contains(Capability.OFFLINE_MIGRATION)
                ? "not running: only its definition can move, in mode offline"
                : "not running";
    }

    private boolean isOffline() {
        return request.mode() instanceof MigrationMode.Offline;
    }

    private void checkDistinct(String nameThere, VmSummary other) {
        boolean sameVm = other.id().equals(vm.id());
        // A definition without a running VM, left by an earlier stay, is replaced by the migration.
        if (sameVm && other.status().state().mayRun()) {
            blocker(Check.IDENTITY, "this very VM is there already, " + other.status());
        } else if (!sameVm && other.name().equals(nameThere)) {
            blocker(Check.NAME, "another VM named '%s' is there already, %s".formatted(nameThere, other.status()));
        }
    }

    private void checkRoom() {
        if (isOffline() || request.holdsSuspended()) {
            // What there is now says nothing about the time when a VM that is held goes on.
            return;
        }
        VmConfig config = vm.config();
        DataSize needed = source.session().memoryNeeded(config);
        HostMemory there = destination.memory();
        if (needed.compareTo(there.free()) > 0) {
            blocker(Check.MEMORY, "it needs %s and %s has %s free".formatted(needed, destination.uri(), there.free()));
        } else if (needed.compareTo(there.unpromised()) > 0) {
            findings.add(new Finding(
                    Severity.RISK,
                    Check.OVERCOMMIT,
                    "it needs %s and %s has promised %s of its %s to its VMs, which have not touched all of it yet: %s is left"
                            .formatted(
                                    needed, destination.uri(), there.promised(), there.total(), there.unpromised())));
        }
        config.hugePages().forEach((pageSize, amount) -> checkHugePages(pageSize, amount, there));
    }

    private void checkHugePages(DataSize pageSize, DataSize needed, HostMemory there) {
        Optional<HugePages> pages = there.hugePages(pageSize);
        String size = pageSize.isZero() ? "" : " of " + pageSize;
        if (pages.isEmpty()) {
            blocker(
                    Check.MEMORY,
                    "it needs %s in huge pages%s, and %s has none: set some aside there (vm.nr_hugepages)"
                            .formatted(needed, size, destination.uri()));
        } else if (needed.compareTo(pages.get().free()) > 0) {
            blocker(
                    Check.MEMORY,
                    "it needs %s in huge pages%s, and %s has %s free of its %s"
                            .formatted(
                                    needed,
                                    size,
                                    destination.uri(),
                                    pages.get().free(),
                                    pages.get().total()));
        }
    }

    private void blocker(Check check, String message) {
        findings.add(new Finding(Severity.BLOCKER, check, message));
    }

    private HypervisorException exception(Finding refusal) {
        String message = String.valueOf(refused(List.of(refusal)).getMessage());
        return switch (refusal.check()) {
            case VM_STATE -> new VmStateException(message);
            case IDENTITY, NAME -> new DuplicateVmException(message);
            case DEFINITION -> new InvalidDefinitionException(message);
            case MEMORY, OVERCOMMIT -> new InsufficientCapacityException(message);
            default -> refused(List.of(refusal));
        };
    }

    private MigrationRefusedException refused(List<Finding> refusals) {
        return new MigrationRefusedException(vm.name(), destination.uri().toString(), refusals);
    }
}
