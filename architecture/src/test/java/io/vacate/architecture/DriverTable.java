package io.vacate.architecture;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import io.vacate.kvm.KvmDriver;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.sim.SimHost;
import io.vacate.xen.XenDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The table of what each driver can do, asked of the drivers themselves. */
final class DriverTable {
    /** What the testbed has. */
    private static final LibvirtVersion LIBVIRT = new LibvirtVersion(9, 0, 0);

    private static final LibvirtVersion NEWER_LIBVIRT = new LibvirtVersion(11, 3, 0);

    private static final String XEN = "4.17";

    private static final LibvirtVersion QEMU = new LibvirtVersion(10, 0, 0);

    /** Later than anything that a driver knows of. */
    private static final LibvirtVersion NEWEST = new LibvirtVersion(99, 0, 0);

    private static final int MAJORS = 30;
    private static final int MINORS = 15;

    private final Path root;

    DriverTable(Path root) {
        this.root = root;
    }

    /** Returns the table's lines. */
    List<String> lines() throws IOException {
        String source = Files.readString(root.resolve("api/src/main/java/io/vacate/api/host/Capability.java"));
        Set<Capability> sim =
                SimHost.builder("any", DataSize.ofMebibytes(1)).build().capabilities();
        Set<Capability> kvm = KvmDriver.capabilities(LIBVIRT, QEMU);
        Set<Capability> newerKvm = KvmDriver.capabilities(NEWER_LIBVIRT, QEMU);
        Set<Capability> xen = XenDriver.capabilities();
        List<String> lines = new ArrayList<>();
        String libvirt = "libvirt %d.%d".formatted(LIBVIRT.major(), LIBVIRT.minor());
        lines.add(
                "| capability | what it is | `sim:` | `xen:` with %s, Xen %s | `kvm:` with %s, QEMU %d.%d | with libvirt %d.%d | `kvm:` from |"
                        .formatted(
                                libvirt,
                                XEN,
                                libvirt,
                                QEMU.major(),
                                QEMU.minor(),
                                NEWER_LIBVIRT.major(),
                                NEWER_LIBVIRT.minor()));
        lines.add("|---|---|---|---|---|---|---|");
        for (Capability capability : Capability.values()) {
            lines.add("| `%s` | %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            capability.name().toLowerCase(Locale.ROOT),
                            meaning(source, capability),
                            sim.contains(capability) ? "yes" : "no",
                            xen.contains(capability) ? "yes" : "no",
                            kvm.contains(capability) ? "yes" : "no",
                            newerKvm.contains(capability) ? "yes" : "no",
                            since(capability)));
        }
        return lines;
    }

    private static String meaning(String source, Capability capability) {
        Pattern commented = Pattern.compile("/\\*\\* ([^*]*) \\*/\\s+" + capability.name() + "\\b");
        Matcher matcher = commented.matcher(source);
        if (!matcher.find()) {
            throw new IllegalStateException(capability + " has no comment");
        }
        return matcher.group(1).replaceAll("\\{@code (\\w+)}", "`$1`").replaceFirst("\\.$", "");
    }

    private static String since(Capability capability) {
        if (!KvmDriver.capabilities(NEWEST, NEWEST).contains(capability)) {
            return "none";
        }
        Optional<String> libvirt = first(version -> KvmDriver.capabilities(version, NEWEST), capability)
                .map(version -> "libvirt " + version);
        Optional<String> qemu = first(version -> KvmDriver.capabilities(NEWEST, version), capability)
                .map(version -> "QEMU " + version);
        List<String> both =
                List.of(libvirt, qemu).stream().flatMap(Optional::stream).toList();
        return both.isEmpty() ? "any" : String.join(", ", both);
    }

    /** Returns the first version that has it, unless all have. */
    private static Optional<String> first(Function<LibvirtVersion, Set<Capability>> able, Capability capability) {
        return IntStream.range(0, MAJORS * MINORS)
                .mapToObj(i -> new LibvirtVersion(i / MINORS, i % MINORS, 0))
                .filter(version -> able.apply(version).contains(capability))
                .findFirst()
                .filter(version -> version.major() + version.minor() > 0)
                .map(version -> "%d.%d".formatted(version.major(), version.minor()));
    }
}
