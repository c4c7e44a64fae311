package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmState;
import io.vacate.orchestrator.location.EndWatch;
import io.vacate.orchestrator.location.Whereabouts;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of hosts around an attempt. All methods may block, so they run on workers. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private Attempts() {}

    /** Returns where a move's VM is: its source is asked, its destination, and wherever a retry may have sent it. */
    static VmLocation locate(VmMove move, List<Host> destinations, EndWatch ends) {
        Set<Host> hosts = new LinkedHashSet<>();
        hosts.add(move.source());
        hosts.add(move.destination());
        hosts.addAll(destinations);
        return Whereabouts.ask(hosts, Set.of(move.id()), ends)
                .answers(move.id(), move.source().uri())
                .conclude()
                .location();
    }

    /** Returns how a move's VM is to be migrated: watched, unless its request already says what to do about a stall. */
    static MigrationRequest request(VmMove move, Duration patience) {
        if (move.request().stallPolicy().isPresent()) {
            return move.request();
        }
        boolean canStop = move.source().capabilities().contains(Capability.CANCEL);
        StallPolicy policy = new StallPolicy(patience, canStop ? StallPolicy.Action.CANCEL : StallPolicy.Action.REPORT);
        return move.request().toBuilder().stallPolicy(policy).build();
    }

    /** Tells whether the VM was found running where it came from: only then is it safe to try again. */
    static boolean runsAtSource(VmMove move, VmLocation location) {
        return location instanceof VmLocation.OnHost at
                && at.host().equals(move.source().uri())
                && at.status().state() == VmState.RUNNING;
    }

    /**
     * Returns where to try next: the same host, unless the failure was of its making and another one has room.
     */
    static Host nextDestination(VmMove move, Host failed, Throwable cause, List<Host> destinations) {
        boolean isItsFault = cause instanceof InsufficientCapacityException
                || cause instanceof DuplicateVmException
                || cause instanceof AccessDeniedException
                || cause instanceof HostUnreachableException;
        if (!isItsFault) {
            return failed;
        }
        return destinations.stream()
                .filter(host -> !host.info().id().equals(failed.info().id()))
                .filter(host -> host.uri().driver().equals(move.source().uri().driver()))
                .max(Comparator.comparing(Attempts::freeMemory))
                .orElse(failed);
    }

    private static DataSize freeMemory(Host host) {
        try {
            return host.memory().free();
        } catch (HypervisorException unanswered) {
            LOG.debug("{} does not tell its free memory", host, unanswered);
            return DataSize.ZERO;
        }
    }

    static void requestCancel(MigrationJob job) {
        try {
            job.requestCancel();
        } catch (HypervisorException refused) {
            LOG.warn("The migration of VM {} could not be asked to stop and goes on", job.vm(), refused);
        }
    }
}
