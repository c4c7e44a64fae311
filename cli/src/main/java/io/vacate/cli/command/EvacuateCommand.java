package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.cli.state.UnwritableFileException;
import io.vacate.cli.terminal.Console;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.report.EvacuationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vacate evacuate}. */
@Command(
        name = "evacuate",
        header = "Empty hosts of their running VMs.",
        description = {
            "",
            "Watches the VMs for a few seconds, chooses a destination for each, plans the order that is fastest, says"
                    + " how long that takes, moves all VMs live, and asks every host afterwards where each VM is. Running"
                    + " it again is safe: what has moved is not moved again.",
            "",
            "The first Ctrl-C asks what runs to stop, waits until it has, and says where each VM is.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vacate evacuate kvm+tls://node1/system --to kvm+tls://node2/system kvm+tls://node3/system",
            "  vacate evacuate node1 --to role:spare",
            "  vacate evacuate sim:demo#alpha --to sim:demo#beta sim:demo#gamma --dry-run"
        })
final class EvacuateCommand extends AbstractCommand {
    @Parameters(
            paramLabel = "HOST",
            arity = "1..*",
            description = "Hosts to be emptied: URIs, or names of the inventory.")
    List<HostNames.Choice> sources = List.of();

    @Option(
            names = "--to",
            paramLabel = "HOST",
            arity = "1..*",
            required = true,
            description = "Hosts that take the VMs in: URIs, names of the inventory, or role:NAME.")
    List<HostNames.Choice> destinations = List.of();

    @Option(
            names = "--strategy",
            paramLabel = "best|sequential|parallel",
            description = "In which order: whatever is predicted fastest (best, the default), one after the other"
                    + " (sequential), or all at once (parallel).")
    Order strategy = Order.best;

    @Option(
            names = "--strict",
            description =
                    "Refuse to start if one of the destinations cannot be reached; otherwise the VMs go to the others.")
    boolean strict;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    boolean dryRun;

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    MigrationOptions migration = new MigrationOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    AtOnceOptions limits = new AtOnceOptions();

    @Mixin
    PlanningOptions planning = new PlanningOptions();

    @Mixin
    PowerOptions power = new PowerOptions();

    @Mixin
    PlanFileOptions files = new PlanFileOptions();

    /** Strategies as users write them. */
    enum Order {
        best(Strategy.BEST),
        sequential(Strategy.SEQUENTIAL),
        parallel(Strategy.PARALLEL);

        private final Strategy strategy;

        Order(Strategy strategy) {
            this.strategy = strategy;
        }
    }

    EvacuateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException, UnwritableFileException {
        MigrationRequest how = migration.request().build();
        Evacuation evacuation = new Evacuation("evacuate", console, output, run.stop.limit());
        try (HostRegistry registry = registry()) {
            List<HostUri> leaving = HostNames.Choice.uris(sources);
            Constraints constraints = planning.read();
            List<Host> from = open(registry, leaving);
            Map<HostUri, String> leftOut = new LinkedHashMap<>();
            List<HostUri> targets = targets(leaving);
            requireOneTarget(how, targets);
            List<Host> to = reachable(registry, targets, leftOut);
            EvacuationRequest.Builder request =
                    EvacuationRequest.builder(from, to).strategy(strategy.strategy);
            model.calibrate(console, leaving, request);
            leftOut.forEach(request::leftOut);
            if (strict) {
                request.strict();
            }
            model.apply(request);
            planning.apply(request.constraints(constraints));
            power.apply(request);
            run.apply(request.migration(how));
            limits.apply(request);
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            files.write(prepared);
            if (dryRun) {
                return evacuation.plan(prepared);
            }
            planning.requireInTime(prepared);
            migration.warn(console);
            EvacuationReport report = evacuation.execute(prepared);
            model.learn(console, leaving, report);
            return evacuation.conclude(prepared, report);
        }
    }

    /** Returns the hosts that take the VMs in: a role is for all that have it, without those that are to be emptied. */
    private List<HostUri> targets(List<HostUri> leaving) {
        List<HostUri> targets = destinations.stream()
                .flatMap(choice -> choice.uris().stream().filter(uri -> !choice.isRole() || !leaving.contains(uri)))
                .toList();
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("--to: no host is left that is not to be emptied");
        }
        return targets;
    }

    private static void requireOneTarget(MigrationRequest how, List<HostUri> targets) {
        boolean hasAddress =
                how.migrationAddress().isPresent() || how.listenAddress().isPresent();
        if (hasAddress && targets.size() > 1) {
            throw new IllegalArgumentException(
                    "--migration-address and --listen-address are of one host, not of %d; name each host's in the inventory"
                            .formatted(targets.size()));
        }
        how.migrationAddress().filter(address -> address.port().isPresent()).ifPresent(address -> {
            throw new IllegalArgumentException(
                    "--migration-address (%s): several VMs cannot share a port".formatted(address));
        });
    }

    /** Opens the destinations that can be opened; the last failure counts if there is none. */
    private List<Host> reachable(HostRegistry registry, List<HostUri> targets, Map<HostUri, String> leftOut) {
        List<Host> opened = new ArrayList<>();
        for (HostUri uri : targets) {
            Optional<Host> off = planning.off(registry, uri);
            if (off.isPresent()) {
                opened.add(off.get());
                continue;
            }
            try {
                opened.add(registry.open(uri));
            } catch (HostUnreachableException | AccessDeniedException | UnsupportedVersionException unreachable) {
                leftOut.put(uri, String.valueOf(unreachable.getMessage()));
                if (strict || leftOut.size() == targets.size()) {
                    throw unreachable;
                }
                console.err()
                        .println("vacate: %s; going on without it (--strict refuses to)"
                                .formatted(Failures.oneLine(String.valueOf(unreachable.getMessage()))));
            }
        }
        return opened;
    }
}
