package io.vacate.model.simulation;

import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.rounds.PreCopyRounds;
import io.vacate.model.sharing.EventQueue;
import io.vacate.model.sharing.FairShares;
import io.vacate.model.simulation.Step.Copy;
import io.vacate.model.simulation.Step.Flow;
import io.vacate.model.simulation.Step.Rest;
import io.vacate.model.simulation.Step.Rounds;
import io.vacate.model.simulation.Step.Wait;
import java.util.Arrays;
import java.util.Optional;

/** One run of a {@link FluidSimulation}: the state that changes. For one thread. */
final class FluidRun implements Dispatcher.Starter {
    /** Told the rates in B/s, by job, from {@code now} on; for tests. */
    interface Watch {
        void ratesChanged(double now, double[] rates);
    }

    private static final int NONE = -1;
    private static final int NOT_STARTED = -2;
    private static final double AFTERMATH = Seconds.of(FixedCosts.AFTERMATH);

    private final CompiledJobs data;
    private final Dispatcher dispatcher;
    private final Watch watch;
    private final EventQueue events;
    private final FairShares shares;
    private final int[] jobOfFlow;
    private double now;
    /** The job that has ended last, or {@link #NONE}. */
    private int ending = NONE;

    private int forced;

    /** By job: the number of its present step, {@link #NONE} before the first. */
    private final int[] step;

    private final PreCopyRounds[] rounds;
    /** By job: the flow that it has joined, or {@link #NONE}. */
    private final int[] joined;
    /** By job: what the present copy has left, as of {@link #since}, and its rate from then on. */
    private final double[] remaining;

    private final double[] since;
    private final double[] rate;
    /** By job: when the present step began, or the present round, and what that is to send. */
    private final double[] began;

    private final double[] chunk;
    private final SimulationResult.Columns result;

    FluidRun(CompiledJobs data, Dispatcher dispatcher, Watch watch) {
        this.data = data;
        this.dispatcher = dispatcher;
        this.watch = watch;
        int jobs = data.size();
        events = new EventQueue(jobs);
        shares = new FairShares(data.network);
        jobOfFlow = new int[data.network.flows()];
        for (int job = 0; job < jobs; job++) {
            for (int flow : data.flows[job]) {
                if (flow != NONE) {
                    jobOfFlow[flow] = job;
                }
            }
        }
        step = new int[jobs];
        Arrays.fill(step, NOT_STARTED);
        rounds = new PreCopyRounds[jobs];
        joined = new int[jobs];
        Arrays.fill(joined, NONE);
        remaining = new double[jobs];
        since = new double[jobs];
        rate = new double[jobs];
        began = new double[jobs];
        chunk = new double[jobs];
        result = new SimulationResult.Columns(jobs);
    }

    /** Runs to the end, or gives up once what {@code patience} allows is exceeded. */
    Optional<SimulationResult> run(Patience patience) {
        dispatcher.begin(this);
        while (!events.isEmpty()) {
            if (now > patience.seconds() || forced > patience.forced()) {
                return Optional.empty();
            }
            now = events.nextTime();
            while (!events.isEmpty() && events.nextTime() == now) {
                handle(events.poll());
            }
            if (shares.changed()) {
                refill();
            }
        }
        for (int job = 0; job < data.size(); job++) {
            if (step[job] == NOT_STARTED) {
                throw new IllegalArgumentException("job %d can never start: %s".formatted(job, dispatcher.whyNot(job)));
            }
        }
        return Optional.of(new SimulationResult(result));
    }

    @Override
    public void start(int job) {
        result.startedBy[job] = ending == NONE ? job : ending;
        schedule(job, now);
    }

    @Override
    public void startAt(int job, double seconds) {
        result.startedBy[job] = job;
        schedule(job, seconds);
    }

    @Override
    public void wakeAt(int job, double seconds) {
        events.schedule(job, seconds);
    }

    private void schedule(int job, double seconds) {
        step[job] = NONE;
        events.schedule(job, seconds);
    }

    /** The present step of a job has ended, or the job starts, or may. */
    private void handle(int job) {
        if (step[job] == NOT_STARTED) {
            ending = NONE;
            dispatcher.due(job, this);
            return;
        }
        if (step[job] == NONE) {
            result.start[job] = now;
            rounds[job] = data.scripts[job].rounds();
        } else if (step[job] == data.scripts[job].steps().size()) {
            leave(job);
            return;
        } else if (!endStep(job)) {
            return;
        }
        nextStep(job);
    }

