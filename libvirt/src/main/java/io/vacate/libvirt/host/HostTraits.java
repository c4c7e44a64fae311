package io.vacate.libvirt.host;

import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What the hosts of one hypervisor have of their own, beneath libvirt's common interface.
 *
 * @param reserved what the hypervisor itself runs in and libvirt lists, such as Xen's Domain-0: no VM for anybody here
 * @param identifiedByName whether libvirt tells no UUID of such hosts, so that their host names tell them apart
 * @param weighsCpus whether its own scheduler has weights and caps, as Xen's have; otherwise cgroups have them
 * @param retelling turns an event as libvirt's driver words it into what really happened; must not block
 * @param oldestHypervisor the oldest version of the hypervisor that is driven; older hosts are not opened
 */
public record HostTraits(
        Set<VmId> reserved,
        boolean identifiedByName,
        boolean weighsCpus,
        UnaryOperator<VmEvent> retelling,
        LibvirtVersion oldestHypervisor) {
    /** Nothing of its own, and any version. */
    public static final HostTraits NONE =
            new HostTraits(Set.of(), false, false, UnaryOperator.identity(), new LibvirtVersion(0, 0, 0));

    /** Copies the set. */
    public HostTraits {
        reserved = Set.copyOf(reserved);
    }

    /** Returns these with another oldest version of the hypervisor. */
    public HostTraits withOldestHypervisor(LibvirtVersion version) {
        return new HostTraits(reserved, identifiedByName, weighsCpus, retelling, version);
    }
}
