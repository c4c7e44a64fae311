package io.vacate.libvirt.suspend;

import io.vacate.api.error.OperationFailedException;
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
import java.util.Set;
import java.util.function.Predicate;

/**
 * What migrations have in the buffers of one host.
 *
 * @param site the host
 */
record LeftStates(Site site) {
    /** A file in a buffer directory. */
    private record Found(FileDirectory directory, StoredFile file) {}

    /**
     * Returns an entry for each state, whole or not, and for each VM that has nothing there but a record. Asks a few questions of
     * each directory, and three or four more for each VM.
     *
     * @param moving tells which VMs this program is at work on
     */
    List<SuspendedVm> list(Predicate<VmId> moving) {
        Map<VmId, List<Found>> byVm = new LinkedHashMap<>();
        for (Buffer kind : Buffer.values()) {
            FileDirectory directory = site.directory(kind);
            for (StoredFile file : directory.files(name -> vmOf(name).isPresent())) {
                byVm.computeIfAbsent(vmOf(file.name()).orElseThrow(), first -> new ArrayList<>())
                        .add(new Found(directory, file));
            }
        }
        List<SuspendedVm> states = new ArrayList<>();
        byVm.forEach((vm, files) -> states.addAll(list(vm, files, moving.test(vm))));
        return states;
    }

    private Optional<VmId> vmOf(String file) {
        return BufferNames.vmOf(file, site.id());
    }

    private boolean isOf(VmId vm, String file) {
        return vmOf(file).filter(vm::equals).isPresent();
    }

    private List<SuspendedVm> list(VmId vm, List<Found> files, boolean moving) {
        BufferNames names = new BufferNames(vm, site.id());
        Optional<Found> recorded = files.stream()
                .filter(found -> found.file().name().equals(names.record()))
                .findFirst();
        Optional<SuspendRecord> record = recorded.flatMap(LeftStates::read);
        List<Found> states = files.stream()
                .filter(found -> Set.of(names.state(), names.copy())
                        .contains(found.file().name()))
                .toList();
        return (states.isEmpty() ? recorded.stream().toList() : states)
                .stream()
                        .map(found -> state(vm, found, record, moving))
                        .toList();
    }

    /** What is not whole, or has gone since it was listed, is no record. */
    private static Optional<SuspendRecord> read(Found found) {
        try {
            return SuspendRecord.parse(found.directory().read(found.file()));
        } catch (OperationFailedException gone) {
            return Optional.empty();
        }
    }

    private SuspendedVm state(VmId vm, Found found, Optional<SuspendRecord> record, boolean moving) {
        String name = found.file().name();
        String path = found.directory().path(name);
        boolean isRecord = name.equals(new BufferNames(vm, site.id()).record());
        Optional<String> definition = isRecord ? Optional.empty() : site.savedDefinition(path);
        return new SuspendedVm(
                vm,
                record.map(known -> known.definition().name())
                        .or(() -> definition.map(xml -> DomainXml.parse(xml).name()))
                        .orElse(vm.toString()),
                site.uri(),
                path,
                isRecord ? DataSize.ZERO : found.file().size(),
                definition.isPresent(),
                found.file().modified(),
                moving ? Activity.UNDER_WAY : activity(vm, record, definition.isPresent()));
    }

    /** A program that has ended may have left its host saving. */
    private Activity activity(VmId vm, Optional<SuspendRecord> record, boolean whole) {
        if (!whole && site.status(vm).filter(here -> site.isBeingSaved(vm, here)).isPresent()) {
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
        return records.file(new BufferNames(vm, site.id()).record())
                .flatMap(file -> read(new Found(records, file)));
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
                new Definition(name, xml.orElse(""), xml.isPresent(), false, 0),
                Optional.empty(),
                Optional.empty());
    }
}
