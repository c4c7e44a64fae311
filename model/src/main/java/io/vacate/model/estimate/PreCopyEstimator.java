package io.vacate.model.estimate;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Convergence.Converges;
import io.vacate.model.estimate.Convergence.DoesNotConverge;
import io.vacate.model.estimate.Convergence.Reason;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;

/**
 * Predicts one pre-copy migration at a constant rate b.
 *
 * <p>The first round sends V₀, the memory that is not zero. Round i takes tᵢ = Vᵢ / b, meanwhile the VM rewrites
 * Vᵢ₊₁ = D(tᵢ), its {@linkplain DirtyCurve dirty curve}. When Vᵢ₊₁ ≤ b · downtime limit, the VM is paused and the rest is
 * sent: downtime = Vᵢ₊₁ / b + switch-over. The fixed costs come on top (Zhao and Figueiredo 2007; Clark et al. 2005).
 *
 * <p>As D does not decrease, the Vᵢ fall or rise steadily towards a fixed point; they come down to the limit if and only
 * if D(τ) &lt; b · τ for all τ from the downtime limit to the second round's length. D is piecewise linear, so looking at
 * its breakpoints decides that. Where it fails, or where the rounds would send more than {@link #SEND_BUDGET} times the
 * first or be more than {@link #MOST_ROUNDS}, the verdict is {@link DoesNotConverge}, and the switch-over is forced there.
 *
 * @param costs fixed costs
 * @param spread how far reality lies from the prediction
 */
public record PreCopyEstimator(FixedCosts costs, Spread spread) {
    /**
     * Most that the rounds may send, as a multiple of the first round, before a migration counts as not converging. Xen's
     * own tools stop at 3 times the memory or 29 rounds; QEMU goes on for ever. On QEMU, guests were seen to converge at
     * 4.3 to 4.7 times, and one was given up that would have needed 8: this lies between.
     */
    public static final double SEND_BUDGET = 6;

    /** Most rounds: who needs more does not converge in any useful sense, and absurd profiles must end too. */
    public static final int MOST_ROUNDS = 10_000;

    /** The estimator to use before anything was measured. */
    public static final PreCopyEstimator PRIOR = new PreCopyEstimator(FixedCosts.PRIOR, Spread.PRIOR);

    /** Predicts the migration of {@code vm} alone on {@code path}. */
    public MigrationEstimate estimate(VmProfile vm, Path path) {
        return estimate(vm, path.rateAlone());
    }

    /**
     * Predicts the migration of {@code vm} at a constant {@code rate}.
     *
     * @throws IllegalArgumentException if {@code rate} is 0
     */
    public MigrationEstimate estimate(VmProfile vm, DataRate rate) {
        double b = Check.positive(rate, "rate").bytesPerSecond();
        double first = vm.firstRound().bytes();
        double limit = b * Seconds.of(vm.downtimeLimit());
        double budget = SEND_BUDGET * first;
        double sent = 0;
        double rest = first;
        int rounds = 0;
        do {
            double chunk = Math.min(rest, budget - sent);
            rest = restAfter(vm, rest, chunk, chunk / b);
            sent += chunk;
            rounds++;
        } while (rest > limit && !budgetUsed(sent, budget, rounds));
        PreCopyRun run = new PreCopyRun(first / b, (sent + rest) / b, rest / b, sent + rest, rounds, rest > limit);
        return describe(vm, run);
    }

    /**
     * Returns what is left to send after a round, which ends early where the budget does. Then what was rewritten is partly
     * among what was not sent yet: the rest is taken to go evenly from the round's volume to what a whole round would leave.
     *
     * @param volume what the round was to send
     * @param chunk what it did send
     * @param elapsed seconds that it took
     */
    static double restAfter(VmProfile vm, double volume, double chunk, double elapsed) {
        if (chunk >= volume) {
            return vm.bytesRewrittenWithin(elapsed);
        }
        double done = chunk / volume;
        return volume * (1 - done) + vm.bytesRewrittenWithin(elapsed / done) * done;
    }

    /** Tells whether the budget is used up, but for rounding errors. */
    static boolean budgetUsed(double sent, double budget, int rounds) {
        return sent >= budget * (1 - 1e-12) || rounds >= MOST_ROUNDS;
    }

    /**
     * Returns the estimate of a migration that ran in a simulation, at whatever rates.
     *
     * @param vm the VM that ran
     * @param run what the simulation saw
     */
    MigrationEstimate describe(VmProfile vm, PreCopyRun run) {
        Duration fixed = costs.total();
        Duration total = fixed.plus(Seconds.toDuration(run.sendingSeconds()));
        Duration downtime = costs.switchOver().plus(Seconds.toDuration(run.restSeconds()));
        DataRate rate = run.meanRate();
        Terms terms = new Terms(
                fixed,
                Seconds.toDuration(run.firstRoundSeconds()),
                Seconds.toDuration(Math.max(0, run.sendingSeconds() - run.firstRoundSeconds())),
                rate);
        Convergence convergence =
                run.forced() ? verdict(vm, run, new WayOut(total, downtime)) : new Converges(run.rounds());
        return new MigrationEstimate(
                spread.around(total),
                spread.around(downtime),
                spread.around(DataSize.ofBytes((long) run.bytes())),
                run.rounds(),
                convergence,
                terms);
    }

    private DoesNotConverge verdict(VmProfile vm, PreCopyRun run, WayOut forced) {
        double b = run.meanRate().bytesPerSecond();
        Duration once = Seconds.toDuration(vm.firstRound().bytes() / b);
        Duration total = costs.total().plus(once);
        return new DoesNotConverge(
                hasFixedPoint(vm, b) ? Reason.NEVER : Reason.TOO_SLOW,
                DataSize.ofBytes((long) (run.restSeconds() * b)),
                forced,
                new WayOut(total, costs.switchOver().plus(once)),
                new WayOut(total, costs.switchOver()));
    }

    /** Tells whether D(τ) ≥ b · τ somewhere between the downtime limit and the second round's length. */
    private static boolean hasFixedPoint(VmProfile vm, double b) {
        double low = Seconds.of(vm.downtimeLimit());
        double high = vm.bytesRewrittenWithin(vm.firstRound().bytes() / b) / b;
        if (high <= low) {
            return false;
        }
        if (vm.bytesRewrittenWithin(low) >= b * low || vm.bytesRewrittenWithin(high) >= b * high) {
            return true;
        }
        for (double at : vm.dirty().breakpoints()) {
            if (at > low && at < high && vm.bytesRewrittenWithin(at) >= b * at) {
                return true;
            }
        }
        return false;
    }
}
