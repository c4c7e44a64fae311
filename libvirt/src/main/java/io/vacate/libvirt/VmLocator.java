package io.vacate.libvirt;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks both hosts where a VM is after its migration ended: neither an error nor its absence proves it. A host whose
 * connection broke is asked through a new one.
 */
final class VmLocator {
    private static final Logger LOG = LoggerFactory.getLogger(VmLocator.class);

    /** Both hosts may still be cleaning up when the call returns. */
    private static final int ATTEMPTS = 25;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;

    VmLocator(LibvirtHost source, LibvirtHost destination, VmId vm) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
    }

    /** What one host says. */
    sealed interface Answer {
        /** The host has it, active or not. */
        record Has(VmStatus status) implements Answer {}

        /** The host knows no such VM. */
        record HasNot() implements Answer {}

        /** The host does not tell. */
        record Silent(String why) implements Answer {}
    }

    /**
     * What both hosts say.
     *
     * @param location the conclusion
     * @param settled whether it will not change any more
     */
    record Finding(VmLocation location, boolean settled) {}

    /** Asks until the answers are settled or it makes no sense to wait any longer. */
    VmLocation locate() {
        Finding finding = ask();
        for (int i = 1; i < ATTEMPTS && !finding.settled(); i++) {
            pause();
            finding = ask();
        }
        return finding.location();
    }

    private Finding ask() {
        Answer atSource = answer(source);
        Answer atDestination = answer(destination);
        LOG.debug("VM {}: {} says {}, {} says {}", vm, source.uri(), atSource, destination.uri(), atDestination);
        return conclude(atSource, atDestination);
    }

    private Answer answer(LibvirtHost host) {
        try {
            if (host.connection().isAlive()) {
                return answer(host.connection());
            }
            try (Connection anew = host.connectAnew()) {
                return answer(anew);
            }
        } catch (HypervisorException silent) {
            return new Answer.Silent(String.valueOf(silent.getMessage()));
        }
    }

    private Answer answer(Connection connection) {
        try {
            return new Answer.Has(LibvirtSession.status(connection, vm));
        } catch (UnknownVmException gone) {
            return new Answer.HasNot();
        }
    }

    private Finding conclude(Answer atSource, Answer atDestination) {
        boolean activeAtSource = isActive(atSource);
        if (runsHere(atDestination)) {
            Answer.Has there = (Answer.Has) atDestination;
            if (!activeAtSource) {
                return new Finding(new VmLocation.OnHost(destination.uri(), there.status()), true);
            }
            if (runsHere(atSource)) {
                return new Finding(both(atSource, atDestination), false);
            }
            // Not yet removed from its source, which keeps it stopped.
            return new Finding(new VmLocation.OnHost(destination.uri(), there.status()), false);
        }
        if (runsHere(atSource)) {
            Answer.Has here = (Answer.Has) atSource;
            boolean shellThere = isActive(atDestination);
            return new Finding(new VmLocation.OnHost(source.uri(), here.status()), !shellThere);
        }
        if (atSource instanceof Answer.Silent || atDestination instanceof Answer.Silent || activeAtSource) {
            return new Finding(unknown(atSource, atDestination), atSource instanceof Answer.Silent);
        }
        return notActive(atSource, atDestination);
    }

    /** Both answered, and it is active on neither. */
    private Finding notActive(Answer atSource, Answer atDestination) {
        if (atSource instanceof Answer.Has here && endedByItself(here.status())) {
            return new Finding(new VmLocation.OnHost(source.uri(), here.status()), true);
        }
        return new Finding(new VmLocation.Lost(described(atSource, atDestination)), false);
    }

    private static boolean endedByItself(VmStatus status) {
        return switch (status.reason()) {
            case GUEST_SHUTDOWN, DESTROYED, SAVED -> true;
            default -> false;
        };
    }

    private static boolean isActive(Answer answer) {
        return answer instanceof Answer.Has has && has.status().state().isActive();
    }

    /** Tells whether the VM is that host's own: active, and not merely stopped there for its hand-over. */
    private static boolean runsHere(Answer answer) {
        if (!(answer instanceof Answer.Has has) || !has.status().state().isActive()) {
            return false;
        }
        boolean inTransit = has.status().state() == VmState.PAUSED
                && (has.status().reason() == StateReason.MIGRATION
                        || has.status().reason() == StateReason.STARTING);
        return !inTransit;
    }

    private VmLocation both(Answer atSource, Answer atDestination) {
        return new VmLocation.Unknown("both hosts say that they run it: " + described(atSource, atDestination));
    }

    private VmLocation unknown(Answer atSource, Answer atDestination) {
        return new VmLocation.Unknown(described(atSource, atDestination));
    }

    private String described(Answer atSource, Answer atDestination) {
        return "%s %s; %s %s".formatted(source.uri(), words(atSource), destination.uri(), words(atDestination));
    }

    private static String words(Answer answer) {
        if (answer instanceof Answer.Has has) {
            return "has it, " + has.status();
        }
        return answer instanceof Answer.Silent silent ? "does not tell: " + silent.why() : "does not have it";
    }

    private void pause() {
        CountDownLatch over = new CountDownLatch(1);
        source.options().timeSource().schedule(PAUSE, over::countDown);
        try {
            over.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
