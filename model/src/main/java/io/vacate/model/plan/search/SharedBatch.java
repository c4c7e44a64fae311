package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.Lanes;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.SimulatedJob;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.batch.BatchLink;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.Hop;
import io.vacate.model.plan.batch.MigrationPhysics.Sharing;
import io.vacate.model.plan.lanes.LaneProblem;
import io.vacate.model.plan.lanes.LoadBound;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** The migrations of a batch as jobs that share links and switches, in milliseconds. For one thread. */
final class SharedBatch {
    private static final Clockwork CLOCK = new Clockwork(Duration.ofMillis(1));

    private final BatchProblem problem;
    private final Sharing physics;
    private final Jobs jobs;
    private final List<SimulatedJob> simulated = new ArrayList<>();
    private final List<MigrationEstimate> alone;
    private final LaneProblem lanes;
    private final Map<String, Link> links = new HashMap<>();
    private final Map<String, BatchLink> ends = new HashMap<>();

    SharedBatch(BatchProblem problem, List<Migration> migrations, Sharing physics) {
        this.problem = problem;
        this.physics = physics;
        jobs = JobsBuilder.sharing(problem, CLOCK, migrations);
        addLinks();
        migrations.forEach(this::add);
        MigrationEstimator estimator = physics.estimator();
        alone = simulated.stream()
                .map(job -> estimator.estimate(job.vm(), job.path(), job.tuning()))
                .toList();
        lanes = new LaneProblem(
                new FluidSimulation(estimator, simulated),
                LaneProblem.filledLinks(simulated),
                limits(),
                new RoomOrdering(jobs));
    }

    static Clockwork clock() {
        return CLOCK;
    }

    Jobs jobs() {
        return jobs;
    }

    LaneProblem lanes() {
        return lanes;
    }

    private void addLinks() {
        for (BatchLink link : problem.links()) {
            ends.put(link.id(), link);
            for (boolean forward : new boolean[] {true, false}) {
                addLink(new Hop(link.id(), forward).toString(), link.capacity(forward));
            }
        }
        problem.switches().forEach(one -> one.capacity().ifPresent(rate -> addLink(switchKey(one.id()), rate)));
    }

    private void addLink(String name, DataRate capacity) {
        links.put(name, new Link(name, physics.usable(capacity)));
    }

    private static String switchKey(String id) {
        return "switch '%s'".formatted(id);
    }

    private void add(Migration migration) {
        Set<Link> passed = new LinkedHashSet<>();
        for (Hop hop : migration.route().hops()) {
            passed.add(Objects.requireNonNull(links.get(hop.toString())));
            BatchLink link = Objects.requireNonNull(ends.get(hop.link()));
            for (String node : List.of(link.a(), link.b())) {
                Link through = links.get(switchKey(node));
                if (through != null) {
                    passed.add(through);
                }
            }
        }
        DataRate most = physics.usable(migration.rate());
        if (passed.isEmpty()) {
            passed.add(new Link(
                    "way from '%s' to '%s'"
                            .formatted(migration.from().id(), migration.to().id()),
                    most));
        }
        Path path = Path.of(migration.from().id(), migration.to().id(), List.copyOf(passed), most);
        simulated.add(new SimulatedJob(
                physics.profile(migration.vm()), path, physics.tuning(migration.vm(), migration.mode())));
    }

    private LaneProblem.Limits limits() {
        int n = jobs.count();
        double[][] shares = new double[n][];
        double[] notBefore = new double[n];
        double[] deadline = new double[n];
        double[] tail = new double[n];
        for (int job = 0; job < n; job++) {
            int[] uses = jobs.uses[job];
            shares[job] = new double[uses.length];
            for (int i = 0; i < uses.length; i++) {
                shares[job][i] = (double) jobs.amounts[job][i] / jobs.resources.capacity[uses[i]];
            }
            notBefore[job] = seconds(jobs.release[job]);
            deadline[job] =
                    jobs.deadline[job] == Jobs.NO_DEADLINE ? Double.POSITIVE_INFINITY : seconds(jobs.deadline[job]);
            tail[job] = seconds(jobs.tail[job]);
        }
        return new LaneProblem.Limits(jobs.uses, shares, notBefore, deadline, tail);
    }

    private static double seconds(int ticks) {
        return Seconds.of(CLOCK.time(ticks));
    }

    /** Returns the jobs by how long they take alone, shortest first. */
    List<Integer> shortestFirst() {
        return IntStream.range(0, jobs.count())
                .boxed()
                .sorted(Comparator.comparing(job -> alone.get(job).terms().total()))
                .toList();
    }

    /** Simulates what happens if each job starts when others have ended. */
    SimulationResult run(int[][] predecessors) {
        int[] order = IntStream.range(0, jobs.count()).toArray();
        return lanes.simulation()
                .run(StartOrder.lanes(
                        Lanes.after(order, predecessors, lanes.limits().notBefore())));
    }

    /** Returns what is predicted of each job as it went. */
    List<MigrationEstimate> predictions(SimulationResult result) {
        return IntStream.range(0, jobs.count())
                .mapToObj(job -> lanes.simulation().estimate(result, job))
                .toList();
    }

    LoadBound bound() {
        LoadBound bound = LoadBound.of(physics.estimator(), simulated, alone, lanes.limits());
        Duration floor = CLOCK.time(jobs.floor);
        return floor.compareTo(bound.time()) > 0 ? new LoadBound(floor, "hosts that boot or shut down") : bound;
    }
}
