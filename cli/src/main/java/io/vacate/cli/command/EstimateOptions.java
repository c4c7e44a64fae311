package io.vacate.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to predict: a VM on its host, or VMs of a profile. */
final class EstimateOptions {
    @Parameters(paramLabel = "VM", arity = "0..1", description = "Name or UUID of a VM.")
    @Nullable
    String vm;

    @Option(names = "--vm", paramLabel = "NAME", description = "The same as VM.")
    @Nullable
    String vmOption;

    @Option(
            names = "--from",
            paramLabel = "HOST",
            required = true,
            description =
                    "The host that it runs on: with --profile a name there, otherwise a URI or a name of the inventory.")
    List<String> from = List.of();

    @Option(
            names = "--to",
            paramLabel = "HOST",
            required = true,
            description =
                    "The host that it goes to: with --profile a name there, otherwise a URI or a name of the inventory.")
    List<String> to = List.of();

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "Ask no host: take VMs, hosts, network and what was learned from a file, such as vacate calibrate"
                            + " --profile writes it. Without VM, all VMs of the file.")
    @Nullable
    Path profile;

    @Option(
            names = "--modes",
            paramLabel = "all|LIST",
            description = "Compare modes: all, or some of pre-copy, post-copy, post-copy-now, stop-and-copy,"
                    + " suspend-copy-resume-disk and suspend-copy-resume-memory, with commas between.")
    @Nullable
    String modes;

    @Option(
            names = "--group",
            paramLabel = "sequential|parallel|k=N",
            converter = GroupOrder.Reader.class,
            description = "Predict all VMs of the profile together: one after the other, all at once, or N at a time.")
    @Nullable
    GroupOrder group;

    /** Returns the VM that was named, if any. */
    @Nullable
    String name() {
        if (vm != null && vmOption != null) {
            throw new IllegalArgumentException("a VM was given twice: '%s' and --vm '%s'".formatted(vm, vmOption));
        }
        return vm == null ? vmOption : vm;
    }

    /** Returns the options on one VM of a host. */
    OneVmOptions ofHosts(HostNames names) {
        String name = name();
        if (name == null) {
            throw new IllegalArgumentException("a VM is missing: give its name, or --profile FILE");
        }
        if (group != null) {
            throw new IllegalArgumentException(
                    "--group is for --profile; of hosts, vacate evacuate --dry-run predicts all VMs together");
        }
        OneVmOptions one = new OneVmOptions();
        one.vm = name;
        one.from = from.stream().map(names::convert).toList();
        one.to = to.stream().map(names::convert).toList();
        return one;
    }

    /** Returns the name of the host that VMs of a profile leave. */
    String source() {
        return single("--from", from);
    }

    /** Returns the name of the host that VMs of a profile go to. */
    String destination() {
        return single("--to", to);
    }

    private static String single(String option, List<String> names) {
        if (names.size() != 1) {
            throw new IllegalArgumentException("%s must be given once, not %d times".formatted(option, names.size()));
        }
        return names.get(0);
    }

    /** Returns the modes to compare, or plain pre-copy alone. */
    List<NamedMode> chosenModes() {
        return NamedMode.list("--modes", modes == null ? "pre-copy" : modes);
    }
}
