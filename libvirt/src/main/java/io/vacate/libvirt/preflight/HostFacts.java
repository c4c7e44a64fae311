package io.vacate.libvirt.preflight;

import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.guest.FixedPort;
import io.vacate.libvirt.guest.HostResource;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.storage.StoredFile;
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

    /** Returns the numbers of its CPUs; none if it does not tell. */
    Set<Integer> cpus();

    /** Returns the numbers of its NUMA nodes; none if it does not tell. */
    Set<Integer> nodes();

    /** Returns why VMs of that platform cannot run there; empty if they can. */
    Optional<String> platformObstacle(Platform platform);

    /** Returns what it lacks of a CPU; empty if it lacks nothing. */
    Optional<String> cpuObstacle(Platform platform, String cpuXml);

    /** Tells whether it has a virtual network. */
    Presence network(String network);

    /** Tells whether it has a network interface, such as a bridge. */
    Presence networkInterface(String device);

    /** Tells whether its libvirt has something of that name. */
    Presence resource(HostResource resource);

    /** Tells whether it has a file, such as a disk image. */
    Presence file(String path);

    /** Tells whether it has a directory. */
    Presence directory(String path);

    /** Returns size and time of the last change of a file; empty if it has none, or cannot tell. */
    Optional<StoredFile> stored(String path);

    /** Returns the name of the file system that a path lies in, such as {@code "nfs4"}; empty if it cannot tell. */
    Optional<String> fileSystem(String path);

    /** Returns the memory that is free in huge pages of a size on some NUMA nodes; empty if it cannot tell. */
    Optional<DataSize> freeHugePages(DataSize pageSize, Set<Integer> nodes);

    /** Returns the name of an active VM there that has a number already; empty if none has. */
    Optional<String> holder(FixedPort port);
}
