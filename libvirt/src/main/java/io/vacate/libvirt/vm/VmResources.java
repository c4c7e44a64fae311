package io.vacate.libvirt.vm;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.IntByReference;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.jna.TypedParameters;
import java.lang.ref.Reference;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * What a running VM gets of its host. Each method blocks until the host has answered.
 */
public final class VmResources {
    static final int LIVE = 1;

    /** What applies to the VM as it is: libxl's calls about its scheduler know no other flag. */
    private static final int CURRENT = 0;

    private static final String WEIGHT = "weight";
    private static final String READING = "read the share of the CPUs of %s";
    private static final String SETTING = "set the share of the CPUs of %s";

    private VmResources() {}

    /**
     * Tells whether a host's scheduler has weights and caps, by asking for those of a domain that always runs. Its refusal is
     * an answer, whatever the reason.
     *
     * @param id the domain's number, such as 0 for Xen's Domain-0
     */
    public static boolean hasSchedule(Connection connection, int id) {
        return connection.with((library, pointer) -> hasSchedule(library, pointer, id));
    }

    private static boolean hasSchedule(LibvirtLibrary library, ConnectionPointer pointer, int id) {
        DomainPointer domain = library.virDomainLookupByID(pointer, id);
        if (domain == null) {
            return false;
        }
        try {
            int room = parameterCount(library, domain);
            if (room <= 0) {
                return false;
            }
            Memory array = new Memory((long) room * TypedParameters.SIZE);
            array.clear();
            IntByReference count = new IntByReference(room);
            return library.virDomainGetSchedulerParametersFlags(domain, array, count, CURRENT) >= 0
                    && TypedParameters.read(array, count.getValue())
                            .number(WEIGHT)
                            .isPresent();
        } finally {
            library.virDomainFree(domain);
        }
    }

    /** Returns how many parameters the scheduler has; negative if libvirt does not tell. */
    private static int parameterCount(LibvirtLibrary library, DomainPointer domain) {
        IntByReference count = new IntByReference();
        CString name = library.virDomainGetSchedulerType(domain, count);
        if (name == null) {
            return -1;
        }
        name.free();
        return count.getValue();
    }

    /**
     * Tells whether libvirt has cgroups for its VMs, by the first of them that runs; it is taken to have them where none does.
     */
    public static boolean hasCgroups(LibvirtLibrary library, ConnectionPointer pointer) {
        int[] ids = new int[1];
        DomainPointer domain = library.virConnectListDomains(pointer, ids, 1) == 1
                ? library.virDomainLookupByID(pointer, ids[0])
                : null;
        if (domain == null) {
            return true;
        }
        try {
            return parameterCount(library, domain) > 0;
        } finally {
            library.virDomainFree(domain);
        }
    }

    /**
     * Reads a VM's share of the CPUs.
     *
     * @throws UnsupportedCapabilityException if its host has none
     */
    public static CpuSchedule cpuSchedule(Connection connection, VmId vm, Scheduler scheduler) {
        TypedParameters values = connection.withDomain(vm, READING.formatted("VM " + vm), (library, domain) -> {
            int room = requireParameters(connection, library, domain);
            Memory array = new Memory((long) room * TypedParameters.SIZE);
            array.clear();
            IntByReference count = new IntByReference(room);
            connection.check(
                    library.virDomainGetSchedulerParametersFlags(domain, array, count, scheduler.flags),
                    READING,
                    domain);
            return TypedParameters.read(array, count.getValue());
        });
        return scheduler
                .read(values)
                .orElseThrow(() -> new OperationFailedException(
                        "%s tells no weight of VM %s, but %s".formatted(connection.uri(), vm, values)));
    }

    /** An active VM without parameters is one of a host without cgroups, which could not be seen before a VM ran there. */
    private static int requireParameters(Connection connection, LibvirtLibrary library, DomainPointer domain) {
        int count = parameterCount(library, domain);
        if (count <= 0) {
            throw new UnsupportedCapabilityException(Capability.CPU_SCHEDULING, connection.uri());
        }
        return count;
    }

    /**
     * Sets a VM's share of the CPUs for as long as it runs here.
     *
     * @throws IllegalArgumentException if the scheduler has no such weight; nothing has changed
     * @throws UnsupportedCapabilityException if its host has no shares; nothing has changed
     */
    public static void setCpuSchedule(Connection connection, VmId vm, Scheduler scheduler, CpuSchedule schedule) {
        scheduler.require(schedule);
        TypedParameters.Array parameters = scheduler.write(schedule);
        try {
            connection.withDomain(vm, SETTING.formatted("VM " + vm), (library, domain) -> {
                requireParameters(connection, library, domain);
                return connection.check(
                        library.virDomainSetSchedulerParametersFlags(
                                domain, parameters.pointer(), parameters.count(), scheduler.flags),
                        SETTING,
                        domain);
            });
        } finally {
            Reference.reachabilityFence(parameters);
        }
    }

    /** Asks a running VM's guest to make do with that much memory, rounded down to whole KiB. */
    public static void setMemoryTarget(Connection connection, VmId vm, DataSize target) {
        String doing = "set the memory of %%s to %s".formatted(target);
        connection.withDomain(
                vm,
                doing.formatted("VM " + vm),
                (library, domain) -> connection.check(
                        library.virDomainSetMemoryFlags(domain, new NativeLong(target.bytes() >> 10), LIVE),
                        doing,
                        domain));
    }
}
