package io.vacate.libvirt.vm;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.DomainUuid;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.libvirt.jna.DomainPointer;

/**
 * All VMs of a host in one call. Only what is used is asked for, and libvirt is told not to wait for a hypervisor
 * process that is busy: one that hangs must not hide the others.
 */
final class BulkStatistics implements VmStatistics {
    private static final int STATE = 1;
    private static final int CPU_TOTAL = 1 << 1;
    private static final int BALLOON = 1 << 2;
    private static final int VCPU = 1 << 3;
    private static final int DIRTY_RATE = 1 << 9;
    private static final int ALL = 0;
    private static final int ACTIVE_ONLY = 1;
    private static final int NO_WAIT = 1 << 29;

    /** Layout of {@code virDomainStatsRecord}: domain, parameters, their number. */
    private static final int PARAMETERS = 8;

    private static final int COUNT = 16;

    private final Connection connection;

    BulkStatistics(Connection connection) {
        this.connection = connection;
    }

    /** One record: a VM and what was asked of it. */
    private record Row(VmSummary summary, TypedParameters values) {}

    @Override
    public List<VmSummary> summaries() {
        return rows(connection, STATE, ALL, "list VMs").stream()
                .map(Row::summary)
                .toList();
    }

    /**
     * Reads the statistics of all VMs. CPU times are asked of the active ones only, in a second call: for each VM that
     * is off libvirt 9 looks for control groups in vain, which takes longer than all the rest together.
     */
    @Override
    public List<VmStats> statistics() {
        String doing = "read the statistics of all VMs";
        List<Row> all = rows(connection, STATE | BALLOON | VCPU, ALL, doing);
        boolean anyActive =
                all.stream().anyMatch(row -> row.summary().status().state().isActive());
        Map<VmId, TypedParameters> cpu = new HashMap<>();
        if (anyActive) {
            rows(connection, STATE | CPU_TOTAL, ACTIVE_ONLY, doing)
                    .forEach(row -> cpu.put(row.summary().id(), row.values()));
        }
        return all.stream()
                .map(row -> statistics(
                        row.summary(),
                        row.values(),
                        cpu.getOrDefault(row.summary().id(), row.values())))
                .toList();
    }

    @Override
    public VmStats statistics(VmId vm) {
        TypedParameters values =
                one(connection, vm, STATE | CPU_TOTAL | BALLOON | VCPU, "read the statistics of VM " + vm);
        String name = connection.withDomain(vm, "find VM " + vm, LibvirtLibrary::virDomainGetName);
        return statistics(new VmSummary(vm, name == null ? vm.toString() : name, status(values)), values, values);
    }

    static TypedParameters dirtyRate(Connection connection, VmId vm) {
        return one(connection, vm, DIRTY_RATE, "read the dirty rate of VM " + vm);
    }

    private static List<Row> rows(Connection connection, int groups, int which, String doing) {
        return connection.with((library, pointer) -> {
            PointerByReference records = new PointerByReference();
            int count = connection.check(
                    library.virConnectGetAllDomainStats(pointer, groups, records, which | NO_WAIT), doing, "");
            return read(library, records, count, (domain, values) -> new Row(summary(domain, values), values));
        });
    }

    private static TypedParameters one(Connection connection, VmId vm, int groups, String doing) {
        return connection.withDomain(vm, doing, (library, domain) -> {
            PointerByReference records = new PointerByReference();
            int count = connection.check(
                    library.virDomainListGetStats(new Pointer[] {domain.getPointer()}, groups, records, 0), doing, vm);
            return read(library, records, count, (same, values) -> values).get(0);
        });
    }

    private static <T> List<T> read(
            LibvirtLibrary library,
            PointerByReference records,
            int count,
            BiFunction<DomainPointer, TypedParameters, T> reader) {
        Pointer array = records.getValue();
        try {
            List<T> result = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Pointer record = array.getPointer((long) i * Long.BYTES);
                TypedParameters values = TypedParameters.read(record.getPointer(PARAMETERS), record.getInt(COUNT));
                result.add(reader.apply(new DomainPointer(record.getPointer(0)), values));
            }
            return result;
        } finally {
            if (array != null) {
                library.virDomainStatsRecordListFree(array);
            }
        }
    }

    private static VmSummary summary(DomainPointer domain, TypedParameters values) {
        LibvirtLibrary library = NativeLibvirt.library();
        VmId id = DomainUuid.of(library, domain);
        String name = library.virDomainGetName(domain);
        return new VmSummary(id, name == null ? id.toString() : name, status(values));
    }

    private static VmStatus status(TypedParameters values) {
        return DomainStates.status((int) values.number("state.state").orElse(-1), (int)
                values.number("state.reason").orElse(0));
    }

    private static VmStats statistics(VmSummary summary, TypedParameters values, TypedParameters cpu) {
        long vcpus = values.number("vcpu.maximum")
                .orElse(values.number("vcpu.current").orElse(1));
        long kibibytes = values.number("balloon.current")
                .orElse(values.number("balloon.maximum").orElse(0));
        VmStats.Builder stats = VmStats.builder(summary, (int) vcpus, DataSize.ofKibibytes(kibibytes));
        if (summary.status().state().isActive()) {
            values.number("balloon.rss").ifPresent(rss -> stats.residentMemory(DataSize.ofKibibytes(rss)));
            cpu.number("cpu.time").ifPresent(time -> stats.cpuTime(Duration.ofNanos(time)));
        }
        return stats.build();
    }
}
