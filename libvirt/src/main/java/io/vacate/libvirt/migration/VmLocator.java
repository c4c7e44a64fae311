package io.vacate.libvirt.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.vm.VmLookups;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks both hosts where a VM is after its migration ended: neither an error nor its absence proves it. Where the call was
 * cut off while the migration itself goes on, it waits for the end of that. What a failed migration left at the
 * destination is removed, if it is certain that it cannot be the VM.
 */
final class VmLocator {
    private static final Logger LOG = LoggerFactory.getLogger(VmLocator.class);

    /** Both hosts may still be cleaning up when the call returns. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(5);

    /** How long a daemon that was killed may take to be back. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final Known known;

    VmLocator(LibvirtHost source, LibvirtHost destination, VmId vm, Known known) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.known = known;
    }

    /**
     * What the job itself knows of its VM.
     *
     * @param succeeded whether libvirt reported success
     * @param cutOff whether the source was out of sight at any time, so that its libvirt may be another process by now
     * @param statistics tells whether the source has the migration under way
     * @param ended why the VM ended at the source, if the source told so
     * @param done whether nobody wants to know any more
     */
    record Known(
            boolean succeeded,
            boolean cutOff,
            JobStatistics statistics,
            Supplier<Optional<StateReason>> ended,
            BooleanSupplier done) {}

    /** Asks until the answers are settled or it makes no sense to wait any longer. */
    VmAnswers locate() {
        TimeSource clock = source.options().timeSource();
        Instant since = clock.instant();
        VmAnswers answers = ask();
        while (!answers.conclude().settled() && !known.done.getAsBoolean()) {
            Instant now = clock.instant();
            if (answers.atSource() instanceof HostAnswer.Sending) {
                since = now;
            } else if (!now.isBefore(since.plus(answers.isAnySilent() ? SILENCE : CLEAN_UP))) {
                break;
            }
            Pause.of(PAUSE, clock);
            answers = ask();
        }
        return answers.leavesShell() && removeShell() ? ask() : answers;
    }

    private VmAnswers ask() {
        VmAnswers answers = VmAnswers.ofPair(source.uri(), atSource(), destination.uri(), atDestination());
        LOG.debug("VM {}: {}", vm, answers);
        return answers;
    }

    private HostAnswer atSource() {
        HostAnswer answer = answer(source);
        if (answer instanceof HostAnswer.HasNot) {
            return known.ended
                    .get()
                    .<HostAnswer>map(reason -> new HostAnswer.Has(new VmStatus(VmState.SHUT_OFF, reason)))
                    .orElse(answer);
        }
        if (!(answer instanceof HostAnswer.Has has)) {
            return answer;
        }
        if (has.mayRun()) {
            return !has.isHalf() && isUnderWay() ? new HostAnswer.Sending(has.status()) : has;
        }
        return known.cutOff && !has.endedOnPurpose() && !has.hasLeft()
                ? HostAnswer.Silent.ofUnseenEnd(has.status())
                : has;
    }

    private HostAnswer atDestination() {
        HostAnswer answer = answer(destination);
        // Without success a definition that is off there is one of old times.
        return answer instanceof HostAnswer.Has has && !has.mayRun() && !known.succeeded
                ? new HostAnswer.HasNot()
                : answer;
    }

    private boolean isUnderWay() {
        try {
            return known.statistics.isUnderWay();
        } catch (HypervisorException unknown) {
            LOG.debug("Whether VM {} migrates is unknown: {}", vm, unknown.getMessage());
            return false;
        }
    }

    private HostAnswer answer(LibvirtHost host) {
        try {
            return new HostAnswer.Has(VmLookups.status(host.connection(), vm));
        } catch (UnknownVmException gone) {
            return new HostAnswer.HasNot();
        } catch (HypervisorException silent) {
            return new HostAnswer.Silent(String.valueOf(silent.getMessage()));
        }
    }

    /**
     * Removes what waits at the destination for the rest of a VM that runs on at its source. libvirt does so by itself, but
     * where the hosts lost each other only after half a minute or later.
     */
    private boolean removeShell() {
        String doing = "remove what the failed migration of VM " + vm + " left";
        Connection connection = destination.connection();
        try {
            return connection.withDomain(vm, doing, (library, domain) -> {
                if (!new HostAnswer.Has(VmLookups.status(connection, domain, vm)).isShell()) {
                    return true;
                }
                connection.check(library.virDomainDestroy(domain), doing, vm);
                LOG.info("Removed what the failed migration of VM {} left at {}", vm, destination.uri());
                return true;
            });
        } catch (UnknownVmException gone) {
            return true;
        } catch (HypervisorException stays) {
            LOG.warn("{} keeps a paused shell of VM {}: {}", destination.uri(), vm, stays.getMessage());
            return false;
        }
    }
}
