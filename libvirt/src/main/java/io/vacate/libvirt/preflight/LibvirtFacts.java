package io.vacate.libvirt.preflight;

import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import java.util.Optional;
import java.util.Set;

/**
 * A host's answers over libvirt.
 *
 * @param host the open host
 * @param capabilities what its session can do
 */
public record LibvirtFacts(LibvirtHost host, Set<Capability> capabilities) implements HostFacts {
    /** Copies the set. */
    public LibvirtFacts {
        capabilities = Set.copyOf(capabilities);
    }

    @Override
    public String name() {
        return host.uri().toString();
    }

    @Override
    public LibvirtVersion libvirt() {
        return host.libvirtVersion();
    }

    @Override
    public LibvirtVersion hypervisor() {
        return host.hypervisorVersion();
    }

    @Override
    public String hypervisorName() {
        return host.info().hypervisor().name();
    }

    @Override
    public CpuInfo cpu() {
        return host.info().cpu();
    }

    @Override
    public String hostName() {
        return host.info().name();
    }

    @Override
    public Optional<String> platformObstacle(Platform platform) {
        return host.lookups().platformObstacle(platform);
    }

    @Override
    public Optional<String> cpuObstacle(Platform platform, String cpuXml) {
        return host.lookups().cpuObstacle(platform, cpuXml);
    }

    @Override
    public Presence network(String network) {
        return host.lookups().network(network);
    }

    @Override
    public Presence networkInterface(String device) {
        return host.lookups().networkInterface(device);
    }

    @Override
    public Presence volume(String path) {
        return host.lookups().volume(path);
    }
}
