package io.vacate.model.simulation;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Convergence.Converges;
import io.vacate.model.estimate.Convergence.DoesNotConverge;
import io.vacate.model.estimate.Convergence.Reason;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Terms;
import io.vacate.model.estimate.Terms.Bottleneck;
import io.vacate.model.estimate.Terms.Bottleneck.Kind;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.rounds.PreCopy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Predicts the migration of one VM, in any mode.
 *
 * <p><b>Pre-copy.</b> The first round sends V₀, the memory that is not zero. Round i takes tᵢ = Vᵢ / b, meanwhile the VM
 * rewrites Vᵢ₊₁ = D(tᵢ), its {@linkplain io.vacate.model.profile.DirtyCurve dirty curve}. When Vᵢ₊₁ ≤ b · downtime limit,
 * the VM is paused and the rest is sent: downtime = Vᵢ₊₁ / b + switch-over (Clark et al. 2005). As D does not decrease, the
 * Vᵢ fall or rise steadily towards a fixed point; they come down to the limit if and only if D(τ) &lt; b · τ for all τ from
 * the downtime limit to the second round's length. D is piecewise linear, so looking at its breakpoints decides that. Where
 * it fails, or where the rounds would send more than {@link PreCopy#SEND_BUDGET} times the first, the verdict is
 * {@link DoesNotConverge}, and the switch-over is forced there. A guest that auto-converges, slowed down by a share θ,
 * rewrites D((1 − θ) τ).
 *
 * <p><b>Post-copy.</b> The VM is paused for the switch-over alone; what the rounds before it left, or all memory, follows:
 * each page once (Hines and Gopalan, "Post-Copy Based Live Virtual Machine Migration", VEE 2009).
 *
 * <p><b>Stop-and-copy.</b> V₀ / b of pause.
 *
 * <p><b>Suspend-copy-resume.</b> V₀ / rate for each of three phases: into the buffer, over the path, out of the buffer, all
 * of it pause (Zhao and Figueiredo 2007).
 *
 * <p><b>Storage.</b> Local disks are sent before memory.
 *
 * <p>The {@linkplain FixedCosts fixed costs} of the mode come on top. Immutable and thread-safe.
 *
 * @param hypervisor fixed costs of each mode, and when rounds end
 * @param spread how far reality lies from the prediction of a single migration
 * @param groupSpread how far it lies from that of an aggregate time
 */
public record MigrationEstimator(HypervisorProfile hypervisor, Spread spread, Spread groupSpread) {
    /** The estimator to use before anything was measured. */
    public static final MigrationEstimator PRIOR =
            new MigrationEstimator(HypervisorProfile.PRIOR, Spread.PRIOR, Spread.PRIOR);

    /** QEMU's own defaults. */
    private static final AutoConverge USUAL_THROTTLE = new AutoConverge(20, 10);

    /** A migration that gets less than this share of what its path allows is held back by others. */
    private static final double HELD_BACK = 0.95;

    /**
     * Returns an estimator whose intervals follow from past residuals, each actual / predicted.
     *
     * @param residuals of single migrations
     * @param groupResiduals of aggregate times
     */
    public static MigrationEstimator of(
            HypervisorProfile hypervisor, List<Double> residuals, List<Double> groupResiduals) {
        return new MigrationEstimator(hypervisor, Conformal.spread(residuals), Conformal.spread(groupResiduals));
    }

    /** Returns an estimator of the {@linkplain HypervisorProfile#textbook textbook} hypervisor. */
    public static MigrationEstimator of(FixedCosts costs, Spread spread) {
        return new MigrationEstimator(HypervisorProfile.textbook(costs), spread, spread);
    }

    /** Predicts the plain pre-copy of {@code vm} alone on {@code path}. */
    public MigrationEstimate estimate(VmProfile vm, Path path) {
        return estimate(vm, path, Tuning.PRE_COPY);
    }

    /** Predicts the migration of {@code vm} alone on {@code path}, as {@code tuning} says. */
    public MigrationEstimate estimate(VmProfile vm, Path path, Tuning tuning) {
        Script script = new Script(vm, path, tuning, hypervisor);
        return describe(script, Alone.run(script));
    }

    /** Returns this estimator with another hypervisor. */
    public MigrationEstimator with(HypervisorProfile other) {
        return new MigrationEstimator(other, spread, groupSpread);
    }

    /**
     * Returns the predicted total time in seconds, past residuals not taken into account: for searches that look at many.
     *
     * @throws IllegalArgumentException if {@code rate} is 0
     */
    public double seconds(VmProfile vm, DataRate rate, Tuning tuning) {
        return seconds(vm, pathOf(rate), tuning);
    }

    /** Returns the predicted total time in seconds, past residuals not taken into account. */
    public double seconds(VmProfile vm, Path path, Tuning tuning) {
        return Alone.run(new Script(vm, path, tuning, hypervisor)).total();
    }

    /**
     * Predicts the plain pre-copy of {@code vm} at a constant {@code rate}.
     *
     * @throws IllegalArgumentException if {@code rate} is 0
     */
    public MigrationEstimate estimate(VmProfile vm, DataRate rate) {
        return estimate(vm, rate, Tuning.PRE_COPY);
    }

    /**
     * Predicts the migration of {@code vm} at a constant {@code rate}, as {@code tuning} says.
     *
     * @throws IllegalArgumentException if {@code rate} is 0
     */
    public MigrationEstimate estimate(VmProfile vm, DataRate rate, Tuning tuning) {
        return estimate(vm, pathOf(rate), tuning);
    }

    /**
     * Predicts how long a suspend-copy-resume of {@code vm} takes until its state is in the source's buffer, and its memory there
     * free: set-up, half of the switch-over, and the suspension.
     *
     * @throws IllegalArgumentException if {@code rate} is 0, or {@code tuning} is of another mode
     */
    public Duration untilSuspended(VmProfile vm, DataRate rate, Tuning tuning) {
        if (!(tuning.mode() instanceof SuspendCopyResume)) {
            throw new IllegalArgumentException("tuning (%s) must be of suspend-copy-resume".formatted(tuning.mode()));
        }
        return Seconds.toDuration(new Script(vm, pathOf(rate), tuning, hypervisor).untilSuspended());
    }

    private static Path pathOf(DataRate rate) {
        Check.positive(rate, "rate");
        return Path.of("source", "destination", List.of(new Link("link", rate)), rate);
    }

    /** Returns the estimate of a migration that went in a simulation, at whatever rates. */
    MigrationEstimate describe(Script script, Passage run) {
        Duration total = Seconds.toDuration(run.total());
        Duration downtime = Seconds.toDuration(run.paused());
        Terms terms = new Terms(
                Seconds.toDuration(Math.max(0, run.total() - run.sending())),
                Seconds.toDuration(run.firstPass()),
                Seconds.toDuration(Math.max(0, run.sending() - run.firstPass())),
                run.meanRate(),
                bottleneck(script, run));
        Spread centred = spread.centred();
        return new MigrationEstimate(
                spread.around(total),
                centred.around(downtime),
                centred.around(DataSize.ofBytes((long) run.bytes())),
                Math.max(1, run.rounds()),
                run.forced() ? verdict(script, run, new WayOut(total, downtime)) : new Converges(run.rounds()),
                terms);
    }

    private static Bottleneck bottleneck(Script script, Passage run) {
        if (script.tuning().mode() instanceof SuspendCopyResume suspend) {
            return new Bottleneck(Kind.BUFFER, suspend.buffer().name().toLowerCase(Locale.ROOT));
        }
        double alone = script.rateAlone(Step.Flow.PATH);
        if (run.meanRate().bytesPerSecond() < HELD_BACK * alone) {
            return new Bottleneck(Kind.SHARING, "");
        }
        Path path = script.path();
        for (Link link : path.links()) {
            if (link.capacity().bytesPerSecond() <= alone) {
                return new Bottleneck(Kind.LINK, link.name());
            }
        }
        if (path.ends().source().send().bytesPerSecond() <= alone) {
            return new Bottleneck(Kind.CPU, path.from());
        }
        if (path.ends().destination().receive().bytesPerSecond() <= alone) {
            return new Bottleneck(Kind.CPU, path.to());
        }
        boolean isLimit = script.tuning().rateLimit().bytesPerSecond() <= alone;
        return new Bottleneck(isLimit ? Kind.RATE_LIMIT : Kind.STREAM, "");
    }

    /** What each way out costs, at the mean rate that the migration had. */
    private DoesNotConverge verdict(Script script, Passage run, WayOut forced) {
        double rate = run.meanRate().bytesPerSecond();
        return new DoesNotConverge(
                hasFixedPoint(script, rate) ? Reason.NEVER : Reason.TOO_SLOW,
                DataSize.ofBytes((long) run.rest()),
                forced,
                throttled(script, rate),
                inMode(script, new MigrationMode.StopAndCopy(), rate),
                inMode(script, new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()), rate));
    }

    private Optional<WayOut> throttled(Script script, double rate) {
        Tuning tuning = script.tuning();
        if (tuning.autoConverge().isPresent()) {
            return Optional.empty();
        }
        Passage run = Alone.run(new Script(script.vm(), script.path(), tuning.with(USUAL_THROTTLE), hypervisor), rate);
        return run.forced() ? Optional.empty() : Optional.of(wayOut(run));
    }

    private WayOut inMode(Script script, MigrationMode mode, double rate) {
        return wayOut(Alone.run(new Script(script.vm(), script.path(), Tuning.of(mode), hypervisor), rate));
    }

    private static WayOut wayOut(Passage run) {
        return new WayOut(Seconds.toDuration(run.total()), Seconds.toDuration(run.paused()));
    }

    /** Tells whether D(τ) ≥ b · τ somewhere between the shortest round that counts and the second round's length. */
    private static boolean hasFixedPoint(Script script, double b) {
        VmProfile vm = script.vm();
        double low = script.preCopy().shortestRound();
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
