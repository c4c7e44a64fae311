package io.vacate.model.plan;

import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.plan.search.Physics;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells what is wrong with a plan, from the problem's definition alone: it looks at each instant at which anything changes, and
 * adds up what is held then. Shares nothing with the search.
 */
final class BatchPlanCheck {
    private final Batch problem;
    private final Physics physics;
    private final List<Action> actions;
    private final Map<String, BatchHost> hosts = new HashMap<>();
    private final Map<String, BatchVm> vms = new HashMap<>();
    /** By VM, the parts of its way in their order; most go in one. */
    private final Map<String, List<Action.Migrate>> moves = new HashMap<>();

    private final Map<String, Action.Suspend> suspensions = new HashMap<>();
    private final Map<String, Action> boots = new HashMap<>();
    private final Map<String, Action> shutdowns = new HashMap<>();
    private final List<String> errors = new ArrayList<>();
    /** Whether rates change as others start and end, so that a plan says only what they are on average. */
    private final boolean shared;

    private BatchPlanCheck(Batch problem, Physics physics, List<Action> actions) {
        this.problem = problem;
        this.physics = physics;
        this.actions = actions;
        shared = physics.sharing().isPresent()
                && problem.limits().powerCapWatts().isEmpty()
                && actions.stream().noneMatch(Action.Suspend.class::isInstance);
        problem.hosts().forEach(host -> hosts.put(host.id(), host));
        problem.vms().forEach(vm -> vms.put(vm.id(), vm));
        for (Action action : actions) {
            if (action instanceof Action.Migrate move) {
                moves.computeIfAbsent(move.vm(), vm -> new ArrayList<>()).add(move);
            } else if (action instanceof Action.Resume resume) {
                // Judged as the second part of a way.
                moves.computeIfAbsent(resume.vm(), vm -> new ArrayList<>())
                        .add(new Action.Migrate(
                                resume.id(),
                                resume.vm(),
                                resume.from(),
                                resume.to(),
                                Tuning.of(ModeKind.SUSPEND_COPY_RESUME_DISK.plain()),
                                resume.start(),
                                resume.end(),
                                resume.rate(),
                                resume.predecessors(),
                                Optional.empty()));
            } else if (action instanceof Action.Suspend suspend) {
                if (suspensions.put(suspend.vm(), suspend) != null) {
                    errors.add(suspend.vm() + " is suspended twice");
                }
            } else if (action instanceof Action.Boot boot && boots.put(boot.host(), boot) != null) {
                errors.add(boot.host() + " boots twice");
            } else if (action instanceof Action.Shutdown shut && shutdowns.put(shut.host(), shut) != null) {
                errors.add(shut.host() + " shuts down twice");
            }
        }
    }

    /** Returns what is wrong; nothing if the plan keeps all that the problem asks for. */
    static List<String> errors(Batch problem, Physics physics, Plan plan) {
        BatchPlanCheck check = new BatchPlanCheck(problem, physics, plan.actions());
        check.all();
        Duration end = plan.actions().stream()
                .map(Action::end)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (!end.equals(plan.makespan())) {
            check.errors.add("the makespan is said to be " + plan.makespan() + ", it is " + end);
        }
        if (plan.bound().time().compareTo(plan.makespan()) > 0) {
            check.errors.add("the bound " + plan.bound() + " is above the makespan " + plan.makespan());
        }
        check.predecessors();
        if (check.shared) {
            check.carried(plan.makespan());
        }
        return check.errors;
    }

    /** Tells whether actions that nobody calls a plan keep all but the order of predecessors. */
    static boolean feasible(Batch problem, Physics physics, List<Action> actions) {
        BatchPlanCheck check = new BatchPlanCheck(problem, physics, actions);
        check.all();
        return check.errors.isEmpty();
    }

    private void all() {
        moves.values().forEach(legs -> legs.sort(Comparator.comparing(Action::start)));
        problem.vms().forEach(this::moves);
        problem.hosts().forEach(this::states);
        groups();
        for (BatchPrecedence precedence : problem.precedences()) {
            List<Action.Migrate> first = legs(precedence.before());
            List<Action.Migrate> second = legs(precedence.after());
            if (!first.isEmpty()
                    && !second.isEmpty()
                    && first.get(first.size() - 1).end().compareTo(second.get(0).start()) > 0) {
                errors.add(precedence.after() + " does not wait for " + precedence.before());
            }
        }
        if (errors.isEmpty()) {
            Set<Duration> instants = new TreeSet<>(Set.of(Duration.ZERO));
            actions.forEach(action -> instants.addAll(List.of(action.start(), action.end())));
            instants.forEach(this::instant);
        }
    }

