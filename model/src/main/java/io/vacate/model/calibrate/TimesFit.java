package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.simulation.MigrationEstimator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Finds the efficiency of links, the factor of dirty curves and the fixed costs that best explain the times of migrations
 * which nobody disturbed: the maximum of the posterior, where errors of ln time are Laplace-distributed (so outliers count
 * by their distance, not its square) and the logarithms of the three are normal around their priors. The more migrations,
 * the less the priors matter; with a single one they say which of the three is to be blamed: links rarely carry what differs
 * from what they were sold for, told dirty curves are often wrong by half (Nelder and Mead 1965 for the search).
 */
final class TimesFit {
    private static final double NOISE = 0.05;
    private static final double EFFICIENCY_SIGMA = 0.05;

    /** Told capacities have framing taken off already: hardly any link carries more. */
    private static final double ABOVE_TOLD_SIGMA = 0.01;

    /** Of rates that are a mere guess: a factor of ten either way is no surprise. */
    private static final double GUESS_SIGMA = 2;

    private static final double DIRTY_SIGMA = 0.7;
    private static final double COST_SIGMA = 0.5;
    private static final double STEP = 0.1;
    private static final int MOST_STEPS = 300;
    private static final double PRECISION = 1e-6;

    /** Migrations that look the same to the model are one with a weight. */
    private record Key(VmProfile vm, DataRate told, Tuning tuning, double seconds) {}

    private final Calibration before;
    private final double belowSigma;
    private final double aboveSigma;
    private final Map<Key, Integer> seen = new LinkedHashMap<>();

    /** @param ratesAreTold whether told capacities are more than a guess */
    TimesFit(Calibration before, boolean ratesAreTold) {
        this.before = before;
        belowSigma = ratesAreTold ? EFFICIENCY_SIGMA : GUESS_SIGMA;
        aboveSigma = ratesAreTold ? ABOVE_TOLD_SIGMA : GUESS_SIGMA;
    }

    /** Adds the migrations of a run that nobody disturbed. */
    void add(ObservedRun run, NetworkProfile network) {
        List<ObservedRun.Member> members = run.members();
        for (int i = 0; i < members.size(); i++) {
            if (!isDisturbed(members, i)) {
                ObservedRun.Member member = members.get(i);
                DataRate told = network.path(member.from(), member.to()).rateAlone();
                seen.merge(
                        new Key(before.apply(member.vm()), told, member.tuning(), Seconds.of(member.total())),
                        1,
                        Integer::sum);
            }
        }
    }

    private static boolean isDisturbed(List<ObservedRun.Member> members, int i) {
        for (int other = 0; other < members.size(); other++) {
            if (other != i && disturbs(members.get(other), members.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether two were under way at once and met at a host. */
    private static boolean disturbs(ObservedRun.Member other, ObservedRun.Member member) {
        boolean together =
                other.start().compareTo(member.end()) < 0 && member.start().compareTo(other.end()) < 0;
        return together
                && (other.from().equals(member.from())
                        || other.to().equals(member.to())
                        || other.from().equals(member.to())
                        || other.to().equals(member.from()));
    }

    /** Returns {@code before} with what was found as one more sample of each; unchanged if nothing was added. */
    Calibration learn() {
        if (seen.isEmpty()) {
            return before;
        }
        boolean writes =
                seen.keySet().stream().anyMatch(key -> !key.vm().dirty().equals(DirtyCurve.idle()));
        double[] guess = new double[writes ? 3 : 2];
        double[] found = new SimplexOptimizer(new SimpleValueChecker(PRECISION, PRECISION, MOST_STEPS))
                .optimize(
                        MaxEval.unlimited(),
                        new ObjectiveFunction(this::surprise),
                        GoalType.MINIMIZE,
                        new InitialGuess(guess),
                        new NelderMeadSimplex(guess.length, STEP))
                .getPoint();
        Calibration learned = before.with(Quantity.EFFICIENCY, known(Quantity.EFFICIENCY) * Math.exp(found[0]));
        double costs = Seconds.of(hypervisor(found).costs(ModeKind.PRE_COPY).total());
        learned = learned.with(Quantity.overhead(ModeKind.PRE_COPY), costs);
        return writes
                ? learned.with(Quantity.DIRTY_FACTOR, known(Quantity.DIRTY_FACTOR) * Math.exp(found[2]))
                : learned;
    }

    private double known(Quantity quantity) {
        return before.learned(quantity).orElse(1);
    }

    private HypervisorProfile hypervisor(double[] logs) {
        return before.hypervisor().scaled(ModeKind.PRE_COPY, Math.exp(logs[1]));
    }

    /** Minus the logarithm of the posterior, but for a constant. */
    private double surprise(double[] logs) {
        double dirty = logs.length > 2 ? logs[2] : 0;
        MigrationEstimator estimator = before.estimator().with(hypervisor(logs));
        double sum = square(logs[0] / (logs[0] > 0 ? aboveSigma : belowSigma))
                + square(logs[1] / COST_SIGMA)
                + square(dirty / DIRTY_SIGMA);
        double efficiency = known(Quantity.EFFICIENCY) * Math.exp(logs[0]);
        double factor = Math.exp(dirty);
        for (Map.Entry<Key, Integer> entry : seen.entrySet()) {
            Key key = entry.getKey();
            DataRate rate = Calibration.rate(key.told().bytesPerSecond() * efficiency);
            VmProfile vm = key.vm().withDirty(key.vm().dirty().scaledBy(factor));
            double predicted = estimator.seconds(vm, rate, key.tuning());
            sum += entry.getValue() * Math.abs(Math.log(predicted / key.seconds())) / NOISE;
        }
        return sum;
    }

    private static double square(double value) {
        return value * value / 2;
    }
}
