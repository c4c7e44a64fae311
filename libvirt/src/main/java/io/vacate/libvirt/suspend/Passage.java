package io.vacate.libvirt.suspend;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Phase;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.storage.FileDirectory;
import io.vacate.libvirt.storage.StoredFile;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One suspend-copy-resume, step by step; {@link Recovery} ends what a failure interrupts. The definition is taken from the
 * source as soon as the VM is off: were it started there anew, its saved state would be worthless, and restoring it later
 * would harm its disks. Until then the source is as it was; from then on the record has the definition.
 *
 * <p>For one thread, but that any may ask to stop.
 */
final class Passage {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

    private final Site source;
    private final Site destination;
    private final VmId vm;
    private final MigrationRequest request;
    private final Buffer kind;
    private final boolean readBack;
    private final PhaseLog phases;
    private final CopyControl control;
    private final Consumer<SuspendStep> listener;
    private final Executor threads;
    private volatile @Nullable SuspendRecord record;
    private volatile boolean saved;
    private volatile boolean past;
    private boolean destinationAsked;

    Passage(
            Site source,
            Site destination,
            VmId vm,
            MigrationRequest request,
            Terms terms,
            PhaseLog phases,
            CopyControl control,
            Executor threads) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.request = request;
        kind = terms.buffer();
        readBack = terms.readBack();
        listener = terms.listener();
        this.phases = phases;
        this.control = control;
        this.threads = threads;
    }

    /**
     * How it is to be done.
     *
     * @param buffer where the state waits
     * @param readBack whether the copy is read back
     * @param listener is called before each step
     */
    record Terms(Buffer buffer, boolean readBack, Consumer<SuspendStep> listener) {}

    /**
     * Moves the VM.
     *
     * @throws HypervisorException if that failed, and {@link #settle} must be called
     * @throws StoppedException if it was stopped, likewise
     */
    void run() {
        SuspendRecord written = writeRecord();
        phases.enter(Phase.SUSPEND);
        suspend(written);
        if (request.holdsSuspended()) {
            phases.held();
            control.hold();
        }
        phases.enter(Phase.TRANSFER);
        transfer(written);
        phases.enter(Phase.RESUME);
        resume(written);
        phases.enter(Phase.FINISH);
        begin(SuspendStep.RELEASE);
        new Recovery(written, source, destination).finishThere();
    }

    private void begin(SuspendStep step) {
        if (step.compareTo(SuspendStep.COMMIT) < 0) {
            control.requireGoingOn();
        }
        LOG.debug("VM {}: {}", vm, step);
        listener.accept(step);
    }

    private FileDirectory records(Site site) {
        return site.directory(Buffer.DISK);
    }

    private SuspendRecord writeRecord() {
        Definition definition = source.definition(vm);
        if (definition.snapshots() > 0) {
            throw new VmStateException("VM '%s' on %s has %d snapshots, which cannot move with it; nothing was changed"
                    .formatted(definition.name(), source.uri(), definition.snapshots()));
        }
        if (definition.checkpoints() > 0 && !request.forced().contains(Check.SNAPSHOT)) {
            throw new VmStateException(
                    "VM '%s' on %s has %d checkpoints, which cannot move with it: incremental backups would break; nothing was changed"
                            .formatted(definition.name(), source.uri(), definition.checkpoints()));
        }
        SuspendRecord written = new SuspendRecord(
                vm,
                source.id(),
                source.uri().toString(),
                destination.id(),
                destination.uri().toString(),
                kind,
                request.persistence(),
                definition,
                request.destinationDefinition(),
                ProgramId.current());
        clear(written);
        begin(SuspendStep.RECORD);
        record = written;
        records(source).write(written.atSource().record(), written.toJson());
        return written;
    }

    /** The VM runs here: what an earlier attempt has left of it elsewhere is old. A record here may be another's at work. */
    private void clear(SuspendRecord written) {
        if (records(source).has(written.atSource().record())) {
            throw new VmStateException(
                    "A suspend-copy-resume of VM '%s' on %s is under way or was interrupted; nothing was changed. If it was interrupted, end it by resumeSuspended"
                            .formatted(written.definition().name(), source.uri()));
        }
        records(source).delete(written.atSource().commit());
        source.directory(kind).delete(written.atSource().state());
        for (Buffer buffer : Buffer.values()) {
            destination.directory(buffer).delete(written.atDestination().copy());
        }
        records(destination).delete(written.atDestination().record());
    }

    private void suspend(SuspendRecord written) {
        begin(SuspendStep.SAVE);
        source.directory(kind).make();
        source.save(vm, source.directory(kind).path(written.atSource().state()));
        saved = true;
        begin(SuspendStep.UNDEFINE);
        if (written.definition().persistent()) {
            source.undefine(vm);
        }
        requireNotAtSource();
    }

    private void requireNotAtSource() {
        source.status(vm).filter(Recovery::isActive).ifPresent(status -> {
            throw new VmStateException("VM %s was started anew on %s while it was being migrated: it is %s"
                    .formatted(vm, source.uri(), status));
        });
    }

    private void transfer(SuspendRecord written) {
        String name = written.atSource().state();
        DataSize size = source.directory(kind)
                .file(name)
                .map(StoredFile::size)
                .orElseThrow(() -> new MigrationFailedException("The state of VM %s is not in '%s' on %s"
                        .formatted(vm, source.directory(kind).path(name), source.uri())));
        phases.size(size);
        FileDirectory there = destination.directory(kind);
        DataSize room = there.room().free();
        if (room.compareTo(size) < 0) {
            throw new InsufficientCapacityException("The state of VM %s needs %s in '%s' on %s, which has %s left"
                    .formatted(vm, size, there.path(), destination.uri(), room));
        }
        begin(SuspendStep.COPY);
        records(destination).write(written.atDestination().record(), written.toJson());
        there.create(written.atDestination().copy(), size);
        StateCopy copy = new StateCopy(
                source.directory(kind), name, there, written.atDestination().copy(), size.bytes(), readBack, control);
        copy.copyBody(threads);
        begin(SuspendStep.SEAL);
        String checksum = copy.seal();
        LOG.debug("VM {}: {} copied, SHA-256 {}", vm, size, checksum);
    }

    private void resume(SuspendRecord written) {
        begin(SuspendStep.RESTORE);
        destinationAsked = true;
        destination.restore(
                destination.directory(kind).path(written.atDestination().copy()), written.destinationXml(), true);
        begin(SuspendStep.COMMIT);
        requireNotAtSource();
        requireRestored();
        commit();
        records(source).create(written.atSource().commit(), DataSize.ZERO);
        begin(SuspendStep.RESUME);
        destination.resume(vm);
        phases.running();
    }

    /** Its process may have died since. Once committed, nobody could tell that it never ran. */
    private void requireRestored() {
        if (destination.status(vm).filter(Recovery::isActive).isEmpty()) {
            throw new MigrationFailedException(
                    "VM %s was restored on %s, and ended there before it could run".formatted(vm, destination.uri()));
        }
    }

    private void commit() {
        synchronized (control) {
            control.requireGoingOn();
            past = true;
        }
    }

    /** Asks to stop; comes too late once the destination may run the VM. */
    void requestStop() {
        synchronized (control) {
            if (past) {
                return;
            }
            control.stop();
        }
        if (record != null && !saved) {
            source.requestAbort(vm);
        }
    }

    /**
     * Brings the VM back after {@link #run} has failed.
     *
     * @return the site that has it now
     * @throws HypervisorException if that failed too; then it is as {@link #stateFile} says, or a host does not answer
     */
    Site settle() {
        SuspendRecord written = record;
        if (written == null) {
            return source;
        }
        phases.enter(Phase.FINISH);
        return new Recovery(written, source, destination).conclude(destinationAsked);
    }

    /** Returns the VM's name, or its identity if that was not found out. */
    String name() {
        SuspendRecord written = record;
        return written == null ? vm.toString() : written.definition().name();
    }

    /** Returns the path of the state at the source, if the VM is in it. */
    Optional<String> stateFile() {
        SuspendRecord written = record;
        return written == null || !saved || past
                ? Optional.empty()
                : Optional.of(source.directory(kind).path(written.atSource().state()));
    }
}
