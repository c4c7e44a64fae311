package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.documents.PlanDocument;
import io.vacate.documents.ProfileFormatException;
import io.vacate.model.batch.Action;
import io.vacate.orchestrator.AppliedPlan;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.OutdatedPlanException;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.report.EvacuationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vacate apply}. */
@Command(
        name = "apply",
        header = "Do what a plan says that evacuate wrote.",
        description = {
            "",
            "Looks at the hosts again, and moves the VMs as the plan has it, by the options that it was made with."
                    + " What has moved already counts as done. Where the plan no longer fits nothing is changed, and all"
                    + " that is in its way is said; with --replan, what is left is planned anew.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  vacate evacuate node1 --to node2 node3 --dry-run --out plan.json",
            "  vacate apply plan.json"
        })
final class ApplyCommand extends AbstractCommand {
    @Parameters(paramLabel = "FILE", description = "A plan, as vm-migration-plan/1 with hosts and UUIDs.")
    Path file = Path.of("");

    @Option(
            names = "--replan",
            description = "Where the plan no longer fits, plan anew what is left of it, and do that.")
    boolean replan;

    @Option(names = "--dry-run", description = "Check and say what would be done, and change nothing.")
    boolean dryRun;

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    AtOnceOptions limits = new AtOnceOptions();

    @Mixin
    PowerOptions power = new PowerOptions();

    ApplyCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
        PlanDocument document = read();
        MigrationOptions migration = migration(document);
        Evacuation evacuation = new Evacuation("apply", console, output, run.stop.limit());
        try (HostRegistry registry = registry()) {
            AppliedPlan plan = plan(document, registry);
            EvacuationRequest.Builder request = EvacuationRequest.applying(plan);
            List<HostUri> hosts = plan.hosts().values().stream().map(Host::uri).toList();
            model.calibrate(console, hosts, request);
            model.apply(request);
            run.apply(request.migration(migration.request().build()));
            power.apply(request);
            limits.apply(request);
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            if (dryRun) {
                return evacuation.plan(prepared);
            }
            migration.warn(console);
            EvacuationReport report = evacuation.execute(prepared);
            model.learn(console, hosts, report);
            return evacuation.conclude(prepared, report);
        }
    }

    /** Returns the hosts between which an action takes a VM. */
    private static Stream<String> visited(Action action) {
        if (action instanceof Action.Migrate move) {
            return Stream.of(move.from(), move.to());
        }
        return action instanceof Action.Resume resume ? Stream.of(resume.from(), resume.to()) : Stream.empty();
    }

    private AppliedPlan plan(PlanDocument document, HostRegistry registry) {
        if (document.hosts().isEmpty()) {
            throw wrong("it is no plan of real hosts: 'hosts' is missing, which evacuate --out writes");
        }
        Set<String> switched = document.plan().actions().stream()
                .flatMap(ApplyCommand::switched)
                .collect(Collectors.toSet());
        Set<String> used = Stream.concat(
                        switched.stream(), document.plan().actions().stream().flatMap(ApplyCommand::visited))
                .collect(Collectors.toSet());
        Map<String, HostUri> addresses = new LinkedHashMap<>();
        document.hosts().forEach((name, address) -> {
            if (used.contains(name)) {
                addresses.put(name, address(name, address));
            }
        });
        Map<String, Host> hosts = new LinkedHashMap<>();
        addresses.forEach((name, uri) ->
                hosts.put(name, switched.contains(name) ? powered(name, uri, registry) : registry.open(uri)));
        try {
            return new AppliedPlan(document, hosts, replan);
        } catch (IllegalArgumentException damaged) {
            throw wrong(String.valueOf(damaged.getMessage()));
        }
    }

    private HostUri address(String name, String address) {
        try {
            return HostUri.parse(address);
        } catch (IllegalArgumentException damaged) {
            throw wrong("hosts.%s: %s".formatted(name, damaged.getMessage()));
        }
    }

    private static Stream<String> switched(Action action) {
        if (action instanceof Action.Boot boot) {
            return Stream.of(boot.host());
        }
        return action instanceof Action.Shutdown shutdown ? Stream.of(shutdown.host()) : Stream.empty();
    }

    /** A host that is to be switched, and does not answer, is off. */
    private static Host powered(String name, HostUri uri, HostRegistry registry) {
        try {
            return PoweredHost.on(registry.open(uri));
        } catch (HostUnreachableException silent) {
            return PoweredHost.off(name, uri, () -> registry.open(uri));
        }
    }

    private PlanDocument read() {
        try {
            return PlanDocument.parse(Files.readString(file));
        } catch (ProfileFormatException damaged) {
            throw wrong(String.valueOf(damaged.getMessage()));
        } catch (NoSuchFileException missing) {
            throw wrong("it cannot be read: there is no such file");
        } catch (IOException unreadable) {
            throw wrong("it cannot be read: " + unreadable.getMessage());
        }
    }

    /** Reads the options that the plan was made with. */
    private MigrationOptions migration(PlanDocument document) {
        MigrationOptions migration = new MigrationOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(migration));
        try {
            line.parseArgs(document.options().toArray(String[]::new));
        } catch (CommandLine.ParameterException damaged) {
            throw wrong("options: " + Failures.message(damaged));
        }
        return migration;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("%s: %s".formatted(file, what));
    }

    /** Says all that no longer fits, a line each. */
    @Override
    int fail(Throwable failure) {
        if (!(failure instanceof OutdatedPlanException outdated)) {
            return super.fail(failure);
        }
        console.err()
                .println("vacate: the plan no longer fits, and nothing was changed%s:"
                        .formatted(replan ? "" : " (--replan plans anew what is left)"));
        outdated.reasons().forEach(reason -> console.err().println("  " + Failures.oneLine(reason)));
        if (output.json) {
            ObjectNode document = JsonDocument.error(String.valueOf(outdated.getMessage()), ExitCode.REFUSED);
            ArrayNode reasons = document.putArray("reasons");
            outdated.reasons().forEach(reasons::add);
            console.out().println(JsonDocument.text(document));
        }
        return ExitCode.REFUSED;
    }
}
