package io.vacate.model.plan.batch;

import io.vacate.model.internal.Check;
import java.util.List;
import java.util.OptionalInt;

/**
 * A batch of migrations to be planned. All names are unique among their kind, hosts and switches together.
 *
 * @param name what people call it, not blank
 * @param hosts all hosts, those too that no VM leaves or reaches
 * @param switches what links connect beside hosts
 * @param links directed capacities
 * @param vms all VMs, those too that stay
 * @param routes at most one for each pair of hosts
 * @param precedences which move waits for which
 * @param groups VMs that are bound to each other
 * @param limits what holds for all
 */
public record BatchProblem(
        String name,
        List<BatchHost> hosts,
        List<BatchSwitch> switches,
        List<BatchLink> links,
        List<BatchVm> vms,
        List<BatchRoute> routes,
        List<BatchPrecedence> precedences,
        List<BatchGroup> groups,
        BatchLimits limits) {
    /**
     * Copies the lists and checks that they fit together.
     *
     * @throws IllegalArgumentException if a name comes twice or is not known, a route is broken or carries more than its
     *     links, or states contradict each other; the message names the thing and the value
     */
    public BatchProblem {
        Check.notBlank(name, "name");
        hosts = List.copyOf(hosts);
        switches = List.copyOf(switches);
        links = List.copyOf(links);
        vms = List.copyOf(vms);
        routes = List.copyOf(routes);
        precedences = List.copyOf(precedences);
        groups = List.copyOf(groups);
        new ProblemCheck(hosts, switches, links, vms).check(routes, precedences, groups);
    }

    /** Returns the VMs that have to move, in their order. */
    public List<BatchVm> moving() {
        return vms.stream().filter(BatchVm::mustMove).toList();
    }

    /** Returns the problem under other limits. */
    public BatchProblem with(BatchLimits others) {
        return new BatchProblem(name, hosts, switches, links, vms, routes, precedences, groups, others);
    }

    /** Returns the problem with at most so many migrations at once, or fewer if it says so itself. */
    public BatchProblem withMigrationsAtOnce(int most) {
        int least = Math.min(most, limits.migrationsAtOnce().orElse(most));
        return with(new BatchLimits(
                limits.horizon(), OptionalInt.of(least), limits.powerCapWatts(), limits.power(), limits.detours()));
    }
}
