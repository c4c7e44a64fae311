package io.vacate.model.simulation;

import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.Path;
import io.vacate.model.sharing.FlowNetwork;
import io.vacate.model.simulation.Step.Flow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Jobs as scripts, and the network of flows that these use: what a simulation reads and never writes. */
final class CompiledJobs {
    private static final int ABSENT = -1;

    final Script[] scripts;
    /** By job and {@link Flow}: the number of the flow in the network, or {@link #ABSENT}. */
    final int[][] flows;

    final FlowNetwork network;

    private final FlowNetwork.Builder builder = FlowNetwork.builder();
    private final Map<String, Resource> resources = new HashMap<>();

    /** A resource of the network, and what it was made of. */
    private record Resource(Object source, int number) {}

    CompiledJobs(HypervisorProfile hypervisor, List<SimulatedJob> jobs, double reverseSlowdown) {
        scripts = new Script[jobs.size()];
        flows = new int[jobs.size()][Flow.COUNT];
        for (int job = 0; job < scripts.length; job++) {
            SimulatedJob source = jobs.get(job);
            Script script = new Script(source.vm(), source.path(), source.tuning(), hypervisor);
            scripts[job] = script;
            for (Flow flow : Flow.values()) {
                flows[job][flow.slot()] = uses(script, flow) ? add(script, flow) : ABSENT;
            }
        }
        network = builder.build(reverseSlowdown);
    }

    private static boolean uses(Script script, Flow flow) {
        if (flow == Flow.PATH) {
            return true;
        }
        if (flow == Flow.PROCESSORS) {
            Path.Ends ends = script.path().ends();
            return isBusy(ends.source()) || isBusy(ends.destination());
        }
        for (Step step : script.steps()) {
            if (step instanceof Step.Copy copy && copy.flow() == flow) {
                return true;
            }
        }
        return false;
    }

    private int add(Script script, Flow flow) {
        Path.Ends ends = script.path().ends();
        return switch (flow) {
            case PATH -> addPath(script);
            case SUSPEND -> addBuffer(script, flow, ends.source());
            case RESUME -> addBuffer(script, flow, ends.destination());
            case PROCESSORS -> addProcessors(ends);
        };
    }

    private int addBuffer(Script script, Flow flow, HostProfile host) {
        double rate = script.bufferRate(flow, host);
        String name = flow + " of " + ModeKind.of(script.tuning().mode()) + " on " + host.name();
        return builder.flow(rate, resource(name, host, rate));
    }

    private int addProcessors(Path.Ends ends) {
        List<HostProfile> busy = Stream.of(ends.source(), ends.destination())
                .filter(CompiledJobs::isBusy)
                .toList();
        int[] used = busy.stream()
                .mapToInt(host -> resource("processors of " + host.name(), host, host.processors()))
                .toArray();
        double[] weights = new double[used.length];
        Arrays.fill(weights, HostProfile.PROCESSORS_OF_FIXED_COSTS);
        return builder.flow(1, used, weights, new int[0]);
    }

    private static boolean isBusy(HostProfile host) {
        return host.processors() < Double.POSITIVE_INFINITY;
    }

    private int addPath(Script script) {
        Path path = script.path();
        HostProfile source = path.ends().source();
        HostProfile destination = path.ends().destination();
        boolean sends = isLimited(source);
        boolean receives = isLimited(destination);
        int links = path.links().size();
        int[] used = new int[links + (sends ? 1 : 0) + (receives ? 1 : 0)];
        double[] weights = new double[used.length];
        int count = 0;
        for (Link link : path.links()) {
            used[count] = link(link);
            weights[count++] = 1;
        }
        if (sends) {
            used[count] = cpu(source);
            weights[count++] = 1;
        }
        if (receives) {
            used[count] = cpu(destination);
            // The CPU's capacity is counted in bytes sent.
            weights[count] = (double) destination.send().bytesPerSecond()
                    / destination.receive().bytesPerSecond();
        }
        int[] back = new int[path.back().size()];
        for (int i = 0; i < back.length; i++) {
            back[i] = link(path.back().get(i));
        }
        return builder.flow(script.cap(), used, weights, back);
    }

    private static boolean isLimited(HostProfile host) {
        return !host.send().equals(HostProfile.UNLIMITED) || !host.receive().equals(HostProfile.UNLIMITED);
    }

    private int cpu(HostProfile host) {
        return resource("CPU of " + host.name(), host, (double) host.send().bytesPerSecond());
    }

    private int link(Link link) {
        return resource(link.name(), link, (double) link.capacity().bytesPerSecond());
    }

    private int resource(String name, Object source, double capacity) {
        Resource known = resources.get(name);
        if (known == null) {
            known = new Resource(source, builder.resource(capacity));
            resources.put(name, known);
        } else if (!known.source().equals(source)) {
            throw new IllegalArgumentException(
                    "'%s' is %s on one path and %s on another".formatted(name, known.source(), source));
        }
        return known.number();
    }

    int size() {
        return scripts.length;
    }
}
