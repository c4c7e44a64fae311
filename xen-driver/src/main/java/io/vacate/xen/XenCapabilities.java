package io.vacate.xen;

import io.vacate.api.host.Capability;
import java.util.EnumSet;
import java.util.Set;

/**
 * What libxl can do through libvirt, as was seen with libvirt 9.0 on Xen 4.17. As migration parameters it takes another name,
 * another definition and an address, and nothing else; a migration under way tells the time that it has taken, and takes no
 * orders: there is no call to abort it, to limit it or to hurry it.
 */
final class XenCapabilities {
    private XenCapabilities() {}

    /**
     * Returns the capabilities of a host.
     *
     * @param storagePools whether its libvirt has storage pools, over which suspended VMs are copied
     * @param cpuScheduling whether libvirt knows the weights and caps of its scheduler
     */
    static Set<Capability> of(boolean storagePools, boolean cpuScheduling) {
        Set<Capability> capabilities = EnumSet.of(
                Capability.DEFINE,
                Capability.PAUSE,
                Capability.LIFECYCLE_EVENTS,
                Capability.MEMORY_TARGET,
                Capability.CPU_PINNING,
                Capability.PRE_COPY,
                Capability.STOP_AND_COPY,
                Capability.TUNNELLED_TRANSFER,
                Capability.CLIENT_DRIVEN,
                Capability.RENAME,
                Capability.CHANGE_DEFINITION,
                Capability.ARRIVE_PAUSED);
        if (storagePools) {
            // Whose state a file is can only be read over a pool, before it is restored.
            capabilities.add(Capability.SAVE_RESTORE);
            capabilities.add(Capability.SUSPEND_COPY_RESUME_DISK);
            capabilities.add(Capability.SUSPEND_COPY_RESUME_MEMORY);
            capabilities.add(Capability.HOLD_SUSPENDED);
        }
        if (cpuScheduling) {
            capabilities.add(Capability.CPU_SCHEDULING);
        }
        return capabilities;
    }
}
