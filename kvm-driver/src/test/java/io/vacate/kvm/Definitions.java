package io.vacate.kvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Definitions of small VMs, each with one thing of which it is to be found out whether it moves. Files are in a directory that
 * both hosts have; those called {@code both…} are on both, those called {@code here…} on the source only.
 */
final class Definitions {
    static final String DIRECTORY = "/var/lib/libvirt/agreement";

    private final Map<String, Definition> all = new TreeMap<>();

    /**
     * A definition.
     *
     * @param name of the VM, telling what it has
     * @param xml its domain XML
     * @param xmlThere its domain XML for the destination; empty for the same
     * @param commands what virsh is to do once it runs, the VM's name standing for {@code %s}
     */
    record Definition(String name, String xml, String xmlThere, List<String> commands) {}

    private Definitions() {}

    static List<Definition> all() {
        Definitions definitions = new Definitions();
        definitions.disks();
        definitions.drives();
        definitions.filesAndPorts();
        definitions.devices();
        definitions.cpusAndMemory();
        definitions.elsewhere();
        definitions.states();
        return new ArrayList<>(definitions.all.values());
    }

    private void add(String name, String devices) {
        add(name, "", devices, "", List.of());
    }

    private void add(String name, String content, String devices, String there, List<String> commands) {
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String xml = xml(name, id, content, devices);
        all.put(name, new Definition(name, xml, there.isEmpty() ? "" : xml(name, id, there, devices), commands));
    }

    /** Adds one whose destination gets another definition. */
    private void addMoved(String name, String devices, String devicesThere) {
        add(name, devices);
        Definition here = all.get(name);
        all.put(name, new Definition(name, here.xml(), here.xml().replace(devices, devicesThere), List.of()));
    }

    private static String xml(String name, UUID id, String content, String devices) {
        String os = content.contains("<os>") ? "" : "<os><type arch='x86_64' machine='pc'>hvm</type></os>";
        String features = content.contains("<features>") ? "" : "<features><acpi/></features>";
        String memory = content.contains("<memory unit") ? "" : "<memory unit='MiB'>32</memory>";
        String cpu = content.contains("<cpu") ? "" : "<cpu mode='custom' match='exact'><model>qemu64</model></cpu>";
        String balloon = devices.contains("<memballoon") ? "" : "<memballoon model='none'/>";
        return "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>%s</name><uuid>%s</uuid>%s%s%s%s%s%s<devices><emulator>/usr/bin/qemu-system-x86_64</emulator>%s%s%s</devices></domain>"
                .formatted(
                        name,
                        id,
                        memory,
                        content.contains("<vcpu") ? "" : "<vcpu>1</vcpu>",
                        os,
                        features,
                        cpu,
                        content,
                        devices.contains("usb") ? "" : "<controller type='usb' model='none'/>",
                        balloon,
                        devices);
    }

    private static String disk(String attributes, String source, String target, String more) {
        return "<disk type='file' device='disk'><driver name='qemu' %s/><source file='%s/%s'/><target dev='%s' bus='virtio'/>%s</disk>"
                .formatted(attributes, DIRECTORY, source, target, more);
    }

    private void disks() {
        add("disk-local", disk("type='raw'", "here1.raw", "vda", ""));
        add("disk-local-cache-none", disk("type='raw' cache='none'", "here2.raw", "vda", ""));
        add("disk-on-both", disk("type='raw'", "both1.raw", "vda", ""));
        add("disk-on-both-cache-unsafe", disk("type='raw' cache='unsafe'", "both2.raw", "vda", ""));
        add("disk-on-both-cache-none", disk("type='raw' cache='none'", "both1.raw", "vda", ""));
        add("disk-read-only-here", disk("type='raw'", "here3.raw", "vda", "<readonly/>"));
        add("disk-read-only-on-both", disk("type='raw'", "both3.raw", "vda", "<readonly/>"));
        add("disk-shareable-on-both", disk("type='raw' cache='none'", "both4.raw", "vda", "<shareable/>"));
        add("disk-transient", disk("type='raw'", "both5.raw", "vda", "<transient/>"));
        add(
                "disk-directory",
                "<disk type='dir' device='disk'><driver name='qemu' type='fat'/><source dir='%s/empty'/><target dev='vda' bus='virtio'/><readonly/></disk>"
                        .formatted(DIRECTORY));
    }

