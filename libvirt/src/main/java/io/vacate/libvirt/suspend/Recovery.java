package io.vacate.libvirt.suspend;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.storage.FileDirectory;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a VM back at exactly one place, from whatever a suspend-copy-resume has left. It can be repeated: whatever dies
 * while it is at work, the next one goes on from there.
 *
 * <p>The order in which things are deleted matters: the record goes last but for the mark of the point of no return, so
 * that what is left over is always found, and never read as if the destination had not run the VM.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** A save or restore that is under way without us ends soon, or not. */
    private static final int ATTEMPTS = 50;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final SuspendRecord record;
    private final Site source;
    private final Site destination;
    private final VmId vm;

    Recovery(SuspendRecord record, Site source, Site destination) {
        this.record = record;
        this.source = source;
        this.destination = destination;
        vm = record.vm();
    }

    private FileDirectory records(Site site) {
        return site.directory(Buffer.DISK);
    }

    private FileDirectory buffers(Site site) {
        return site.directory(record.buffer());
    }

    /**
     * Ends what was interrupted.
     *
     * @param destinationAsked whether the destination was ever asked to restore the VM; if not, it need not answer
     * @return the site that has the VM now
     * @throws HypervisorException if it cannot be ended; then nothing is lost, and this may be repeated
     */
    Site conclude(boolean destinationAsked) {
        if (!destinationAsked) {
            return concludeAtSource(false);
        }
        boolean sourceMayGoOn = !isCommitted() && sourceHasIt();
        if (sourceMayGoOn) {
            // A restore that was asked for and has not begun finds nothing any more.
            buffers(destination).delete(record.atDestination().copy());
        }
        Optional<VmStatus> there = settledAtDestination();
        if (there.filter(Recovery::isActive).isPresent()) {
            if (!sourceMayGoOn || !destination.isMerelyRestored(there.get())) {
                return finishThere();
            }
            removeThere();
        }
        return concludeAtSource(true);
    }

    /** Ends what was merely restored. Its restore may still be under way, and fails then: it may vanish at any time. */
    private void removeThere() {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                destination.destroy(vm);
            } catch (UnknownVmException | VmStateException vanished) {
                LOG.debug("VM {} has vanished from {} by itself", vm, destination.uri(), vanished);
            }
            Optional<VmStatus> there = settledAtDestination();
            if (there.filter(Recovery::isActive).isEmpty()) {
                return;
            }
            destination.pause(PAUSE);
        }
        throw new VmStateException("VM %s is still being restored on %s and cannot be ended; try again later"
                .formatted(vm, destination.uri()));
    }

    /** The client may be dead while the destination goes on restoring: it is active in the end, or not there. */
    private Optional<VmStatus> settledAtDestination() {
        Optional<VmStatus> there = destination.status(vm);
        for (int i = 0; i < ATTEMPTS && there.isPresent() && isBeingMade(there.get()); i++) {
            destination.pause(PAUSE);
            there = destination.status(vm);
        }
        return there;
    }

    /** A VM that is off and not defined is one whose process is about to start. */
    private boolean isBeingMade(VmStatus there) {
        try {
            return !isActive(there) && !destination.definition(vm).persistent();
        } catch (UnknownVmException gone) {
            return true; // ask again
        }
    }

    /** Tells whether the source can go on with the VM. If not, even one that was merely restored elsewhere must stay. */
    private boolean sourceHasIt() {
        return source.status(vm).filter(Recovery::isActive).isPresent()
                || source.savedDefinition(statePath()).isPresent();
    }

    private boolean isCommitted() {
        return records(source).has(record.atSource().commit());
    }

    private String statePath() {
        return buffers(source).path(record.atSource().state());
    }

    private Site concludeAtSource(boolean destinationAnswers) {
        Optional<VmStatus> here = settledAtSource();
        if (here.filter(Recovery::isActive).isPresent()) {
            return keepHere(here.get(), destinationAnswers);
        }
        if (destinationAnswers && isCommitted()) {
            return endedThere();
        }
        if (source.savedDefinition(statePath()).isPresent()) {
            source.restore(statePath(), Optional.empty(), false);
            return keepHere(new VmStatus(VmState.RUNNING, StateReason.RESTORED), destinationAnswers);
        }
        if (destinationAnswers && copyIsWhole()) {
            destination.restore(copyPath(), record.destinationXml(), true);
            return finishThere();
        }
        throw lost(destinationAnswers);
    }

    private String copyPath() {
        return buffers(destination).path(record.atDestination().copy());
    }

    private boolean copyIsWhole() {
        return destination.savedDefinition(copyPath()).isPresent();
    }

    /** The client may be dead while its host goes on saving: that is given up, for the VM to run on. */
    private Optional<VmStatus> settledAtSource() {
        Optional<VmStatus> here = source.status(vm);
        for (int i = 0; i < ATTEMPTS && here.filter(this::isBeingSaved).isPresent(); i++) {
            source.requestAbort(vm);
            source.pause(PAUSE);
            here = source.status(vm);
        }
        if (here.filter(this::isBeingSaved).isPresent()) {
            throw new VmStateException("VM %s is still being saved on %s, which cannot be aborted; try again later"
                    .formatted(vm, source.uri()));
        }
        return here;
    }

    private Site keepHere(VmStatus here, boolean destinationAnswers) {
        if (source.isMerelyRestored(here)) {
            source.resume(vm);
        }
        if (record.definition().persistent() && !source.definition(vm).persistent()) {
            source.define(record.definition());
        }
        releaseThere(destinationAnswers);
        buffers(source).delete(record.atSource().state());
        records(source).delete(record.atSource().record());
        records(source).delete(record.atSource().commit());
        return source;
    }

    /** What stays at a destination that does not answer is of no use to anyone, and is deleted when it is next used. */
    private void releaseThere(boolean mustAnswer) {
        try {
            buffers(destination).delete(record.atDestination().copy());
            records(destination).delete(record.atDestination().record());
        } catch (HypervisorException silent) {
            if (mustAnswer) {
                throw silent;
            }
            LOG.info("An unfinished copy of VM {} may be left on {}: {}", vm, destination.uri(), silent.getMessage());
        }
    }

    /**
     * Ends the move of a VM that the destination has: it runs on there, defined as requested, and nothing of it is left at
     * the source.
     *
     * @return the destination
     * @throws VmStateException if the VM is active at the source as well; nothing was changed
     */
    Site finishThere() {
        Optional<VmStatus> here = source.status(vm);
        if (here.filter(Recovery::isActive).isPresent()) {
            throw new VmStateException("VM %s is active on both %s (%s) and %s; nothing was changed. End one of them"
                    .formatted(vm, source.uri(), here.get(), destination.uri()));
        }
        if (here.isPresent()) {
            source.undefine(vm);
        }
        if (destination.status(vm).filter(destination::isMerelyRestored).isPresent()) {
            destination.resume(vm);
        }
        if (!record.knowsDefinition()) {
            LOG.debug("VM {} stays defined as it is on {}", vm, destination.uri());
        } else if (record.persistentThere()) {
            destination.define(record.thereDefined());
        } else if (destination.definition(vm).persistent()) {
            destination.undefine(vm); // left by an earlier stay
        }
        release();
        return destination;
    }

    /** Deletes all files. The source's state is the first to go, as it must never be used again. */
    private void release() {
        buffers(source).delete(record.atSource().state());
        buffers(destination).delete(record.atDestination().copy());
        records(destination).delete(record.atDestination().record());
        records(source).delete(record.atSource().record());
        records(source).delete(record.atSource().commit());
    }

    /** The destination was to run the VM, and it is not active there any more. */
    private Site endedThere() {
        boolean stateIsLeft = buffers(source).has(record.atSource().state());
        if (!stateIsLeft && destination.status(vm).isPresent()) {
            release();
            return destination;
        }
        if (!stateIsLeft) {
            release();
            throw new MigrationFailedException(
                    "VM %s moved to %s and has ended there since; what was left of the migration is deleted"
                            .formatted(vm, destination.uri()));
        }
        throw new VmStateException(
                "VM %s was resumed on %s and is not active there any more; nothing was changed. Its state from before is in '%s' on %s: restoring it would undo whatever the VM has done since, and can harm its disks"
                        .formatted(vm, destination.uri(), statePath(), source.uri()));
    }

    private MigrationFailedException lost(boolean destinationAnswers) {
        Optional<VmStatus> here = source.status(vm);
        if (here.isEmpty() && record.definition().persistent()) {
            source.define(record.definition());
        }
        releaseThere(destinationAnswers);
        buffers(source).delete(record.atSource().state());
        records(source).delete(record.atSource().record());
        return new MigrationFailedException(
                "VM %s ended while it was suspended on %s, and no buffer has its whole state; %s"
                        .formatted(
                                vm,
                                source.uri(),
                                here.isPresent() || record.definition().persistent()
                                        ? "it is off there, and can be started"
                                        : "it was transient, and nothing is left of it"));
    }

    static boolean isActive(VmStatus status) {
        return status.state().mayRun();
    }

    private boolean isBeingSaved(VmStatus here) {
        return source.isBeingSaved(vm, here);
    }
}
