package io.vacate.xen;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.AbstractMigratingSession;
import io.vacate.libvirt.LibvirtSession;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.preflight.CopiedDisks;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.suspend.SuspendCopyResume;
import io.vacate.xen.preflight.XenPreflight;
import io.vacate.xen.state.XenSavedStates;
import java.util.List;

/** A session to a Xen host. Thread-safe. */
final class XenSession extends AbstractMigratingSession {
    /** libxl's slack for a guest, its console and its descriptors. */
    private static final DataSize GUEST_OVERHEAD = DataSize.ofMebibytes(2);

    private static final DataSize VCPU_OVERHEAD = DataSize.ofMebibytes(1);

    /** Shadow page tables while the VM migrates, and the hypervisor's map of its memory: 8 bytes for each page of 4 KiB, twice. */
    private static final int PAGE_TABLE_SHARE = 256;

    /** libxl knows none but that which removes saved state. */
    private static final int UNDEFINE_FLAGS = 0;

    /** The domain that runs on every host. */
    private static final int DOMAIN_0 = 0;

    XenSession(LibvirtHost host, LibvirtUri address) {
        super(
                host,
                XenCapabilities.of(SuspendCopyResume.isOffered(host), host.schedulesCpus(DOMAIN_0)),
                address,
                new SuspendCopyResume(host, address.buffers(), XenSavedStates.INSTANCE, UNDEFINE_FLAGS));
    }

    @Override
    protected String definition(VmConfig config) {
        return XenDefinition.write(config, host().capabilities());
    }

    /** Returns guest memory + 2 MiB + 1 MiB for each vCPU + 1/256 of guest memory for page tables. */
    @Override
    public DataSize memoryNeeded(VmConfig config) {
        DataSize memory = config.memory();
        return memory.plus(GUEST_OVERHEAD)
                .plus(DataSize.ofBytes(VCPU_OVERHEAD.bytes() * config.vcpus()))
                .plus(DataSize.ofBytes(memory.bytes() / PAGE_TABLE_SHARE));
    }

    @Override
    protected MigrationCommand command(VmId vm, LibvirtUri destination, MigrationRequest request, CopiedDisks disks) {
        return XenMigrationCommand.of(request, vm, xml(vm).name(), isPersistent(vm), destination);
    }

    /**
     * libxl restores a VM as it was saved, and with the definition in the file. And it finds out only after the transfer that
     * the name is taken: then it leaves the VM paused at its source.
     */
    @Override
    protected void requireFeasible(VmId vm, LibvirtSession target, MigrationRequest request) {
        String name = request.destinationName().orElseGet(() -> xml(vm).name());
        target.vms().stream()
                .filter(other -> other.name().equals(name) && !other.id().equals(vm))
                .findFirst()
                .ifPresent(other -> {
                    throw new DuplicateVmException("%s has a VM '%s' (%s) already; nothing was changed"
                            .formatted(target.uri(), name, other.id()));
                });
        if (request.mode() instanceof MigrationMode.SuspendCopyResume
                && request.destinationDefinition().isPresent()) {
            throw new UnsupportedCapabilityException(Capability.CHANGE_DEFINITION, uri());
        }
    }

    @Override
    protected String savedDefinition(String file) {
        return XenSavedStates.INSTANCE.savedDefinition(host(), file);
    }

    @Override
    protected List<Finding> findings(Move move) {
        return XenPreflight.findings(move);
    }
}
