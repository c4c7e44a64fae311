package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.NextStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which VMs of the sources are to move, and which stay, and why. Asks the sources, and blocks. For one thread. */
final class Candidates {
    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);

    private final Set<VmId> wanted;
    private final List<HostInventory> sources;
    private final List<HostInventory> destinations;
    private final List<StayingVm> staying = new ArrayList<>();

    /** @param wanted the only VMs to move; empty to move all */
    Candidates(Set<VmId> wanted, List<HostInventory> sources, List<HostInventory> destinations) {
        this.wanted = wanted;
        this.sources = sources;
        this.destinations = destinations;
    }

    /** Returns the VMs of the sources that stay, as far as that has been found out. */
    List<StayingVm> staying() {
        return staying;
    }

    /**
     * Returns the VMs that are to move.
     *
     * @throws UnknownVmException if one that is wanted is on no source
     * @throws VmStateException if one that is wanted does not run, or is on its way already
     */
    List<Candidate> find() {
        return uniquelyNamed(
                wanted.isEmpty()
                        ? sources.stream()
                                .flatMap(source -> allOf(source).stream())
                                .toList()
                        : wanted.stream().sorted().map(this::named).toList());
    }

    /** Names are unique on one host only. */
    private static List<Candidate> uniquelyNamed(List<Candidate> candidates) {
        Map<String, Long> uses =
                candidates.stream().collect(Collectors.groupingBy(Candidate::name, Collectors.counting()));
        return candidates.stream()
                .map(one -> uses.getOrDefault(one.name(), 0L) == 1
                        ? one
                        : new Candidate(
                                one.vm(),
                                one.stats(),
                                one.config(),
                                one.name() + "#" + one.id().toString().substring(0, 8)))
                .toList();
    }

    private List<Candidate> allOf(HostInventory source) {
        HostUri uri = source.host().uri();
        Map<VmId, VM> vms = source.host().vms().stream().collect(Collectors.toMap(VM::id, Function.identity()));
        Map<VmId, HostAnswer> answers = source.host().answers(ids(source.vms()));
        List<Candidate> running = new ArrayList<>();
        for (VmStats stats : source.vms()) {
            VmSummary seen = stats.summary();
            VM vm = vms.get(seen.id());
            HostAnswer answer = answers.getOrDefault(seen.id(), new HostAnswer.HasNot());
            if (answer instanceof HostAnswer.Sending || answer instanceof HostAnswer.Keeps) {
                staying.add(notRunning(uri, seen, answer));
            } else if (vm != null && seen.status().state() == VmState.RUNNING) {
                candidate(vm, stats).ifPresent(running::add);
            } else {
                staying.add(StayingVm.of(uri, seen));
            }
        }
        staying.addAll(suspended(source));
        return running;
    }

    private static Set<VmId> ids(List<VmStats> vms) {
        return vms.stream().map(stats -> stats.summary().id()).collect(Collectors.toSet());
    }

    /** Returns a VM that is to move; empty if it has ended since its host was asked. */
    private Optional<Candidate> candidate(VM vm, VmStats stats) {
        try {
            return Optional.of(new Candidate(vm, stats, vm.config(), vm.name()));
        } catch (UnknownVmException gone) {
            staying.add(StayingVm.gone(vm.host().uri(), stats.summary()));
            return Optional.empty();
        }
    }

    /** Returns the VMs of which a source has nothing but their states in its buffers. */
    private List<StayingVm> suspended(HostInventory source) {
        Set<VmId> known = ids(source.vms());
        try {
            return source.host().suspendedVms().stream()
                    .filter(state -> state.whole() && !known.contains(state.id()))
                    .map(this::suspended)
                    .toList();
        } catch (OperationFailedException | AccessDeniedException closed) {
            // What runs can be moved all the same. At the end the host is not called empty.
            LOG.warn("The buffers of {} cannot be looked into: {}", source.host(), closed.getMessage());
            return List.of();
        }
    }

    /** One that was resumed before its files were removed runs where it went. */
    private StayingVm suspended(SuspendedVm state) {
        Map<HostUri, HostAnswer> answers = new LinkedHashMap<>();
        answers.put(state.host(), new HostAnswer.Keeps(state));
        for (HostInventory destination : destinations) {
            destination.vms().stream()
                    .map(VmStats::summary)
                    .filter(vm -> vm.id().equals(state.id()))
                    .filter(vm -> vm.status().state().mayRun())
                    .forEach(vm -> answers.put(destination.host().uri(), new HostAnswer.Has(vm.status())));
        }
        VmLocation location = VmAnswers.of(state.host(), answers).conclude().location();
        return location instanceof VmLocation.OnHost
                ? StayingVm.resumedElsewhere(state, location, NextStep.resume(state))
                : StayingVm.suspended(state, NextStep.resume(state));
    }

    private Candidate named(VmId id) {
        for (HostInventory source : sources) {
            for (VmStats stats : source.vms()) {
                if (stats.summary().id().equals(id)) {
                    VM vm = source.host().vm(id.toString());
                    Candidate candidate = new Candidate(vm, stats, vm.config(), vm.name());
                    requireRunning(
                            candidate, source.host().answers(Set.of(id)).getOrDefault(id, new HostAnswer.HasNot()));
                    return candidate;
                }
            }
        }
        throw new UnknownVmException(id.toString(), sources.get(0).host().uri());
    }

    private static void requireRunning(Candidate candidate, HostAnswer answer) {
        if (answer instanceof HostAnswer.Keeps keeps) {
            throw new VmStateException(NextStep.suspended(keeps.state()));
        }
        boolean isRunning = answer instanceof HostAnswer.Has has && has.status().state() == VmState.RUNNING;
        if (!isRunning) {
            String what = answer instanceof HostAnswer.Has has
                    ? notRunning(has.status(), candidate.vm().host())
                    : answer instanceof HostAnswer.Sending
                            ? "is on its way already: a migration that others began is taking it away"
                            : "is not there any more";
            throw new VmStateException("VM '%s' on %s %s; it was left as it is"
                    .formatted(candidate.vm().name(), candidate.vm().host().uri(), what));
        }
    }

    private static String notRunning(VmStatus status, Host host) {
        boolean movesOffline =
                status.state() == VmState.SHUT_OFF && host.capabilities().contains(Capability.OFFLINE_MIGRATION);
        return "is %s, not running%s"
                .formatted(status, movesOffline ? ": only its definition can move, in mode offline" : "");
    }

    /**
     * Returns those that still run: VMs may end, or be moved by others, while they are watched.
     *
     * @throws VmStateException if the only one that is wanted by name does not run any more
     */
    List<Candidate> stillRunning(List<Candidate> candidates) {
        Set<VmId> ids = candidates.stream().map(Candidate::id).collect(Collectors.toSet());
        Map<HostUri, Map<VmId, HostAnswer>> now = new HashMap<>();
        List<Candidate> running = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Host source = candidate.vm().host();
            HostAnswer answer = now.computeIfAbsent(source.uri(), uri -> source.answers(ids))
                    .getOrDefault(candidate.id(), new HostAnswer.HasNot());
            if (wanted.size() == 1) {
                requireRunning(candidate, answer);
            }
            if (answer instanceof HostAnswer.Has has && has.status().state() == VmState.RUNNING) {
                running.add(candidate);
            } else {
                staying.add(notRunning(source.uri(), candidate.stats().summary(), answer));
            }
        }
        return running;
    }

    private StayingVm notRunning(HostUri host, VmSummary before, HostAnswer answer) {
        if (answer instanceof HostAnswer.Sending sending) {
            return StayingVm.departing(host, with(before, sending.status()));
        }
        if (answer instanceof HostAnswer.Keeps keeps) {
            return suspended(keeps.state());
        }
        if (answer instanceof HostAnswer.Has has && has.mayRun()) {
            return StayingVm.of(host, with(before, has.status()));
        }
        return answer instanceof HostAnswer.Has off && !off.hasLeft()
                ? StayingVm.ended(host, with(before, off.status()))
                : StayingVm.gone(host, before);
    }

    private static VmSummary with(VmSummary before, VmStatus now) {
        return new VmSummary(before.id(), before.name(), now);
    }
}