    private static String drive(String device, String target, String bus, String source) {
        return "<disk type='file' device='%s'><driver name='qemu' type='raw'/>%s<target dev='%s' bus='%s'/>%s</disk>"
                .formatted(device, source, target, bus, device.equals("cdrom") ? "<readonly/>" : "");
    }

    private static String source(String file, String policy) {
        return "<source file='%s/%s'%s/>"
                .formatted(DIRECTORY, file, policy.isEmpty() ? "" : " startupPolicy='%s'".formatted(policy));
    }

    private void drives() {
        add("drive-empty", drive("cdrom", "hda", "ide", ""));
        add("drive-on-both", drive("cdrom", "hda", "ide", source("both6.raw", "")));
        add("drive-here", drive("cdrom", "hda", "ide", source("here4.raw", "")));
        add("drive-here-mandatory", drive("cdrom", "hda", "ide", source("here4.raw", "mandatory")));
        add("drive-here-optional", drive("cdrom", "hda", "ide", source("here4.raw", "optional")));
        add("drive-here-requisite", drive("cdrom", "hda", "ide", source("here4.raw", "requisite")));
        add("floppy-empty", drive("floppy", "fda", "fdc", ""));
        add("floppy-here-optional", drive("floppy", "fda", "fdc", source("here4.raw", "optional")));
    }

    private void filesAndPorts() {
        add("serial-pty", "<serial type='pty'/>");
        add("serial-file", "<serial type='file'><source path='%s/log-serial'/></serial>".formatted(DIRECTORY));
        add(
                "serial-file-directory-here",
                "<serial type='file'><source path='%s-here/log'/></serial>".formatted(DIRECTORY));
        add("serial-unix", "<serial type='unix'><source mode='bind' path='%s/socket'/></serial>".formatted(DIRECTORY));
        add(
                "serial-tcp-any",
                "<serial type='tcp'><source mode='bind' host='0.0.0.0' service='7801'/><protocol type='raw'/></serial>");
        add(
                "serial-tcp-own-address",
                "<serial type='tcp'><source mode='bind' host='SOURCE' service='7802'/><protocol type='raw'/></serial>");
        add("parallel-null", "<parallel type='null'/>");
        add("channel-unix", "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>");
        add("display-vnc-auto", "<graphics type='vnc' autoport='yes'/>");
        add("display-vnc-fixed", "<graphics type='vnc' port='5977' autoport='no'/>");
        add("display-vnc-own-address", "<graphics type='vnc' autoport='yes' listen='SOURCE'/>");
        add("display-vnc-everywhere", "<graphics type='vnc' autoport='yes' listen='0.0.0.0'/>");
        add(
                "firmware-on-both",
                "<os><type arch='x86_64' machine='pc'>hvm</type><loader type='rom'>%s/both-bios.bin</loader></os>"
                        .formatted(DIRECTORY),
                "",
                "",
                List.of());
        add(
                "kernel-here",
                "<os><type arch='x86_64' machine='pc'>hvm</type><kernel>%s/here-kernel</kernel></os>"
                        .formatted(DIRECTORY),
                "",
                "",
                List.of());
        add(
                "kernel-on-both",
                "<os><type arch='x86_64' machine='pc'>hvm</type><kernel>%s/both-kernel</kernel></os>"
                        .formatted(DIRECTORY),
                "",
                "",
                List.of());
        add(
                "own-arguments",
                "<qemu:commandline><qemu:arg value='-boot'/><qemu:arg value='menu=off'/></qemu:commandline>",
                "",
                "",
                List.of());
    }

