package io.vacate.kvm.preflight;

import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.guest.FixedPort;
import io.vacate.libvirt.guest.HostResource;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.HostFacts;
import io.vacate.libvirt.storage.StoredFile;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host whose answers are set beforehand; what nobody set is there and fits. */
final class FakeHost implements HostFacts {
    final String name;
    final Map<String, Presence> presence = new HashMap<>();
    final Map<String, String> fileSystems = new HashMap<>();
    final Map<String, StoredFile> stored = new HashMap<>();
    final Map<Integer, String> holders = new HashMap<>();
    LibvirtVersion libvirt = new LibvirtVersion(9, 0, 0);
    LibvirtVersion qemu = new LibvirtVersion(10, 0, 2);
    String cpuModel = "EPYC-Rome";
    String hostName = "node";
    Set<Integer> cpus = Set.of(0, 1, 2, 3);
    Set<Integer> nodes = Set.of(0);
    Optional<DataSize> freeHugePages = Optional.empty();
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    Optional<String> platformObstacle = Optional.empty();
    Optional<String> cpuObstacle = Optional.empty();
    Platform askedFor = new Platform("", "", "", "");
    String askedForCpu = "";

    FakeHost(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LibvirtVersion libvirt() {
        return libvirt;
    }

    @Override
    public LibvirtVersion hypervisor() {
        return qemu;
    }

    @Override
    public String hypervisorName() {
        return "QEMU";
    }

    @Override
    public CpuInfo cpu() {
        return new CpuInfo("x86_64", cpuModel, 4, 0);
    }

    @Override
    public String hostName() {
        return hostName;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Set<Integer> cpus() {
        return cpus;
    }

    @Override
    public Set<Integer> nodes() {
        return nodes;
    }

    @Override
    public Optional<String> platformObstacle(Platform platform) {
        askedFor = platform;
        return platformObstacle;
    }

    @Override
    public Optional<String> cpuObstacle(Platform platform, String cpuXml) {
        askedForCpu = cpuXml;
        return cpuObstacle;
    }

    @Override
    public Presence network(String network) {
        return presence.getOrDefault("network " + network, Presence.ACTIVE);
    }

    @Override
    public Presence networkInterface(String device) {
        return presence.getOrDefault("interface " + device, Presence.ACTIVE);
    }

    @Override
    public Presence resource(HostResource resource) {
        return presence.getOrDefault(resource.kind().words() + " " + resource.name(), Presence.ACTIVE);
    }

    @Override
    public Presence file(String path) {
        return presence.getOrDefault(path, Presence.ACTIVE);
    }

    @Override
    public Presence directory(String path) {
        return presence.getOrDefault(path, Presence.ACTIVE);
    }

    @Override
    public Optional<StoredFile> stored(String path) {
        return Optional.ofNullable(stored.get(path));
    }

    @Override
    public Optional<String> fileSystem(String path) {
        return Optional.ofNullable(fileSystems.get(path));
    }

    @Override
    public Optional<DataSize> freeHugePages(DataSize pageSize, Set<Integer> onNodes) {
        return freeHugePages;
    }

    @Override
    public Optional<String> holder(FixedPort port) {
        return Optional.ofNullable(holders.get(port.number()));
    }
}
