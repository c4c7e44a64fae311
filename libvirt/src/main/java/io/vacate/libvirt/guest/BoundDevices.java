package io.vacate.libvirt.guest;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Severity;
import io.vacate.libvirt.xml.DomainXml;
import io.vacate.libvirt.xml.SafeXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * Finds what ties a VM to its host, apart from disks, networks and memory.
 *
 * @see <a href="https://libvirt.org/formatdomain.html#devices">Devices in domain XML</a>
 */
final class BoundDevices {
    private static final Set<String> HOST_PATHS = Set.of("file", "dev", "pipe");

    /** Addresses that mean the same on every host. */
    private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "::1", "localhost");

    /** Sources of random numbers that every Linux host has. */
    private static final Set<String> COMMON_RANDOM = Set.of("", "/dev/urandom", "/dev/random");

    private final DomainXml xml;
    private final List<BoundDevice> found = new ArrayList<>();

    private BoundDevices(DomainXml xml) {
        this.xml = xml;
    }

    static List<BoundDevice> of(DomainXml xml) {
        return new BoundDevices(xml).find();
    }

    private List<BoundDevice> find() {
        xml.devices("hostdev").forEach(this::hostDevice);
        xml.devices("interface").forEach(this::networkCard);
        xml.devices("filesystem").forEach(this::sharedDirectory);
        xml.devices("disk").forEach(this::transientDisk);
        xml.devices("tpm").forEach(this::tpm);
        xml.devices("input").forEach(this::input);
        xml.devices("rng").forEach(this::randomNumbers);
        xml.devices("memory").forEach(this::memory);
        xml.devices("shmem").forEach(this::sharedMemory);
        xml.devices("smartcard").forEach(this::smartcard);
        xml.devices("graphics").forEach(this::display);
        List.of("serial", "parallel", "console", "channel")
                .forEach(kind -> xml.devices(kind).forEach(port -> port(kind, port)));
        confidential();
        invariantTsc();
        ownArguments();
        return found;
    }

    private void hostDevice(Element device) {
        if (!device.getAttribute("mode").matches("|subsystem")) {
            found.add(BoundDevice.refused("it has a device of its host (mode '%s'), which cannot move: detach it first"
                    .formatted(device.getAttribute("mode"))));
            return;
        }
        switch (device.getAttribute("type")) {
            case "usb" ->
                found.add(BoundDevice.note(
                        "it has a USB device of its host, which stays there: the destination needs the like, or the guest"
                                + " loses it"));
            case "pci" -> pciDevice(device, "the PCI device" + address(device), "");
            case "mdev" ->
                found.add(BoundDevice.refused(
                        "it has the mediated device %s of its host, such as a virtual GPU, which moves only if its driver"
                                        .formatted(SafeXml.find(device, "source", "address")
                                                .map(address -> address.getAttribute("uuid"))
                                                .orElse(""))
                                + " can migrate it: detach it first"));
            default ->
                found.add(BoundDevice.refused("it has a %s device of its host, which cannot move: detach it first"
                        .formatted(device.getAttribute("type").toUpperCase(Locale.ROOT))));
        }
    }

    private void pciDevice(Element device, String what, String hint) {
        boolean isReplaced = SafeXml.attribute(device, "teaming", "type").equals("transient");
        if (!isReplaced) {
            found.add(BoundDevice.refused(
                    "it has %s of its host, which moves only if its driver can migrate it: detach it first%s"
                            .formatted(what, hint)));
        }
    }

    private static String address(Element device) {
        return SafeXml.find(device, "source", "address")
                .filter(address -> !address.getAttribute("bus").isEmpty())
                .map(address -> " %s:%s:%s.%s"
                        .formatted(
                                number(address, "domain"),
                                number(address, "bus"),
                                number(address, "slot"),
                                number(address, "function")))
                .orElse("");
    }

    private static String number(Element address, String attribute) {
        return address.getAttribute(attribute).replace("0x", "");
    }

    private void networkCard(Element card) {
        String mac = SafeXml.attribute(card, "mac", "address");
        String which = mac.isEmpty() ? "" : " (" + mac + ")";
        switch (card.getAttribute("type")) {
            case "hostdev" ->
                pciDevice(
                        card,
                        "an SR-IOV network card%s%s".formatted(which, address(card)),
                        ", or team it with a virtual card (<teaming type='transient'>)");
            case "vdpa" ->
                found.add(BoundDevice.refused(
                        "it has the vDPA device '%s' of its host as network card%s, which moves only if the hypervisor can migrate it: detach it first"
                                .formatted(SafeXml.attribute(card, "source", "dev"), which)));
            case "vhostuser" ->
                found.add(BoundDevice.note(
                        "it has a vhost-user network card%s: the destination needs its switch, with a socket at '%s'"
                                .formatted(which, SafeXml.attribute(card, "source", "path"))));
            default -> {
                // A card that libvirt makes wherever the VM runs.
            }
        }
    }

    private void sharedDirectory(Element filesystem) {
        String directory = SafeXml.attribute(filesystem, "source", "dir");
        if (SafeXml.attribute(filesystem, "driver", "type").equals("virtiofs")) {
            found.add(BoundDevice.refused(
                    "it shares the directory '%s' of its host by virtiofs, which older hypervisors do not migrate; the destination needs the same directory: detach it first"
                            .formatted(
                                    directory.isEmpty()
                                            ? SafeXml.attribute(filesystem, "source", "socket")
                                            : directory)));
        } else {
            found.add(new BoundDevice(
                    Severity.RISK,
                    Check.DEVICE,
                    true,
                    "it shares the directory '%s' of its host (9p), which is refused while the guest has it mounted; the destination needs the same directory"
                            .formatted(directory)));
        }
    }

    private void transientDisk(Element disk) {
        if (SafeXml.find(disk, "transient").isPresent()) {
            found.add(new BoundDevice(
                    Severity.BLOCKER,
                    Check.DISK,
                    true,
                    "disk %s is transient: its changes are in a file of this host that does not move along"
                            .formatted(SafeXml.attribute(disk, "target", "dev"))));
        }
    }

    private void tpm(Element tpm) {
        Optional<Element> backend = SafeXml.find(tpm, "backend");
        String type = backend.map(of -> of.getAttribute("type")).orElse("");
        if (type.equals("passthrough")) {
            found.add(BoundDevice.blocker(
                    "it has the TPM '%s' of its host itself, whose keys cannot leave it: detach it first"
                            .formatted(backend.map(of -> SafeXml.attribute(of, "device", "path"))
                                    .orElse(""))));
        } else if (type.equals("external")) {
            found.add(BoundDevice.note(
                    "it has a TPM emulator that libvirt does not run: the destination needs one at '%s'"
                            .formatted(backend.map(of -> SafeXml.attribute(of, "source", "path"))
                                    .orElse(""))));
        }
    }

    private void input(Element input) {
        String type = input.getAttribute("type");
        if (type.equals("evdev") || type.equals("passthrough")) {
            String evdev = SafeXml.attribute(input, "source", "evdev");
            found.add(
                    BoundDevice.note("it has the input device '%s' of its host: the destination needs one of that name"
                            .formatted(evdev.isEmpty() ? SafeXml.attribute(input, "source", "dev") : evdev)));
        }
    }

    private void randomNumbers(Element rng) {
        Optional<Element> backend = SafeXml.find(rng, "backend");
        String path = backend.map(of -> of.getTextContent().trim()).orElse("");
        boolean isFile =
                backend.map(of -> of.getAttribute("model").equals("random")).orElse(false);
        if (isFile && !COMMON_RANDOM.contains(path)) {
            found.add(BoundDevice.note(
                    "it takes random numbers from '%s' of its host: the destination needs it, too".formatted(path)));
        }
    }

    private void memory(Element memory) {
        String model = memory.getAttribute("model");
        String path = SafeXml.text(memory, "source", "path");
        if (model.equals("sgx-epc")) {
            found.add(BoundDevice.blocker("it has an SGX enclave, whose memory cannot leave its host"));
        } else if (!path.isEmpty()) {
            found.add(BoundDevice.note(
                    "its %s memory is '%s' of its host: the destination needs one of that name and size"
                            .formatted(model.equals("nvdimm") ? "NVDIMM" : model, path)));
        }
    }

    private void sharedMemory(Element shmem) {
        String role = shmem.getAttribute("role");
        if (!role.equals("master")) {
            found.add(BoundDevice.refused(
                    "it shares the memory '%s' with others on its host as %s; only its master can move: detach it first"
                            .formatted(shmem.getAttribute("name"), role.isEmpty() ? "one of several" : role)));
        }
    }

    private void smartcard(Element card) {
        if (card.getAttribute("mode").startsWith("host")) {
            found.add(BoundDevice.note("it has a smart card reader of its host: the destination needs the like"));
        }
    }

    /** An address that a network gave to the VM is chosen anew by each host. */
    private void display(Element graphics) {
        String type = graphics.getAttribute("type").toUpperCase(Locale.ROOT);
        for (Element listen : SafeXml.children(graphics, "listen")) {
            if (listen.getAttribute("type").equals("address")) {
                listensOn(type + " display", listen.getAttribute("address"));
            }
        }
        if (SafeXml.children(graphics, "listen").isEmpty()) {
            listensOn(type + " display", graphics.getAttribute("listen"));
        }
    }

    private void listensOn(String what, String address) {
        if (!EVERYWHERE.contains(address) && !address.startsWith("127.")) {
            found.add(new BoundDevice(
                    Severity.RISK,
                    Check.DEVICE,
                    false,
                    "its %s listens on the address %s, which is its host's own: the destination cannot start it unless it has that address, too"
                            .formatted(what, address)));
        }
    }

    private void port(String kind, Element port) {
        if (isRepeated(kind, port)) {
            return;
        }
        for (Element source : SafeXml.children(port, "source")) {
            if (port.getAttribute("type").matches("tcp|udp")
                    && source.getAttribute("mode").equals("bind")) {
                listensOn(kind + " port", source.getAttribute("host"));
            }
        }
        if (HOST_PATHS.contains(port.getAttribute("type"))) {
            found.add(BoundDevice.note("it has a %s port that is '%s' of its host: the destination needs the like"
                    .formatted(kind, SafeXml.attribute(port, "source", "path"))));
        }
    }

    /** The first console of most VMs is their first serial port once more. */
    static boolean isRepeated(String kind, Element port) {
        return kind.equals("console")
                && SafeXml.attribute(port, "target", "type").matches("|serial");
    }

    private void confidential() {
        SafeXml.find(xml.root(), "launchSecurity")
                .ifPresent(security -> found.add(
                        BoundDevice.blocker("its memory is sealed by its host's processor (%s), and cannot be migrated"
                                .formatted(security.getAttribute("type").toUpperCase(Locale.ROOT)))));
    }

    /** QEMU refuses unless the frequency is fixed, as another host's counter may run at another one. */
    private void invariantTsc() {
        boolean isRequired = SafeXml.find(xml.root(), "cpu")
                .map(GuestCpu::of)
                .filter(GuestCpu::hasInvariantTsc)
                .isPresent();
        boolean isFixed = SafeXml.find(xml.root(), "clock")
                .map(clock -> SafeXml.children(clock, "timer").stream()
                        .anyMatch(timer -> timer.getAttribute("name").equals("tsc")
                                && !timer.getAttribute("frequency").isEmpty()))
                .orElse(false);
        if (isRequired && !isFixed) {
            found.add(
                    new BoundDevice(
                            Severity.BLOCKER,
                            Check.CPU,
                            true,
                            "its CPU has an invariant time-stamp counter (invtsc) whose frequency is not fixed (<timer name='tsc' frequency='…'>)"));
        }
    }

    private void ownArguments() {
        boolean hasOwn = SafeXml.children(xml.root())
                .anyMatch(child -> child.getTagName().matches("(.+:)?(commandline|override)")
                        && SafeXml.children(child).findAny().isPresent());
        if (hasOwn) {
            found.add(
                    BoundDevice.note(
                            "its definition has arguments for QEMU itself, of which nobody can tell beforehand whether they work on the destination"));
        }
    }
}
