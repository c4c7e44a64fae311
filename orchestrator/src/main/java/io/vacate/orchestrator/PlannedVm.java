package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.model.batch.Action;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.NextStep;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A VM of a plan that is to be applied, as it was found.
 *
 * @param name its name in the plan
 * @param left the moves that it still has to make, from where it is; empty if there are none
 * @param candidate the VM, if it runs where one of its moves starts
 * @param staying why it stays, if it does: it has moved already, or is not where the plan has it
 * @param unfit why the plan does not fit it; empty if it does, or the VM has moved already
 */
record PlannedVm(
        String name,
        List<Action.Migrate> left,
        Optional<Candidate> candidate,
        Optional<StayingVm> staying,
        Optional<String> unfit) {

    /**
     * Finds a VM.
     *
     * @param plan the plan
     * @param name its name in the plan
     * @param moves its moves in the plan
     * @param inventory the hosts of the plan by their names
     * @param answers what these say of it
     */
    static PlannedVm find(
            AppliedPlan plan,
            String name,
            List<Action.Migrate> moves,
            Map<String, HostInventory> inventory,
            VmAnswers answers) {
        VmId id = plan.vm(name);
        VmLocation where = answers.conclude().location();
        if (where instanceof VmLocation.Suspended waits
                && answers.answers().get(waits.host()) instanceof HostAnswer.Keeps keeps) {
            StayingVm staying = StayingVm.suspended(keeps.state(), NextStep.resume(keeps.state()));
            return unfit(name, NextStep.suspended(keeps.state()), staying);
        }
        Optional<Place> place = inventory.entrySet().stream()
                .flatMap(host -> Place.of(host.getKey(), host.getValue(), id).stream())
                .max(Comparator.comparing(Place::mayRun));
        if (place.isEmpty()) {
            return unknown(answers, id, name, nowhere(answers, inventory));
        }
        HostAnswer answer = answers.answers().getOrDefault(place.get().host().uri(), new HostAnswer.HasNot());
        if (answer instanceof HostAnswer.Sending) {
            StayingVm staying = StayingVm.departing(
                    place.get().host().uri(), place.get().stats().summary());
            return unfit(name, "VM '%s': %s".formatted(name, staying.reason()), staying);
        }
        boolean hasLeft = answer instanceof HostAnswer.Has has && has.hasLeft();
        if (where instanceof VmLocation.Unknown unclear
                && (hasLeft || place.get().mayRun())) {
            return unknown(answers, id, name, "where it runs is not known: " + unclear.why());
        }
        return place.get().arrived(name, moves).orElseGet(() -> found(name, moves, place.get()));
    }

    private static PlannedVm unknown(VmAnswers answers, VmId id, String name, String why) {
        return unfit(
                name, "VM '%s' (%s): %s".formatted(name, id, why), StayingVm.unknown(id, name, answers.source(), why));
    }

    private static String nowhere(VmAnswers answers, Map<String, HostInventory> inventory) {
        if (answers.answers().values().stream().anyMatch(HostAnswer.Sending.class::isInstance)) {
            return "it is on its way by a migration that others began";
        }
        String off = inventory.entrySet().stream()
                .filter(host -> !PoweredHost.isOn(host.getValue().host()))
                .map(host -> "'%s'".formatted(host.getKey()))
                .collect(Collectors.joining(", "));
        String none = "it is on none of the hosts of the plan";
        return off.isEmpty() ? none : "%s that answer, and may run on %s".formatted(none, off);
    }

    /** Where a VM was found: at the host of a name. */
    private record Place(String name, Host host, VmStats stats) {
        static Optional<Place> of(String name, HostInventory inventory, VmId id) {
            return inventory.vms().stream()
                    .filter(vm -> vm.summary().id().equals(id))
                    .findFirst()
                    .map(vm -> new Place(name, inventory.host(), vm));
        }

        VmStatus status() {
            return stats.summary().status();
        }

        boolean mayRun() {
            return status().state().mayRun();
        }

        StayingVm staying(String vm, String why) {
            VmLocation there = new VmLocation.OnHost(host.uri(), status());
            return new StayingVm(stats.summary().id(), vm, host.uri(), there, false, why);
        }

        Optional<PlannedVm> arrived(String vm, List<Action.Migrate> moves) {
            if (!mayRun() || !name.equals(moves.get(moves.size() - 1).to())) {
                return Optional.empty();
            }
            StayingVm staying = staying(vm, "it has moved there already, as planned");
            return Optional.of(new PlannedVm(vm, List.of(), Optional.empty(), Optional.of(staying), Optional.empty()));
        }
    }

    private static PlannedVm found(String name, List<Action.Migrate> moves, Place place) {
        int next = next(moves, place.name());
        if (next < 0) {
            String why = "it is on '%s' (%s), and the plan moves it from '%s' to '%s'"
                    .formatted(
                            place.name(),
                            place.status(),
                            moves.get(0).from(),
                            moves.get(moves.size() - 1).to());
            return unfit(name, "VM '%s': %s".formatted(name, why), place.staying(name, why));
        }
        if (place.status().state() != VmState.RUNNING) {
            return unfit(
                    name,
                    "VM '%s' on '%s' is %s, not running".formatted(name, place.name(), place.status()),
                    StayingVm.of(place.host().uri(), place.stats().summary()));
        }
        VM vm = place.host().vm(place.stats().summary().id().toString());
        return new PlannedVm(
                name,
                moves.subList(next, moves.size()),
                Optional.of(new Candidate(vm, place.stats(), vm.config(), name)),
                Optional.empty(),
                Optional.empty());
    }

    private static PlannedVm unfit(String name, String why, StayingVm staying) {
        return new PlannedVm(name, List.of(), Optional.empty(), Optional.of(staying), Optional.of(why));
    }

    /** Returns the number of the move that starts on a host; -1 if none does. */
    private static int next(List<Action.Migrate> moves, String host) {
        for (int i = 0; i < moves.size(); i++) {
            if (moves.get(i).from().equals(host)) {
                return i;
            }
        }
        return -1;
    }
}
