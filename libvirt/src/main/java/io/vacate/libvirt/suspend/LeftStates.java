package io.vacate.libvirt.suspend;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Persistence;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.SuspendedVm.Activity;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.storage.FileDirectory;
import io.vacate.libvirt.storage.StoredFile;
import io.vacate.libvirt.xml.DomainXml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What migrations have in the buffers of one host.
 *
 * @param site the host
 */
record LeftStates(Site site) {
    /**
     * A file in a buffer directory.
     *
     * @param definition that of the whole state in it
     * @param record what it says, if it is a record
     */
    private record Found(String path, StoredFile file, Optional<String> definition, Optional<SuspendRecord> record) {}

    /**
     * Returns an entry for each state, whole or not, and for each VM that has nothing there but a record. Asks a few questions of
     * each directory, and a few more for each VM.
     *
     * @param moving tells which VMs this program is at work on
     */
    List<SuspendedVm> list(Predicate<VmId> moving) {
        Map<VmId, List<Found>> byVm = new LinkedHashMap<>();
        for (Buffer kind : Buffer.values()) {
            FileDirectory directory = site.directory(kind);
            List<Found> files =
                    directory.look(() -> directory.files(name -> vmOf(name).isPresent()).stream()
                            .map(file -> found(directory, file))
                            .toList());
            files.forEach(
                    found -> byVm.computeIfAbsent(vmOf(found.file().name()).orElseThrow(), first -> new ArrayList<>())
                            .add(found));
        }
        List<SuspendedVm> states = new ArrayList<>();
        byVm.forEach((vm, files) -> states.addAll(list(vm, files, moving.test(vm))));
        return states;
    }

    private Found found(FileDirectory directory, StoredFile file) {
        BufferNames names = new BufferNames(vmOf(file.name()).orElseThrow(), site.id());
        String path = directory.path(file.name());
        return new Found(
                path,
                file,
                names.isState(file.name()) ? site.savedDefinition(path) : Optional.empty(),
                file.name().equals(names.record()) ? read(directory, file) : Optional.empty());
    }

    /** What is not whole, or has gone since it was listed, is no record. */
    private static Optional<SuspendRecord> read(FileDirectory directory, StoredFile file) {
        try {
            return SuspendRecord.parse(directory.read(file));
        } catch (OperationFailedException gone) {
            return Optional.empty();
        }
    }

    private Optional<VmId> vmOf(String file) {
        return BufferNames.vmOf(file, site.id());
    }

    private boolean isOf(VmId vm, String file) {
        return vmOf(file).filter(vm::equals).isPresent();
    }

    private List<SuspendedVm> list(VmId vm, List<Found> files, boolean moving) {
        BufferNames names = new BufferNames(vm, site.id());
        Optional<SuspendRecord> record =
                files.stream().flatMap(found -> found.record().stream()).findFirst();
        List<Found> states = files.stream()
                .filter(found -> names.isState(found.file().name()))
                .toList();
        Stream<Found> shown = states.isEmpty()
                ? files.stream().filter(found -> found.file().name().equals(names.record()))
                : states.stream();
        return shown.map(found -> state(vm, found, record, moving)).toList();
    }

    private SuspendedVm state(VmId vm, Found found, Optional<SuspendRecord> record, boolean moving) {
        boolean whole = found.definition().isPresent();
        return new SuspendedVm(
                vm,
                record.map(known -> known.definition().name())
                        .or(() -> found.definition()
                                .map(xml -> DomainXml.parse(xml).name()))
                        .orElse(vm.toString()),
                site.uri(),
                found.path(),
                new BufferNames(vm, site.id()).isState(found.file().name())
                        ? found.file().size()
                        : DataSize.ZERO,
                whole,
                found.file().modified(),
                moving ? Activity.UNDER_WAY : activity(vm, record, whole),
                record.flatMap(this::peer));
    }

    /** Returns the other host of the migration, as the record has it. */
    private Optional<HostUri> peer(SuspendRecord record) {
        String recorded = record.source().equals(site.id()) ? record.destinationUri() : record.sourceUri();
        try {
            return Optional.of(HostUri.parse(recorded));
        } catch (IllegalArgumentException torn) {
            return Optional.empty();
        }
    }

    /** A program that has ended may have left its host saving. */
    private Activity activity(VmId vm, Optional<SuspendRecord> record, boolean whole) {
        if (!whole
                && site.status(vm).filter(here -> site.isBeingSaved(vm, here)).isPresent()) {
            return Activity.UNDER_WAY;
        }
        return record.flatMap(SuspendRecord::program)
                .filter(ProgramId::hasEnded)
                .map(ended -> Activity.INTERRUPTED)
                .orElse(Activity.UNKNOWN);
    }

    /** Returns the record of a VM here; empty if there is none, or it is not whole. */
    Optional<SuspendRecord> record(VmId vm) {
        FileDirectory records = site.directory(Buffer.DISK);
        return records.file(new BufferNames(vm, site.id()).record()).flatMap(file -> read(records, file));
    }

    /** Tells whether there is anything at all of a VM. */
    boolean has(VmId vm) {
        for (Buffer kind : Buffer.values()) {
            if (!site.directory(kind).files(name -> isOf(vm, name)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether there is a file that the source gets first or keeps last: a record, whole or not, or the mark. */
    boolean hasSourceFile(VmId vm) {
        BufferNames names = new BufferNames(vm, site.id());
        FileDirectory records = site.directory(Buffer.DISK);
        return records.has(names.record()) || records.has(names.commit());
    }

    /**
     * Makes up the record of a VM that has none: its state tells the definition, which is taken to have been persistent.
     *
     * @return the record of a migration from here to {@code other}; empty if there is no state here
     */
    Optional<SuspendRecord> recordFromState(VmId vm, Site other) {
        for (Buffer kind : Buffer.values()) {
            FileDirectory directory = site.directory(kind);
            String name = new BufferNames(vm, site.id()).state();
            if (directory.has(name)) {
                return Optional.of(bare(vm, other, kind, site.savedDefinition(directory.path(name))));
            }
        }
        return Optional.empty();
    }

    /** Returns the record of a migration from here of which there is nothing but a copy at its end, or a torn record. */
    SuspendRecord bare(VmId vm, LeftStates end) {
        String copy = new BufferNames(vm, end.site().id()).copy();
        boolean inMemory = end.site().directory(Buffer.MEMORY).has(copy);
        return bare(vm, end.site(), inMemory ? Buffer.MEMORY : Buffer.DISK, Optional.empty());
    }

    private SuspendRecord bare(VmId vm, Site other, Buffer kind, Optional<String> xml) {
        String name = xml.map(text -> DomainXml.parse(text).name()).orElse(vm.toString());
        return new SuspendRecord(
                vm,
                site.id(),
                site.uri().toString(),
                other.id(),
                other.uri().toString(),
                kind,
                Persistence.KEEP,
                new Definition(name, xml.orElse(""), xml.isPresent(), false, 0, 0),
                Optional.empty(),
                Optional.empty());
    }
}