    private List<Action.Migrate> legs(String vm) {
        return moves.getOrDefault(vm, List.of());
    }

    private List<Action.Migrate> allMoves() {
        return moves.values().stream().flatMap(List::stream).toList();
    }

    private void moves(BatchVm vm) {
        List<Action.Migrate> legs = legs(vm.id());
        if (legs.isEmpty() || !vm.mustMove()) {
            if (vm.mustMove() == legs.isEmpty()) {
                errors.add(vm.id() + (vm.mustMove() ? " does not move" : " moves"));
            }
            return;
        }
        Action.Suspend suspension = suspensions.get(vm.id());
        if (suspension != null) {
            suspended(vm, suspension, legs);
        }
        if (legs.size() > (problem.limits().detours() && suspension == null ? 2 : 1)) {
            errors.add(vm.id() + " moves " + legs.size() + " times");
        }
        String on = vm.host();
        Duration since = Duration.ZERO;
        for (Action.Migrate leg : legs) {
            if (!leg.from().equals(on) || leg.start().compareTo(since) < 0) {
                errors.add(vm.id() + " leaves " + leg.from() + " without being there");
            }
            on = leg.to();
            since = leg.end();
            move(vm, leg);
        }
        boolean allowed = vm.destinations().isEmpty()
                ? !on.equals(vm.host())
                : vm.destinations().contains(on);
        if (!allowed) {
            errors.add(vm.id() + " may not move to " + on);
        }
    }

    private void suspended(BatchVm vm, Action.Suspend suspension, List<Action.Migrate> legs) {
        Action.Migrate resumption = legs.get(0);
        Duration length = suspension.end().minus(suspension.start());
        boolean isRight = suspension.host().equals(vm.host())
                && ModeKind.of(resumption.how().mode()) == ModeKind.SUSPEND_COPY_RESUME_DISK
                && suspension.end().compareTo(resumption.start()) <= 0
                && suspension.start().compareTo(vm.window().notBefore()) >= 0
                && physics.suspension(vm, resumption.rate())
                        .map(Physics.Suspension::suspend)
                        .equals(Optional.of(length));
        if (!isRight) {
            errors.add(vm.id() + " is suspended wrongly: " + suspension + ", " + resumption);
        }
    }

    private Optional<Duration> length(BatchVm vm, Action.Migrate move) {
        return suspensions.containsKey(vm.id())
                ? physics.suspension(vm, move.rate()).map(Physics.Suspension::resume)
                : physics.duration(vm, move.how(), move.rate());
    }

    private void move(BatchVm vm, Action.Migrate move) {
        BatchHost to = hosts.get(move.to());
        BatchHost from = hosts.get(move.from());
        if (!to.mayReceive()
                || to.finalState() != HostState.ONLINE
                || !to.hypervisor().equals(from.hypervisor())) {
            errors.add(vm.id() + " may not move from " + move.from() + " to " + move.to());
        }
        Optional<BatchRoute> route = route(move);
        if (route.isEmpty() || move.rate().compareTo(route.get().limit()) > 0) {
            errors.add(vm.id() + " is faster than its route");
        }
        if (move.rate().compareTo(vm.ways().get(0).rateLimit()) > 0) {
            errors.add(vm.id() + " is faster than it may be");
        }
        Duration length = move.end().minus(move.start());
        boolean takesSo = shared
                ? isAsLongAsAlone(vm, move, route.orElseThrow(), length)
                : length(vm, move).equals(Optional.of(length));
        if (!vm.ways().contains(move.how()) || !takesSo) {
            errors.add("%s takes %s by %s at %s".formatted(vm.id(), length, move.how(), move.rate()));
        }
        Duration earliest =
                List.of(
                                vm.window().notBefore(),
                                to.window().notBefore(),
                                from.window().notBefore())
                        .stream()
                        .max(Duration::compareTo)
                        .orElseThrow();
        if (move.start().compareTo(earliest) < 0) {
            errors.add(vm.id() + " starts before " + earliest);
        }
        for (Optional<Duration> deadline : List.of(
                vm.window().deadline(), to.window().deadline(), from.window().deadline())) {
            if (deadline.isPresent() && move.end().compareTo(deadline.get()) > 0) {
                errors.add(vm.id() + " ends after " + deadline.get());
            }
        }
    }

