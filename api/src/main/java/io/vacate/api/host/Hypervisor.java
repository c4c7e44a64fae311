package io.vacate.api.host;

/**
 * What runs the VMs of a host.
 *
 * @param name the hypervisor's own name, such as {@code "QEMU"} or {@code "Xen"}
 * @param version its version, such as {@code "10.0.2"}
 * @param manager what manages it and that one's version, such as {@code "libvirt 9.0.0"}; empty when there is none
 */
public record Hypervisor(String name, String version, String manager) {
    @Override
    public String toString() {
        return manager.isEmpty() ? name + " " + version : "%s %s (%s)".formatted(name, version, manager);
    }
}
