package io.vacate.libvirt.suspend;

import com.sun.jna.ptr.IntByReference;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.storage.FileDirectory;
import io.vacate.libvirt.storage.StorageDirectory;
import io.vacate.libvirt.vm.VmLookups;
import java.util.Optional;
import java.util.function.ToIntBiFunction;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A libvirt host. Where its connection broke, the next call goes over a new one. */
final class LibvirtSite implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtSite.class);

    /** {@code virDomainXMLFlags}: secrets, and what the next start would use. */
    private static final int XML_FLAGS = 1 | 1 << 1;

    /** {@code virDomainSaveRestoreFlags}. Saving through the page cache, libvirt ends with {@code fdatasync}. */
    private static final int SAVE_FLAGS = 0;

    private static final int RESTORE_PAUSED = 1 << 2;

    private final LibvirtHost host;
    private final SavedStates states;
    private final int undefineFlags;
    private final FileDirectory disk;
    private final FileDirectory memory;

    LibvirtSite(LibvirtHost host, BufferSettings settings, SavedStates states, int undefineFlags) {
        this.host = host;
        this.states = states;
        this.undefineFlags = undefineFlags;
        disk = StorageDirectory.ownersOnly(host, settings.disk());
        memory = StorageDirectory.ownersOnly(host, settings.memory());
    }

    LibvirtHost host() {
        return host;
    }

    @Override
    public HostUri uri() {
        return host.uri();
    }

    @Override
    public HostId id() {
        return host.info().id();
    }

    @Override
    public TimeSource clock() {
        return host.options().timeSource();
    }

    @Override
    public Optional<VmStatus> status(VmId vm) {
        try {
            return Optional.of(VmLookups.status(host.connection(), vm));
        } catch (UnknownVmException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public Definition definition(VmId vm) {
        Connection connection = host.connection();
        String doing = "read the definition of VM " + vm;
        return connection.withDomain(vm, doing, (library, domain) -> {
            String xml = connection
                    .checkFound(library.virDomainGetXMLDesc(domain, XML_FLAGS), doing, vm)
                    .toString();
            boolean persistent = connection.check(library.virDomainIsPersistent(domain), doing, vm) == 1;
            IntByReference autostart = new IntByReference();
            if (persistent) {
                connection.check(library.virDomainGetAutostart(domain, autostart), doing, vm);
            }
            // A hypervisor that has none of them need not know the call.
            int snapshots = Math.max(0, library.virDomainSnapshotNum(domain, 0));
            String name = connection.checkFound(library.virDomainGetName(domain), doing, vm);
            int checkpoints = Math.max(0, library.virDomainListAllCheckpoints(domain, null, 0));
            return new Definition(name, xml, persistent, autostart.getValue() == 1, snapshots, checkpoints);
        });
    }

    @Override
    public void save(VmId vm, String file) {
        String doing = "save VM %s to '%s'".formatted(vm, file);
        int unused = host.blockingCalls()
                .run(connection -> connection.withDomain(
                        vm,
                        doing,
                        (library, domain) -> connection.check(
                                library.virDomainSaveFlags(domain, file, null, SAVE_FLAGS), doing, vm)));
    }

    @Override
    public void requestAbort(VmId vm) {
        try {
            ask(vm, "abort the save of VM " + vm, LibvirtLibrary::virDomainAbortJob);
        } catch (UnknownVmException | VmStateException | OperationFailedException none) {
            LOG.debug("Nothing to abort: {}", none.getMessage());
        }
    }

    @Override
    public void undefine(VmId vm) {
        ask(vm, "undefine VM " + vm, (library, domain) -> library.virDomainUndefineFlags(domain, undefineFlags));
    }

    @Override
    public void define(Definition definition) {
        Connection connection = host.connection();
        String doing = "define VM '%s'".formatted(definition.name());
        int unused = connection.with((library, pointer) -> {
            DomainPointer domain = connection.checkFound(
                    library.virDomainDefineXML(pointer, definition.xml()), doing, definition.name());
            try {
                return definition.autostart()
                        ? connection.check(library.virDomainSetAutostart(domain, 1), doing, definition.name())
                        : 0;
            } finally {
                library.virDomainFree(domain);
            }
        });
    }

    @Override
    public Optional<String> savedDefinition(String file) {
        return states.definition(host, file);
    }

    @Override
    public boolean isBeingSaved(VmId vm, VmStatus status) {
        return states.isBeingSaved(host, vm, status);
    }

    @Override
    public boolean isMerelyRestored(VmStatus status) {
        return states.isMerelyRestored(status);
    }

    @Override
    public void restore(String file, Optional<String> definition, boolean paused) {
        String doing = "restore a VM from '%s'".formatted(file);
        int flags = paused ? RESTORE_PAUSED : states.running();
        int unused = host.blockingCalls()
                .run(connection -> connection.with((library, pointer) -> connection.check(
                        library.virDomainRestoreFlags(pointer, file, definition.orElse(null), flags), doing, file)));
    }

    @Override
    public void resume(VmId vm) {
        ask(vm, "resume VM " + vm, LibvirtLibrary::virDomainResume);
    }

    @Override
    public void destroy(VmId vm) {
        ask(vm, "destroy VM " + vm, LibvirtLibrary::virDomainDestroy);
    }

    private void ask(VmId vm, String doing, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        Connection connection = host.connection();
        int unused = connection.withDomain(
                vm, doing, (library, domain) -> connection.check(call.applyAsInt(library, domain), doing, vm));
    }

    @Override
    public FileDirectory directory(Buffer kind) {
        return kind == Buffer.DISK ? disk : memory;
    }
}
