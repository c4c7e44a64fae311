package io.vacate.libvirt.xml;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Reads libvirt's domain XML. Immutable.
 *
 * @see <a href="https://libvirt.org/formatdomain.html">Domain XML format</a>
 */
public final class DomainXml {
    private final Element root;

    private DomainXml(Element root) {
        this.root = root;
    }

    /**
     * Reads a domain's XML.
     *
     * @throws InvalidDefinitionException if it is malformed, has a document type, or is no domain; nothing has changed
     */
    public static DomainXml parse(String xml) {
        Element root = SafeXml.parse(xml);
        if (!root.getTagName().equals("domain")) {
            throw new InvalidDefinitionException(
                    "The XML is a <%s>, not a <domain>; nothing was changed".formatted(root.getTagName()));
        }
        return new DomainXml(root);
    }

    /** Returns the {@code <domain>}, for what only one hypervisor has. It must not be changed. */
    public Element root() {
        return root;
    }

    /** Returns the hypervisor type, such as {@code "kvm"} or {@code "qemu"}. */
    public String type() {
        return root.getAttribute("type");
    }

    /** Returns the name; empty if it has none. */
    public String name() {
        return SafeXml.find(root, "name").map(Element::getTextContent).orElse("");
    }

    /**
     * Returns the identity, if it has one: libvirt makes one up otherwise.
     *
     * @throws InvalidDefinitionException if it is not a UUID
     */
    public Optional<VmId> id() {
        String text = SafeXml.text(root, "uuid");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(VmId.parse(text));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidDefinitionException("%s; nothing was changed".formatted(malformed.getMessage()));
        }
    }

    /**
     * Checks that it is a definition of that VM for its destination.
     *
     * @throws InvalidDefinitionException if it has another identity or name; nothing has changed
     */
    public void requireVm(VmId vm, String name) {
        if (id().filter(vm::equals).isEmpty()) {
            throw new InvalidDefinitionException(
                    "The definition for the destination has the UUID %s, not that of VM '%s' (%s); nothing was changed"
                            .formatted(id().map(VmId::toString).orElse("''"), name, vm));
        }
        if (!name().equals(name)) {
            throw new InvalidDefinitionException(
                    "The definition for the destination has the name '%s', not '%s'; to change the name, set the request's destinationName; nothing was changed"
                            .formatted(name(), name));
        }
    }

    /**
     * Returns what every hypervisor knows of it.
     *
     * @throws InvalidDefinitionException if a part cannot be read
     */
    public VmConfig config() {
        VmId id = id().orElseThrow(() -> new InvalidDefinitionException("VM '%s' has no UUID".formatted(name())));
        try {
            DataSize configured = memory();
            GuestMemory memory = GuestMemory.of(root);
            return new VmConfig(
                    id,
                    name(),
                    configured,
                    memory.current(),
                    memory.hugePages(),
                    vcpus(),
                    activeVcpus(),
                    boot(),
                    disks(),
                    nics());
        } catch (IllegalArgumentException wrong) {
            throw new InvalidDefinitionException("VM '%s': %s".formatted(name(), wrong.getMessage()));
        }
    }

    private DataSize memory() {
        Element memory = SafeXml.find(root, "memory")
                .orElseThrow(() -> new InvalidDefinitionException("VM '%s' has no <memory>".formatted(name())));
        try {
            return MemorySize.of(memory);
        } catch (InvalidDefinitionException wrong) {
            throw new InvalidDefinitionException("VM '%s': %s".formatted(name(), wrong.getMessage()));
        }
    }

    /** Returns how much of the memory is in huge pages of the host, of whatever size. */
    public DataSize hugeMemory() {
        return GuestMemory.of(root).hugePages().values().stream().reduce(DataSize.ZERO, DataSize::plus);
    }

    private int activeVcpus() {
        String current = SafeXml.find(root, "vcpu")
                .map(vcpu -> vcpu.getAttribute("current"))
                .orElse("");
        return current.isEmpty() ? vcpus() : (int) Math.min(vcpus(), number(current, "vcpu"));
    }

    private int vcpus() {
        String text = SafeXml.text(root, "vcpu");
        long count = text.isEmpty() ? 1 : number(text, "vcpu");
        return (int) Math.min(Integer.MAX_VALUE, count);
    }

    private long number(String text, String what) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new InvalidDefinitionException(
                    "VM '%s' has a <%s> that is not a number: '%s'".formatted(name(), what, text));
        }
    }

    private Boot boot() {
        String kernel = SafeXml.text(root, "os", "kernel");
        return kernel.isEmpty()
                ? new Boot.FromDisk()
                : new Boot.DirectKernel(
                        kernel, SafeXml.text(root, "os", "initrd"), SafeXml.text(root, "os", "cmdline"));
    }

    private List<DiskConfig> disks() {
        List<DiskConfig> disks = new ArrayList<>();
        for (Element disk : devices("disk")) {
            boolean network = disk.getAttribute("type").equals("network");
            disks.add(new DiskConfig(
                    SafeXml.attribute(disk, "target", "dev"),
                    source(disk),
                    SafeXml.attribute(disk, "driver", "type"),
                    network || SafeXml.find(disk, "shareable").isPresent(),
                    SafeXml.find(disk, "readonly").isPresent()));
        }
        return disks;
    }

    private static String source(Element disk) {
        Optional<Element> source = SafeXml.find(disk, "source");
        return List.of("file", "dev", "volume", "name", "dir").stream()
                .flatMap(attribute -> source.map(element -> element.getAttribute(attribute)).stream())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** A running VM's card that a network gave a bridge is of type {@code bridge}, and still names the network. */
    private List<NicConfig> nics() {
        List<NicConfig> nics = new ArrayList<>();
        for (Element nic : devices("interface")) {
            String network = SafeXml.attribute(nic, "source", "network");
            String type = network.isEmpty() ? nic.getAttribute("type") : "network";
            nics.add(new NicConfig(
                    SafeXml.attribute(nic, "mac", "address"),
                    type,
                    network.isEmpty()
                            ? SafeXml.attribute(nic, "source", type.equals("direct") ? "dev" : type)
                            : network,
                    SafeXml.attribute(nic, "model", "type")));
        }
        return nics;
    }

    /** Returns the devices of that kind, such as {@code "disk"}. */
    public List<Element> devices(String name) {
        return SafeXml.find(root, "devices")
                .map(devices -> SafeXml.children(devices, name))
                .orElse(List.of());
    }
}