    /** Who shares is never faster than alone, but for the grid. */
    private boolean isAsLongAsAlone(BatchVm vm, Action.Migrate move, BatchRoute route, Duration length) {
        return physics.duration(vm, move.how(), route.limit().min(move.how().rateLimit()))
                .filter(alone -> length.plus(physics.resolution()).compareTo(alone) >= 0)
                .isPresent();
    }

    private Optional<BatchRoute> route(Action.Migrate move) {
        return problem.routes().stream()
                .filter(route -> route.from().equals(move.from()) && route.to().equals(move.to()))
                .findFirst();
    }

    private void states(BatchHost host) {
        Action boot = boots.get(host.id());
        Action shutdown = shutdowns.get(host.id());
        boolean boots = host.initialState() == HostState.OFFLINE && host.finalState() == HostState.ONLINE;
        boolean shuts = host.initialState() == HostState.ONLINE && host.finalState() == HostState.OFFLINE;
        if (boots != (boot != null) || shuts != (shutdown != null)) {
            errors.add(host.id() + " boots or shuts down when it should not, or does not when it should");
            return;
        }
        for (Action.Migrate move : allMoves()) {
            if (boots && move.to().equals(host.id()) && move.start().compareTo(boot.end()) < 0) {
                errors.add(move.vm() + " reaches " + host.id() + " before it is up");
            }
            if (shuts && move.from().equals(host.id()) && move.end().compareTo(shutdown.start()) > 0) {
                errors.add(host.id() + " shuts down under " + move.vm());
            }
        }
        length(host, boot, host.boot());
        length(host, shutdown, host.shutdown());
    }

    private void length(BatchHost host, Action action, Duration length) {
        if (action == null) {
            return;
        }
        if (!action.end().minus(action.start()).equals(length)) {
            errors.add(action + " does not take " + length);
        }
        if (action.start().compareTo(host.window().notBefore()) < 0) {
            errors.add(action + " is too early");
        }
        if (host.window().deadline().isPresent()
                && action.end().compareTo(host.window().deadline().get()) > 0) {
            errors.add(action + " is too late");
        }
    }

    private String last(String vm) {
        List<Action.Migrate> legs = legs(vm);
        return legs.isEmpty() ? vms.get(vm).host() : legs.get(legs.size() - 1).to();
    }

    private void groups() {
        for (BatchGroup group : problem.groups()) {
            Set<String> ends =
                    new HashSet<>(group.vms().stream().map(this::last).toList());
            boolean right = group.kind() == BatchGroup.Kind.TOGETHER
                    ? ends.size() == 1
                    : ends.size() == group.vms().size();
            if (!right) {
                errors.add(group + " ends on " + ends);
            }
        }
    }

    /** Adds up what is held from an instant on, until something changes. */
    private void instant(Duration now) {
        Map<Object, Long> held = new HashMap<>();
        int running = 0;
        for (BatchVm vm : problem.vms()) {
            Set<String> on = new HashSet<>();
            String last = vm.host();
            for (Action.Migrate leg : legs(vm.id())) {
                if (running(leg, now)) {
                    on.add(leg.to());
                    if (!suspensions.containsKey(vm.id())) {
                        on.add(leg.from());
                    }
                }
                last = now.compareTo(leg.end()) >= 0 ? leg.to() : last;
            }
            if (on.isEmpty() && !isSuspended(vm, now)) {
                on.add(last);
            }
            for (String host : on) {
                add(held, "memory of " + host, vm.memory().bytes());
                add(held, "cpus of " + host, vm.cpus());
                for (BatchGroup group : problem.groups()) {
                    if (group.kind() == BatchGroup.Kind.SPREAD && group.vms().contains(vm.id())) {
                        add(held, "of " + group + " on " + host, 1);
                    }
                }
            }
            for (Action.Migrate move : legs(vm.id())) {
                if (!running(move, now)) {
                    continue;
                }
                running++;
                add(held, "out of " + move.from(), 1);
                add(held, "into " + move.to(), 1);
                Set<String> passed = new HashSet<>();
                for (Hop hop : route(move).orElseThrow().hops()) {
                    add(held, hop, move.rate().bytesPerSecond());
                    BatchLink link = link(hop);
                    passed.add(link.a());
                    passed.add(link.b());
                }
                passed.forEach(node -> add(held, "through " + node, move.rate().bytesPerSecond()));
            }
        }
        compare(held, running, now);
        power(now);
    }

