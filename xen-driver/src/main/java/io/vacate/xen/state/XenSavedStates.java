package io.vacate.xen.state;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.migration.OutgoingMigrations;
import io.vacate.libvirt.storage.FileDirectory;
import io.vacate.libvirt.storage.StorageDirectory;
import io.vacate.libvirt.storage.StoredFile;
import io.vacate.libvirt.suspend.SavedStates;
import java.util.Optional;

/**
 * libvirt's driver for libxl: it restores with no flag but that for a paused VM, cannot read a definition out of a state, keeps
 * a VM's status while it saves it, and calls a VM that was restored paused one that its user has paused. Stateless.
 */
public final class XenSavedStates implements SavedStates {
    /** The only one. */
    public static final XenSavedStates INSTANCE = new XenSavedStates();

    private XenSavedStates() {}

    @Override
    public int running() {
        return 0;
    }

    /**
     * Reads the definition in a file with a saved VM, whole or not.
     *
     * @throws OperationFailedException if there is no such file, or it is none
     */
    public String savedDefinition(LibvirtHost host, String file) {
        FileDirectory directory = StorageDirectory.common(host, folder(host, file));
        return directory.look(() -> stateFile(host, directory, file).definition());
    }

    /** The file is in a buffer of ours. */
    @Override
    public Optional<String> definition(LibvirtHost host, String file) {
        try {
            FileDirectory directory = StorageDirectory.common(host, folder(host, file));
            return directory.look(() -> stateFile(host, directory, file).wholeDefinition());
        } catch (OperationFailedException missing) {
            return Optional.empty();
        }
    }

    private static String folder(LibvirtHost host, String path) {
        int slash = path.lastIndexOf('/');
        if (!path.startsWith("/") || slash == path.length() - 1) {
            throw new OperationFailedException(
                    "%s: '%s' is not the absolute path of a file; nothing was changed".formatted(host.uri(), path));
        }
        return path.substring(0, Math.max(1, slash));
    }

    private static StateFile stateFile(LibvirtHost host, FileDirectory directory, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        long size = directory
                .file(name)
                .map(StoredFile::size)
                .orElseThrow(() -> new OperationFailedException(
                        "%s: there is no file '%s'; nothing was changed".formatted(host.uri(), path)))
                .bytes();
        return new StateFile(path, (offset, length) -> read(directory, name, size, offset, length));
    }

    private static byte[] read(FileDirectory directory, String name, long size, long offset, int length) {
        int there = (int) Math.max(0, Math.min(length, size - offset));
        return directory.read(name, offset, there);
    }

    /** A save shows only in that libvirt is at work on the VM. */
    @Override
    public boolean isBeingSaved(LibvirtHost host, VmId vm, VmStatus status) {
        try {
            return status.state().isActive() && OutgoingMigrations.isAtWork(host, vm);
        } catch (UnknownVmException gone) {
            return false;
        }
    }

    @Override
    public boolean isMerelyRestored(VmStatus status) {
        return SavedStates.super.isMerelyRestored(status)
                || (status.state() == VmState.PAUSED && status.reason() == StateReason.USER);
    }
}
