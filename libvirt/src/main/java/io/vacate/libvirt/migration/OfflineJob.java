package io.vacate.libvirt.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.HostAnswer.Has;
import io.vacate.api.location.HostAnswer.HasNot;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.vm.VmLookups;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definition of a VM that is off moves. It is over within a moment, and can be neither limited nor cancelled. What both hosts
 * say afterwards decides how it ended: the VM must not be defined on both, where it might be started twice.
 */
final class OfflineJob implements MigrationJob {
    private static final Logger LOG = LoggerFactory.getLogger(OfflineJob.class);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final MigrationCommand command;
    private final int undefineFlags;
    private final Instant requested;
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();
    private volatile MigrationState state = MigrationState.PREPARING;
    private volatile Duration elapsed = Duration.ZERO;

    private OfflineJob(
            LibvirtHost source, LibvirtHost destination, VmId vm, MigrationCommand command, int undefineFlags) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.command = command;
        this.undefineFlags = undefineFlags;
        requested = source.options().timeSource().instant();
    }

    static OfflineJob start(
            LibvirtHost source, LibvirtHost destination, VmId vm, MigrationCommand command, int undefineFlags) {
        OfflineJob job = new OfflineJob(source, destination, vm, command, undefineFlags);
        NativeLibvirt.threads().execute(job::run);
        return job;
    }

    private void run() {
        try {
            HostAnswer before = answer(destination);
            HypervisorException failure = attempt();
            if (before instanceof HasNot) {
                removeSecond();
            }
            MigrationOutcome outcome = outcome(failure);
            state = outcome instanceof MigrationOutcome.Completed ? MigrationState.COMPLETED : MigrationState.FAILED;
            completion.complete(outcome);
        } catch (RuntimeException | Error bug) {
            completion.completeExceptionally(bug);
            throw bug;
        }
    }

    private @Nullable HypervisorException attempt() {
        try {
            new MigrationCall(source, destination, vm).run(command);
            return null;
        } catch (HypervisorException failed) {
            LOG.debug("The definition of VM {} was not moved", vm, failed);
            return failed;
        }
    }

    /** Undoes half a move: the source still has the definition that its destination has got. */
    private void removeSecond() {
        if (!(answer(source) instanceof Has) || !(answer(destination) instanceof Has there) || there.mayRun()) {
            return;
        }
        String doing = "remove the second definition of VM " + vm;
        Connection connection = destination.connection();
        try {
            connection.withDomain(
                    vm,
                    doing,
                    (library, domain) ->
                            connection.check(library.virDomainUndefineFlags(domain, undefineFlags), doing, vm));
        } catch (HypervisorException stays) {
            LOG.warn("{} keeps a second definition of VM {}: {}", destination.uri(), vm, stays.getMessage());
        }
    }

    private MigrationOutcome outcome(@Nullable HypervisorException failure) {
        HostAnswer here = answer(source);
        HostAnswer there = answer(destination);
        elapsed = Duration.between(requested, source.options().timeSource().instant());
        MigrationStatistics cost = MigrationStatistics.builder(elapsed).build();
        if (here instanceof HasNot && there instanceof Has) {
            return new MigrationOutcome.Completed(vm, destination.uri(), cost);
        }
        String answers = "%s %s; %s %s".formatted(source.uri(), here, destination.uri(), there);
        HypervisorException cause = failure != null
                ? failure
                : new MigrationFailedException("The definition of VM %s has not moved: %s".formatted(vm, answers));
        VmLocation location = here instanceof Has has && there instanceof HasNot
                ? new VmLocation.OnHost(source.uri(), has.status())
                : new VmLocation.Unknown(answers);
        return new MigrationOutcome.Failed(vm, cause, location, cost);
    }

    private HostAnswer answer(LibvirtHost host) {
        try {
            return new Has(VmLookups.status(host.connection(), vm));
        } catch (UnknownVmException gone) {
            return new HasNot();
        } catch (HypervisorException silent) {
            return new HostAnswer.Silent(String.valueOf(silent.getMessage()));
        }
    }

    @Override
    public VmId vm() {
        return vm;
    }

    @Override
    public HostUri source() {
        return source.uri();
    }

    @Override
    public HostUri destination() {
        return destination.uri();
    }

    @Override
    public MigrationProgress progress() {
        return MigrationProgress.builder(state, elapsed).build();
    }

    @Override
    public boolean requestBandwidth(DataRate limit) {
        throw new UnsupportedCapabilityException(Capability.ADJUST_BANDWIDTH, source.uri());
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        throw new UnsupportedCapabilityException(Capability.ADJUST_DOWNTIME, source.uri());
    }

    @Override
    public boolean requestPostCopy() {
        throw new UnsupportedCapabilityException(Capability.POST_COPY, source.uri());
    }

    /** Comes too late, whenever it comes. */
    @Override
    public boolean requestCancel() {
        return false;
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }
}
