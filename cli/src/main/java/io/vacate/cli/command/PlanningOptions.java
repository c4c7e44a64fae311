package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.cli.display.Texts;
import io.vacate.cli.terminal.WallClock;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.HostState;
import io.vacate.orchestrator.ConstraintsFile;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.Lateness;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.TooLateException;
import io.vacate.orchestrator.execute.PoweredHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options on what a plan must keep to, and how it is sought. */
final class PlanningOptions {
    private static final int NAMED = 5;

    @Option(
            names = "--constraints",
            paramLabel = "FILE",
            description =
                    "What the plan must keep to, in YAML or JSON: precedences, groups, deadlines, switches, limits"
                            + " of hosts, power, ways of single VMs. See docs/constraints.md.")
    @Nullable
    File file;

    @Option(
            names = "--by",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description =
                    "When the hosts must be empty: 14:00, or 2026-12-01T14:00. If that cannot be expected, nothing"
                            + " is changed, and the earliest time is said, and which VMs would be late.")
    @Nullable
    Moment by;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description =
                    "How long to search for a plan at most; by default until no more is to be expected, so that the"
                            + " same VMs have the same plan.")
    @Nullable
    Duration timeLimit;

    @Option(names = "--seed", description = "Of what is left to chance; default ${DEFAULT-VALUE}.")
    long seed = 1;

    @Option(
            names = "--make-room",
            description =
                    "Where not all VMs find room, let VMs of the destinations move among these: as few as possible.")
    boolean makeRoom;

    private Map<HostUri, String> off = Map.of();

    /** A file of constraints, and what names of hosts in it stand for. */
    record File(Path path, HostNames names) {}

    void apply(EvacuationRequest.Builder request) {
        request.seed(seed);
        Optional.ofNullable(timeLimit).ifPresent(request::timeLimit);
        Optional.ofNullable(by).map(Moment::instant).ifPresent(request::by);
        if (makeRoom) {
            request.makeRoom();
        }
    }

    /**
     * Returns the constraints, with hosts by their addresses; to be called before hosts are opened.
     *
     * @throws IllegalArgumentException if there is something wrong with them
     */
    Constraints read() {
        if (file == null) {
            return Constraints.NONE;
        }
        HostNames names = file.names();
        Constraints constraints = ConstraintsFile.read(file.path());
        off = new LinkedHashMap<>();
        constraints.hosts().forEach((name, of) -> {
            if (of.states().before() == HostState.OFFLINE) {
                off.put(names.host(name), name);
            }
        });
        return constraints.withHosts(
                name -> names.named(name).map(HostUri::toString).orElse(name));
    }

    /** Returns a host that the constraints say is off; empty if they do not. */
    Optional<Host> off(HostRegistry registry, HostUri uri) {
        return Optional.ofNullable(off.get(uri)).map(name -> PoweredHost.off(name, uri, () -> registry.open(uri)));
    }

    /**
     * Checks that the hosts will be empty in time.
     *
     * @throws TooLateException if they will not; nothing has changed
     */
    void requireInTime(PreparedEvacuation prepared) {
        prepared.lateness(WallClock.instant()).ifPresent(late -> {
            throw new TooLateException(words(late), late);
        });
    }

    private static String words(Lateness late) {
        int more = late.vms().size() - NAMED;
        return "--by %s cannot be met: the hosts are expected to be empty at %s at the earliest; late would be %s%s; without --by it starts all the same"
                .formatted(
                        Texts.moment(late.by()),
                        Texts.moment(late.earliest()),
                        String.join(", ", late.vms().stream().limit(NAMED).toList()),
                        more > 0 ? ", and %d more".formatted(more) : "");
    }
}