    private boolean isSuspended(BatchVm vm, Duration now) {
        Action.Suspend suspension = suspensions.get(vm.id());
        return suspension != null
                && now.compareTo(suspension.end()) >= 0
                && now.compareTo(legs(vm.id()).get(0).start()) < 0;
    }

    private static boolean running(Action action, Duration now) {
        return now.compareTo(action.start()) >= 0 && now.compareTo(action.end()) < 0;
    }

    private BatchLink link(Hop hop) {
        return problem.links().stream()
                .filter(link -> link.id().equals(hop.link()))
                .findFirst()
                .orElseThrow();
    }

    private static void add(Map<Object, Long> held, Object what, long amount) {
        held.merge(what, amount, Long::sum);
    }

    private void compare(Map<Object, Long> held, int running, Duration now) {
        for (BatchLink link : problem.links()) {
            for (boolean forward : new boolean[] {true, false}) {
                most(held, new Hop(link.id(), forward), link.capacity(forward).bytesPerSecond(), now);
            }
        }
        for (BatchSwitch one : problem.switches()) {
            one.capacity().ifPresent(rate -> most(held, "through " + one.id(), rate.bytesPerSecond(), now));
        }
        for (BatchHost host : problem.hosts()) {
            most(held, "memory of " + host.id(), host.memory().bytes(), now);
            most(held, "cpus of " + host.id(), host.cpus(), now);
            host.outgoingLimit().ifPresent(limit -> most(held, "out of " + host.id(), limit, now));
            host.incomingLimit().ifPresent(limit -> most(held, "into " + host.id(), limit, now));
        }
        held.forEach((what, amount) -> {
            if (what instanceof String text && text.startsWith("of ") && amount > 1) {
                errors.add("%d %s at %s".formatted(amount, what, now));
            }
        });
        problem.limits().migrationsAtOnce().ifPresent(limit -> {
            if (running > limit) {
                errors.add("%d migrations at %s".formatted(running, now));
            }
        });
    }

    private void most(Map<Object, Long> held, Object what, long capacity, Duration now) {
        if (shared && (what instanceof Hop || what.toString().startsWith("through "))) {
            return;
        }
        long amount = held.getOrDefault(what, 0L);
        if (amount > capacity) {
            errors.add("%s: %d of %d at %s".formatted(what, amount, capacity, now));
        }
    }

    private void power(Duration now) {
        if (problem.limits().powerCapWatts().isEmpty()) {
            return;
        }
        PowerModel model = problem.limits().power().orElseThrow();
        long watts = (long) problem.vms().size() * model.vmWatts();
        for (BatchHost host : problem.hosts()) {
            Action boot = boots.get(host.id());
            Action shutdown = shutdowns.get(host.id());
            boolean on = boot != null
                    ? now.compareTo(boot.start()) >= 0
                    : host.initialState() == HostState.ONLINE
                            && (shutdown == null || now.compareTo(shutdown.end()) < 0);
            watts += on ? model.hostWatts() : 0;
            watts += boot != null && running(boot, now) ? model.bootWatts() : 0;
        }
        for (Action.Migrate move : allMoves()) {
            watts += running(move, now) ? model.migrating(move.rate()) : 0;
        }
        if (watts > problem.limits().powerCapWatts().getAsInt()) {
            errors.add("%d W at %s".formatted(watts, now));
        }
    }

    /** What crosses a link shared by all cannot be more than it carries in all the time. */
    private void carried(Duration makespan) {
        Map<Hop, Double> bytes = new HashMap<>();
        for (Action.Migrate move : allMoves()) {
            double sent = (double) move.prediction().orElseThrow().bytes().p50().bytes();
            for (Hop hop : route(move).orElseThrow().hops()) {
                bytes.merge(hop, sent, Double::sum);
            }
        }
        bytes.forEach((hop, sent) -> {
            double capacity = (double) link(hop).capacity(hop.forward()).bytesPerSecond();
            if (sent > capacity * makespan.toMillis() / 1e3) {
                errors.add("%s carries %.0f bytes in %s".formatted(hop, sent, makespan));
            }
        });
    }

    private void predecessors() {
        for (int i = 0; i < actions.size(); i++) {
            Duration start = actions.get(i).start();
            for (String before : actions.get(i).predecessors()) {
                boolean isEarlier = actions.subList(0, i).stream()
                        .filter(action -> action.id().equals(before))
                        .anyMatch(action -> action.end().compareTo(start) <= 0);
                if (!isEarlier) {
                    errors.add(actions.get(i) + " starts before its predecessor " + before);
                }
            }
        }
    }
}
