package io.vacate.libvirt.vm;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.DomainUuid;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.libvirt.jna.DomainPointer;

/** One VM after the other, where the hypervisor does not tell of all at once. A VM that vanishes meanwhile is left out. */
final class SeparateStatistics implements VmStatistics {
    private static final int ALL = 0;

    /** {@code virDomainInfo}: unsigned char state; unsigned long maxMem, memory (KiB); unsigned short; unsigned long long. */
    private static final int INFO_SIZE = 40;

    private static final int MEMORY = 16;
    private static final int VCPUS = 24;
    private static final int CPU_NANOS = 32;

    private final Connection connection;
    private final BiFunction<VmId, VmStatus, VmStatus> seen;

    SeparateStatistics(Connection connection, BiFunction<VmId, VmStatus, VmStatus> seen) {
        this.connection = connection;
        this.seen = seen;
    }

    /** Reads one thing of a VM. */
    private interface Reader<T> {
        T read(LibvirtLibrary library, DomainPointer domain);
    }

    @Override
    public List<VmSummary> summaries() {
        return each("list VMs", this::summary);
    }

    @Override
    public List<VmStats> statistics() {
        return each("read the statistics of all VMs", this::statistics);
    }

    @Override
    public VmStats statistics(VmId vm) {
        return connection.withDomain(vm, "read the statistics of VM " + vm, this::statistics);
    }

    private <T> List<T> each(String doing, Reader<T> reader) {
        return connection.with((library, pointer) -> {
            PointerByReference array = new PointerByReference();
            int count = connection.check(library.virConnectListAllDomains(pointer, array, ALL), doing, "");
            Pointer domains = array.getValue();
            List<T> found = new ArrayList<>(count);
            try {
                for (int i = 0; i < count; i++) {
                    DomainPointer domain = new DomainPointer(domains.getPointer((long) i * Long.BYTES));
                    read(library, domain, reader).ifPresent(found::add);
                }
            } finally {
                free(library, domains, count);
            }
            return found;
        });
    }

    private <T> Optional<T> read(LibvirtLibrary library, DomainPointer domain, Reader<T> reader) {
        if (connection.isReserved(DomainUuid.of(library, domain))) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.read(library, domain));
        } catch (UnknownVmException vanished) {
            return Optional.empty();
        }
    }

    private static void free(LibvirtLibrary library, Pointer domains, int count) {
        for (int i = 0; i < count; i++) {
            library.virDomainFree(new DomainPointer(domains.getPointer((long) i * Long.BYTES)));
        }
        if (domains != null) {
            Native.free(Pointer.nativeValue(domains));
        }
    }

    private VmSummary summary(LibvirtLibrary library, DomainPointer domain) {
        VmId id = DomainUuid.of(library, domain);
        VmStatus status = seen.apply(id, VmLookups.status(connection, domain, id));
        String name = library.virDomainGetName(domain);
        return new VmSummary(id, name == null ? id.toString() : name, status);
    }

    private VmStats statistics(LibvirtLibrary library, DomainPointer domain) {
        VmSummary summary = summary(library, domain);
        Memory info = new Memory(INFO_SIZE);
        connection.check(
                library.virDomainGetInfo(domain, info), "read the statistics of VM " + summary.id(), summary.id());
        VmStats.Builder stats = VmStats.builder(
                summary,
                Math.max(1, Short.toUnsignedInt(info.getShort(VCPUS))),
                DataSize.ofKibibytes(info.getLong(MEMORY)));
        if (summary.status().state().isActive()) {
            stats.cpuTime(Duration.ofNanos(info.getLong(CPU_NANOS)));
        }
        return stats.build();
    }
}
