package io.vacate.libvirt.preflight;

import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import java.util.Optional;
import java.util.Set;

/** What can be found out about a host. Methods with a parameter ask the host, and throw what a session's methods throw. */
public interface HostFacts {
    /** Returns what to call it in messages: its URI. */
    String name();

    /** Returns the version of its libvirt. */
    LibvirtVersion libvirt();

    /** Returns the version of its hypervisor. */
    LibvirtVersion hypervisor();

    /** Returns what its hypervisor is called, such as {@code "QEMU"}. */
    String hypervisorName();

    /** Returns its CPU. */
    CpuInfo cpu();

    /** Returns the name that it gives itself. */
    String hostName();

    /** Returns what it can do. */
    Set<Capability> capabilities();

    /** Returns why VMs of that platform cannot run there; empty if they can. */
    Optional<String> platformObstacle(Platform platform);

    /** Returns what it lacks of a CPU; empty if it lacks nothing. */
    Optional<String> cpuObstacle(Platform platform, String cpuXml);

    /** Tells whether it has a virtual network. */
    Presence network(String network);

    /** Tells whether it has a network interface, such as a bridge. */
    Presence networkInterface(String device);

    /** Tells whether it has a disk image. */
    Presence volume(String path);
}
