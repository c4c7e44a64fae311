package io.vacate.bench.migration;

import io.vacate.api.Host;
import io.vacate.bench.statistics.Timed;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the wall time of migrations through Vacate with that of {@code virsh migrate}, in pairs. */
@Command(
        name = "overhead",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times live migrations of one guest to and fro: through Vacate, its checks included, and with virsh migrate --live"
                    + " --p2p. Each pair has one of each; which goes first, and thus in which direction, changes each time.",
            "virsh is a process that starts and connects, which Vacate's open session need not: what virsh takes for that is"
                    + " measured too and taken off its times."
        })
public final class Overhead implements Callable<Integer> {
    private static final double SHARE = 0.03;
    private static final double MILLIS = 50;
    private static final int WARM_UP = 5;

    @Mixin
    private RealHosts hosts = new RealHosts();

    @Option(names = "--guest", required = true, description = "its name")
    private String guest = "";

    @Option(names = "--pairs", description = "how many pairs (default ${DEFAULT-VALUE})")
    private int pairs = 10;

    private Overhead() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/overhead --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Overhead()).execute(arguments));
    }

    /**
     * Measures and prints.
     *
     * @return 0 if the median overhead is within 3 % and 50 ms and the guest is well, else 1
     * @throws Exception if a migration fails; the guest is where that left it
     */
    @Override
    public Integer call() throws Exception {
        Timed virsh = new Timed("virsh");
        Timed startUp = new Timed("virsh, start and connect only");
        Timed vacate = new Timed("Vacate");
        List<Host> open = hosts.open();
        try (Host one = open.get(0);
                Host other = open.get(1)) {
            // A program that runs for long has its code compiled.
            for (int i = 0; i < WARM_UP; i++) {
                RealHosts.migrate(guest, one, other);
                RealHosts.migrate(guest, other, one);
            }
            for (int i = 0; i < pairs; i++) {
                boolean vacateFirst = i % 2 == 1;
                for (int leg = 0; leg < 2; leg++) {
                    int source = leg;
                    startUp.time(() -> virsh(source, "domstate", guest));
                    if (vacateFirst == (leg == 0)) {
                        vacate.time(() -> RealHosts.migrate(guest, open.get(source), open.get(1 - source)));
                    } else {
                        virsh.time(() -> virsh(
                                source,
                                "migrate",
                                "--live",
                                "--p2p",
                                "--persistent",
                                "--undefinesource",
                                guest,
                                RealHosts.libvirtUri(hosts.uris().get(1 - source))));
                    }
                }
                System.err.printf(
                        Locale.ROOT,
                        "pair %2d: virsh %.0f ms, Vacate %.0f ms%n",
                        i + 1,
                        virsh.millis().get(i),
                        vacate.millis().get(i));
            }
        }
        return report(virsh, startUp, vacate) && hosts.isWell(guest) ? 0 : 1;
    }

    private void virsh(int host, String... words) throws Exception {
        String[] command = new String[words.length + 4];
        command[0] = "virsh";
        command[1] = "-q";
        command[2] = "-c";
        command[3] = RealHosts.libvirtUri(hosts.uris().get(host));
        System.arraycopy(words, 0, command, 4, words.length);
        if (RealHosts.run(command) != 0) {
            throw new IllegalStateException("'%s' failed".formatted(String.join(" ", command)));
        }
    }

    private static boolean report(Timed virsh, Timed startUp, Timed vacate) {
        double base = virsh.median() - startUp.median();
        double allowed = base * SHARE + MILLIS;
        double overhead = vacate.median() - base;
        System.out.printf(
                Locale.ROOT,
                "medians of %d: virsh %.0f ms, of which %.0f ms to start and connect; Vacate %.0f ms%n"
                        + "fastest: virsh %.0f ms, Vacate %.0f ms%n"
                        + "overhead %.0f ms, allowed 3 %% + 50 ms = %.0f ms: %s%n",
                virsh.millis().size(),
                virsh.median(),
                startUp.median(),
                vacate.median(),
                fastest(virsh),
                fastest(vacate),
                overhead,
                allowed,
                overhead <= allowed ? "within" : "OVER");
        return overhead <= allowed;
    }

    /** An emulated guest's switch-over takes 20 or 300 ms by chance, and medians fall between; the fastest runs do not. */
    private static double fastest(Timed timed) {
        return timed.millis().stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }
}
