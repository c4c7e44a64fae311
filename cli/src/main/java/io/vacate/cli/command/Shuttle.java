package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmId;
import io.vacate.cli.display.RunDisplay;
import io.vacate.cli.display.Texts;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.report.EvacuationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Moves a VM to and fro between two hosts, predicts each way by those before it, and brings the VM back. After a signal
 * nothing more is started, and the VM stays where it is. For one use.
 */
final class Shuttle {
    private static final NamedMode WAY_HOME = new NamedMode("pre-copy", new MigrationMode.PreCopy());

    private final Evacuation evacuation;
    private final RunDisplay display;
    private final Host home;
    private final Host away;
    private final VmId vm;
    private final List<Leg> legs = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Calibration calibration;
    private @Nullable Host place;

    /** @param home where the VM is, and is to be in the end */
    Shuttle(Evacuation evacuation, RunDisplay display, Host home, Host away, VmId vm, Calibration calibration) {
        this.evacuation = evacuation;
        this.display = display;
        this.home = home;
        this.away = away;
        this.vm = vm;
        this.calibration = calibration;
        place = home;
    }

    /** Predicts the first way, and changes nothing. */
    PreparedEvacuation prepare(NamedMode mode) {
        return prepare(mode, home, away);
    }

    private PreparedEvacuation prepare(NamedMode mode, Host from, Host to) {
        EvacuationRequest.Builder request = EvacuationRequest.builder(List.of(from), List.of(to))
                .vm(vm)
                .calibration(calibration)
                .migration(MigrationRequest.builder().mode(mode.mode()).build());
        return evacuation.prepare(request.build());
    }

    /**
     * Moves it there and back in each mode.
     *
     * @param runs how often there and back, at least 1
     * @throws UnsupportedCapabilityException if a host cannot do one of the modes; nothing has changed
     */
    void run(List<NamedMode> modes, int runs) throws InterruptedException {
        for (NamedMode mode : modes) {
            requireCapability(home, mode);
            requireCapability(away, mode);
        }
        for (NamedMode mode : modes) {
            toAndFro(mode, 2 * runs, modes.size() * 2 * runs);
        }
        if (goesOn() && place == away) {
            display.say("Bringing the VM back");
            move(WAY_HOME);
        }
    }

    private static void requireCapability(Host host, NamedMode mode) {
        Capability needed = mode.mode().requiredCapability();
        if (!host.capabilities().contains(needed)) {
            throw new UnsupportedCapabilityException(needed, host.uri());
        }
    }

    private void toAndFro(NamedMode mode, int ways, int all) throws InterruptedException {
        for (int way = 0; way < ways && goesOn(); way++) {
            display.say("%d of %d: %s".formatted(legs.size() + 1, all, mode.name()));
            if (!move(mode)) {
                return;
            }
        }
    }

    private boolean goesOn() {
        return place != null && evacuation.signal().isEmpty();
    }

    /** Moves the VM to where it is not. Returns whether it has. */
    private boolean move(NamedMode mode) throws InterruptedException {
        Host from = place == away ? away : home;
        Host to = place == away ? home : away;
        PreparedEvacuation prepared;
        try {
            prepared = prepare(mode, from, to);
        } catch (HypervisorException | CompletionException failure) {
            Throwable cause = Failures.unwrapped(failure);
            if (legs.isEmpty() && cause instanceof HypervisorException refused) {
                throw refused;
            }
            problems.add(String.valueOf(cause.getMessage()));
            return false;
        }
        if (evacuation.signal().isPresent()) {
            return false;
        }
        EvacuationReport report = evacuation.step(prepared);
        Leg leg =
                new Leg(mode.name(), prepared.names().of(from), prepared.names().of(to), report);
        legs.add(leg);
        calibration = calibration.updatedWith(report.observations());
        place = place(report.moves().get(0).location());
        say(leg);
        return leg.hasMoved();
    }

    private @Nullable Host place(VmLocation location) {
        if (location instanceof VmLocation.OnHost at && at.status().state().isActive()) {
            return at.host().equals(home.uri()) ? home : away;
        }
        problems.add("the VM is " + location);
        return null;
    }

    private void say(Leg leg) {
        if (!leg.hasMoved()) {
            problems.add("%s from %s to %s: %s".formatted(leg.mode(), leg.from(), leg.to(), leg.message()));
        }
        leg.actual()
                .ifPresent(time -> display.say("%s from %s to %s took %s, predicted were %s"
                        .formatted(
                                leg.mode(),
                                leg.from(),
                                leg.to(),
                                Texts.time(time),
                                Texts.time(leg.predicted().p50()))));
    }

    /** Returns what became of each way, in order. */
    List<Leg> legs() {
        return legs;
    }

    /** Returns what went wrong, as sentences for people. */
    List<String> problems() {
        return problems;
    }

    /** Returns whether the VM was found where it had been. */
    boolean isHome() {
        return place == home;
    }

    /** Returns where the VM was found, for people. */
    String whereabouts() {
        Host found = place;
        return found == null ? "not known to run: " + String.join("; ", problems) : "on " + found.uri();
    }

    /** Returns what all ways showed, in order. */
    List<RunObservations> observations() {
        return legs.stream().map(leg -> leg.report().observations()).toList();
    }
}