    private void devices() {
        add("plain", "");
        add("nic-user", "<interface type='user'><model type='virtio'/></interface>");
        add(
                "shared-memory-master",
                "<shmem name='agree-master' role='master'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>");
        add(
                "shared-memory-peer",
                "<shmem name='agree-peer' role='peer'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>");
        add(
                "shared-memory-of-several",
                "<shmem name='agree-any'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>");
        add(
                "shared-directory",
                "<filesystem type='mount' accessmode='passthrough'><source dir='%s/empty'/><target dir='share'/></filesystem>"
                        .formatted(DIRECTORY));
        add("random-numbers", "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
        add("usb", "<controller type='usb' model='qemu-xhci'/><input type='tablet' bus='usb'/>");
        add("watchdog", "<watchdog model='i6300esb' action='none'/>");
        add("sound", "<sound model='ich6'/>");
        add("video-virtio", "<video><model type='virtio'/></video>");
        add("balloon", "<memballoon model='virtio'/>");
        add("machine-q35", "<os><type arch='x86_64' machine='q35'>hvm</type></os>", "", "", List.of());
        add("threads-for-disks", "<iothreads>2</iothreads>", "", "", List.of());
        add(
                "clock-of-windows",
                "<clock offset='localtime'><timer name='rtc' tickpolicy='catchup'/></clock>",
                "",
                "",
                List.of());
        add("panic", "<panic model='isa'/>");
        add(
                "virtio-serial-and-scsi",
                "<controller type='virtio-serial' index='0'/><controller type='scsi' model='virtio-scsi'/>");
    }

    private void cpusAndMemory() {
        add("cpu-maximum", "<cpu mode='maximum'/>", "", "", List.of());
        add(
                "cpu-topology-only",
                "<vcpu>2</vcpu><cpu><topology sockets='1' dies='1' cores='2' threads='1'/></cpu>",
                "",
                "",
                List.of());
        add(
                "cpu-unchecked",
                "<cpu mode='custom' match='exact' check='none'><model>Nehalem</model></cpu>",
                "",
                "",
                List.of());
        add("cpus-some-off", "<vcpu current='1'>4</vcpu>", "", "", List.of());
        add("cpus-pinned", "<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>", "", "", List.of());
        add(
                "memory-shared",
                "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>",
                "",
                "",
                List.of());
        add(
                "memory-pluggable",
                "<maxMemory slots='2' unit='MiB'>256</maxMemory><memory unit='MiB'>64</memory><cpu mode='custom' match='exact'><model>qemu64</model><numa><cell id='0' cpus='0' memory='65536' unit='KiB'/></numa></cpu>",
                "",
                "",
                List.of());
        add("name-with-other-letters-Büro", "<title>Зал №3 &lt;B&gt;</title>", "", "", List.of());
    }

    /** What the destination's definition asks of the destination alone. */
    private void elsewhere() {
        String user = "<interface type='user'><mac address='52:54:00:00:16:01'/><model type='virtio'/></interface>";
        addMoved("network-missing-there", user, user.replace("'user'>", "'network'><source network='nowhere'/>"));
        addMoved(
                "network-inactive-there", user, user.replace("'user'>", "'network'><source network='agreement-off'/>"));
        addMoved("bridge-missing-there", user, user.replace("'user'>", "'bridge'><source bridge='nobridge'/>"));
        addMoved(
                "macvtap-missing-there",
                user,
                user.replace("'user'>", "'direct'><source dev='nodevice' mode='bridge'/>"));
        addMoved("definition-with-more-devices", "<sound model='ich6'/>", "<sound model='ich6'/><sound model='ac97'/>");
        add(
                "pinned-elsewhere",
                "<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>",
                "",
                "<cputune><vcpupin vcpu='0' cpuset='900'/></cputune>",
                List.of());
        add(
                "node-missing-there",
                "<numatune><memory mode='strict' nodeset='0'/></numatune>",
                "",
                "<numatune><memory mode='strict' nodeset='63'/></numatune>",
                List.of());
    }

    private void states() {
        add(
                "snapshot",
                "",
                disk("type='qcow2'", "both7.qcow2", "vda", ""),
                "",
                List.of("snapshot-create %s --redefine SNAPSHOT"));
        add(
                "block-job",
                "",
                disk("type='qcow2'", "both8.qcow2", "vda", ""),
                "",
                List.of("blockcopy %s vda --dest " + DIRECTORY + "/copy.qcow2 --bandwidth 1 --transient-job"));
    }
}
