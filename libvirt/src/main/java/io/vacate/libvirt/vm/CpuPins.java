package io.vacate.libvirt.vm;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import java.util.Arrays;
import java.util.BitSet;

/**
 * On which CPUs of its host an active VM's virtual CPUs run. Each method blocks until the host has answered.
 *
 * @param connection to the host
 * @param vm the VM
 * @param vcpus how many virtual CPUs it has
 * @param hostCpus how many CPUs the host has
 */
public record CpuPins(Connection connection, VmId vm, int vcpus, int hostCpus) {
    private static final int LIVE = 1;
    private static final String READING = "read the CPUs of %s";

    private int bytes() {
        return (hostCpus + 7) / 8;
    }

    /** Returns the CPUs on which one or the other of its virtual CPUs may run. */
    public CpuSet allowed() {
        byte[] bits = new byte[vcpus * bytes()];
        int told = connection.withDomain(
                vm,
                READING.formatted("VM " + vm),
                (library, domain) -> connection.check(
                        library.virDomainGetVcpuPinInfo(domain, vcpus, bits, bytes(), LIVE), READING, domain));
        BitSet all = new BitSet();
        for (int vcpu = 0; vcpu < told; vcpu++) {
            all.or(BitSet.valueOf(Arrays.copyOfRange(bits, vcpu * bytes(), (vcpu + 1) * bytes())));
        }
        // Bits of the last byte that are no CPU's may be set where there is no pin.
        return CpuSet.of(all.stream().filter(cpu -> cpu < hostCpus).toArray());
    }

    /**
     * Pins all of its virtual CPUs to the same CPUs; to all of the host's, which ends a pin.
     *
     * @throws IllegalArgumentException if the host has not all of them; nothing has changed
     */
    public void set(CpuSet cpus) {
        if (cpus.last() >= hostCpus) {
            throw new IllegalArgumentException("VM %s cannot be pinned to the CPUs %s: %s has %s; nothing was changed"
                    .formatted(vm, cpus, connection.uri(), CpuSet.first(hostCpus)));
        }
        byte[] bits = bits(cpus);
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            pin(vcpu, bits, cpus);
        }
    }

    private byte[] bits(CpuSet cpus) {
        BitSet set = new BitSet();
        cpus.numbers().forEach(set::set);
        return Arrays.copyOf(set.toByteArray(), bytes());
    }

    private void pin(int vcpu, byte[] bits, CpuSet cpus) {
        String doing = "pin virtual CPU %d of %%s to %s".formatted(vcpu, cpus);
        try {
            connection.withDomain(
                    vm,
                    doing.formatted("VM " + vm),
                    (library, domain) -> connection.check(
                            library.virDomainPinVcpuFlags(domain, vcpu, bits, bits.length, LIVE), doing, domain));
        } catch (OperationFailedException failure) {
            throw vcpu == 0 ? failure : partly(vcpu, failure);
        }
    }

    private static HypervisorException partly(int pinned, OperationFailedException failure) {
        String message =
                "%s; its first %d virtual CPUs are pinned, the others are not".formatted(failure.getMessage(), pinned);
        return failure.nativeError()
                .map(error -> new OperationFailedException(message, error))
                .orElseGet(() -> new OperationFailedException(message));
    }
}
