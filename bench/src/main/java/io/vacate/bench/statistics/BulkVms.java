package io.vacate.bench.statistics;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import java.util.ArrayList;
import java.util.List;

/** VMs that are defined for the benchmark only, and removed after it. */
final class BulkVms implements AutoCloseable {
    private static final String PREFIX = "vacate-bench-";

    private final List<VM> vms = new ArrayList<>();

    BulkVms(Host host, int count) {
        for (int i = 0; i < count; i++) {
            vms.add(host.define(
                    VmConfig.builder(PREFIX + i, DataSize.ofMebibytes(128)).build()));
        }
    }

    @Override
    public void close() {
        vms.forEach(VM::undefine);
    }
}