    /** What a migration leaves to do keeps processors busy after its end. */
    private void afterwards(int job) {
        if (data.flows[job][Flow.PROCESSORS.slot()] == NONE) {
            leave(job);
        } else {
            copy(job, AFTERMATH, Flow.PROCESSORS);
        }
    }

    private void nextStep(int job) {
        Script script = data.scripts[job];
        int next = ++step[job];
        if (next == script.steps().size()) {
            result.end[job] = now;
            afterwards(job);
            ending = job;
            dispatcher.ended(job, this);
            return;
        }
        began[job] = now;
        Step present = script.steps().get(next);
        if (present instanceof Wait wait) {
            wait(job, wait.seconds());
        } else if (present instanceof Copy copy) {
            copy(job, copy.bytes(), copy.flow());
        } else if (present instanceof Rest) {
            copy(job, rounds[job].rest(), Flow.PATH);
        } else if (rounds[job].none()) {
            nextStep(job);
        } else {
            copy(job, rounds[job].begin(expectedRate(job)), Flow.PATH);
        }
    }

    /** A job that has just joined has no rate yet. */
    private double expectedRate(int job) {
        boolean onPath = joined[job] == data.flows[job][Flow.PATH.slot()];
        return onPath && rate[job] > 0 ? rate[job] : data.scripts[job].rateAlone(Flow.PATH);
    }

    /** Accounts for a step, or a round, that has ended. Returns whether the step has. */
    private boolean endStep(int job) {
        Step present = data.scripts[job].steps().get(step[job]);
        double elapsed = now - began[job];
        result.paused[job] += present.paused() ? elapsed : 0;
        if (present instanceof Wait) {
            return true;
        }
        PreCopyRounds state = rounds[job];
        boolean isFirst = present instanceof Copy
                || (present instanceof Rest && state.none())
                || (present instanceof Rounds && state.rounds() == 0);
        result.sending[job] += elapsed;
        result.firstPass[job] += isFirst ? elapsed : 0;
        boolean overPath = joined[job] == data.flows[job][Flow.PATH.slot()];
        result.bytes[job] += overPath ? chunk[job] : 0;
        if (!(present instanceof Rounds)) {
            return true;
        }
        boolean again = state.end(elapsed, rate[job]);
        if (again) {
            began[job] = now;
            copy(job, state.begin(rate[job]), Flow.PATH);
            return false;
        }
        result.rounds[job] = state.rounds();
        result.forced[job] = state.forced();
        forced += state.forced() ? 1 : 0;
        result.rest[job] = state.rest();
        return true;
    }

    private void wait(int job, double seconds) {
        if (data.flows[job][Flow.PROCESSORS.slot()] == NONE) {
            leave(job);
            events.schedule(job, now + seconds);
        } else {
            copy(job, seconds, Flow.PROCESSORS);
        }
    }

    private void copy(int job, double bytes, Flow through) {
        int flow = data.flows[job][through.slot()];
        if (joined[job] != flow) {
            leave(job);
            joined[job] = flow;
            shares.join(flow);
        }
        chunk[job] = bytes;
        remaining[job] = bytes;
        since[job] = now;
        // The end of a copy that has no rate yet is scheduled by the refill after this event.
        if (rate[job] > 0 || bytes == 0) {
            events.schedule(job, bytes == 0 ? now : now + bytes / rate[job]);
        }
    }

    private void leave(int job) {
        if (joined[job] != NONE) {
            shares.leave(joined[job]);
            joined[job] = NONE;
            rate[job] = 0;
        }
    }

    private void refill() {
        int count = shares.refill();
        for (int i = 0; i < count; i++) {
            int flow = shares.refilled(i);
            int job = jobOfFlow[flow];
            double changed = shares.rate(flow);
            if (joined[job] == flow && changed != rate[job]) {
                remaining[job] = Math.max(0, remaining[job] - rate[job] * (now - since[job]));
                since[job] = now;
                rate[job] = changed;
                events.schedule(job, now + remaining[job] / changed);
            }
        }
        watch.ratesChanged(now, rate);
    }
}
