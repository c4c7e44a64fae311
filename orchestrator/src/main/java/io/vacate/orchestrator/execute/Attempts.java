package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmState;
import io.vacate.orchestrator.location.EndWatch;
import io.vacate.orchestrator.location.Whereabouts;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of hosts around an attempt. All methods may block, so they run on workers. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private Attempts() {}

    /** Returns where a move's VM is: all hosts are asked on which it can be. */
    static VmLocation locate(VmMove move, Set<Host> hosts, EndWatch ends) {
        return Whereabouts.ask(hosts, Set.of(move.vmId()), ends)
                .answers(move.vmId(), move.source().uri())
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

    /** Tells whether a migration is known to be over. */
    static boolean isOver(MigrationJob job) {
        try {
            return job.state().isFinal();
        } catch (RuntimeException | Error unreadable) {
            LOG.debug("The state of {} cannot be read", job, unreadable);
            return false;
        }
    }

    /** Lets a migration that is held go on. Never throws. Returns whether it does, or has ended. */
    static boolean requestProceed(MigrationJob job) {
        try {
            job.requestProceed();
            return true;
        } catch (RuntimeException | Error refused) {
            LOG.warn("{} could not be told to proceed", job, refused);
            return false;
        }
    }

    /** Asks a migration to stop. Never throws. Returns whether it was asked, or has ended. */
    static boolean requestCancel(MigrationJob job) {
        try {
            job.requestCancel();
            return true;
        } catch (UnsupportedCapabilityException | VmStateException noWayBack) {
            LOG.info("{} goes on: {}", job, noWayBack.getMessage());
        } catch (RuntimeException | Error refused) {
            LOG.warn("{} could not be asked to stop and goes on", job, refused);
        }
        return false;
    }
}
