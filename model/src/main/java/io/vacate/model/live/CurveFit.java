package io.vacate.model.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The dirty curve of a running VM, from the few rounds that were seen and from what was measured before.
 *
 * <p>Each candidate curve is moved up or down to the rounds seen, and counts by how well it then fits them:
 * exp(−Σ(residual²) / 2σ²), and less if it had to be moved far; the VM's own earlier curve counts most. To the mean of all,
 * in ln D, a smooth correction is added that brings it to the rounds seen, newer ones counting more; beyond them it stays as it is at the nearest. A power law
 * fitted to the rounds themselves, its exponent drawn towards the usual one, is always a candidate. Immutable.
 */
final class CurveFit {
    /**
     * Usual exponent of D(τ) ∝ τ^a above a second. Source: 0.65 and 0.66 for PostgreSQL on QEMU at two loads, 0.61 to 0.66
     * for the published curve of PublishedDirtyCurveTest.
     */
    static final double USUAL_EXPONENT = 0.67;

    private static final double EXPONENT_SPREAD = 0.12;

    /** Noise of one round about its curve, in ln D: 8 % from run to run, and a curve is not quite a power law. */
    private static final double NOISE = 0.15;

    /** How far a VM's load may lie from what it was before, in ln D. */
    private static final double SCALE_SPREAD = 1.5;

    /** By what each round counts less than the one after it. */
    private static final double FADING = 0.8;

    private static final double KERNEL_WIDTH = 0.5;
    private static final double COVERED = Math.log(1.5);
    private static final double POWER_LAW_WEIGHT = 0.3;
    /** The VM's own curve counts that much until the rounds contradict it. */
    private static final double OWN_CURVE_WEIGHT = 30;

    private static final double NEWEST_ROUNDS = 24;

    private static final double LOW = Math.log(0.05);
    private static final double STEP = 0.1;
    private static final int NODES = 120;

    private final double[] logBytes = new double[NODES];
    private final double nearestSeen;

    /**
     * Fits.
     *
     * @param rounds those seen, oldest first; may be empty
     * @param own the VM's own curve, as it was measured before
     * @param otherwise the curve to assume where there is neither a round nor a curve of the VM's own
     */
    CurveFit(List<RoundTracker.Round> rounds, Optional<LogCurve> own, LogCurve otherwise) {
        int from = (int) Math.max(0, rounds.size() - NEWEST_ROUNDS);
        int count = rounds.size() - from;
        double[] x = new double[count];
        double[] y = new double[count];
        double[] weight = new double[count];
        for (int i = 0; i < count; i++) {
            RoundTracker.Round round = rounds.get(from + i);
            x[i] = Math.log(round.seconds());
            y[i] = Math.log(Math.max(1, round.rewritten()));
            weight[i] = Math.pow(FADING, count - 1.0 - i);
        }
        nearestSeen = count == 0 ? Double.NaN : Arrays.stream(x).min().orElse(Double.NaN);
        List<LogCurve> curves = new ArrayList<>();
        List<Double> priors = new ArrayList<>();
        own.ifPresent(curve -> {
            curves.add(curve);
            priors.add(OWN_CURVE_WEIGHT);
        });
        if (count > 0) {
            curves.add(powerLaw(x, y, weight));
            priors.add(POWER_LAW_WEIGHT);
        } else if (curves.isEmpty()) {
            curves.add(otherwise);
            priors.add(1.0);
        }
        double[][] near = nearness(x, weight);
        double all = 0;
        for (int c = 0; c < curves.size(); c++) {
            Aligned aligned = new Aligned(curves.get(c), x, y, weight);
            double share = priors.get(c) * aligned.likelihood();
            all += share;
            for (int node = 0; node < NODES; node++) {
                logBytes[node] += share * aligned.at(LOW + node * STEP, near[node]);
            }
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (int node = 0; node < NODES; node++) {
            // Corrections may make the curve fall a little; unique bytes never get fewer.
            highest = Math.max(highest, logBytes[node] / all);
            logBytes[node] = highest;
        }
    }

    /** Returns for each node by how much each round counts there, in sum 1. */
    private static double[][] nearness(double[] x, double[] weight) {
        double[][] near = new double[NODES][x.length];
        for (int node = 0; node < NODES; node++) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                double distance = Math.abs(LOW + node * STEP - x[i]);
                near[node][i] = weight[i] * Math.exp(-distance / KERNEL_WIDTH);
                sum += near[node][i];
            }
            for (int i = 0; i < x.length; i++) {
                near[node][i] /= sum;
            }
        }
        return near;
    }

    private static LogCurve powerLaw(double[] x, double[] y, double[] weight) {
        double sum = 0;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            sum += weight[i];
            meanX += weight[i] * x[i];
            meanY += weight[i] * y[i];
        }
        meanX /= sum;
        meanY /= sum;
        double above = USUAL_EXPONENT / (EXPONENT_SPREAD * EXPONENT_SPREAD);
        double below = 1 / (EXPONENT_SPREAD * EXPONENT_SPREAD);
        for (int i = 0; i < x.length; i++) {
            above += weight[i] * (x[i] - meanX) * (y[i] - meanY) / (NOISE * NOISE);
            below += weight[i] * (x[i] - meanX) * (x[i] - meanX) / (NOISE * NOISE);
        }
        double exponent = Math.max(0, Math.min(1, above / below));
        return LogCurve.power(Math.exp(meanX), Math.exp(meanY), exponent);
    }

    /** Returns D(τ) in bytes, for τ in seconds. */
    double bytesWithin(double seconds) {
        if (seconds <= 0) {
            return 0;
        }
        double at = (Math.log(seconds) - LOW) / STEP;
        if (at <= 0) {
            return Math.exp(logBytes[0]) * seconds / Math.exp(LOW);
        }
        int node = (int) Math.min(NODES - 2.0, at);
        double share = Math.min(1, at - node);
        return Math.exp(logBytes[node] + share * (logBytes[node + 1] - logBytes[node]));
    }

    /**
     * Returns the least that D(τ) can be: as curves are concave, D falls no faster than τ below the shortest round seen.
     */
    double leastWithin(double seconds) {
        double shortest = Math.exp(nearestSeen);
        return seconds < shortest ? bytesWithin(shortest) * seconds / shortest : bytesWithin(seconds);
    }

    /** Returns how far ln τ = ln {@code seconds} lies below the shortest round seen; NaN without any. */
    double extrapolation(double seconds) {
        return Math.max(0, nearestSeen - Math.log(seconds));
    }

    /** Tells whether rounds about as short as {@code seconds} were seen, so that D there is more than a guess. */
    boolean covers(double seconds) {
        return extrapolation(seconds) < COVERED;
    }

    /** One candidate, moved to the rounds seen. */
    private static final class Aligned {
        private final LogCurve curve;
        private final double[] residual;
        private final double likelihood;

        Aligned(LogCurve curve, double[] x, double[] y, double[] weight) {
            this.curve = curve;
            residual = new double[x.length];
            double sum = 0;
            double mean = 0;
            for (int i = 0; i < x.length; i++) {
                residual[i] = y[i] - curve.at(x[i]);
                sum += weight[i];
                mean += weight[i] * residual[i];
            }
            if (x.length == 0) {
                likelihood = 1;
                return;
            }
            mean /= sum;
            double misfit = 0;
            for (int i = 0; i < x.length; i++) {
                misfit += weight[i] * (residual[i] - mean) * (residual[i] - mean);
            }
            likelihood = Math.exp(-misfit / (2 * NOISE * NOISE) - mean * mean / (2 * SCALE_SPREAD * SCALE_SPREAD));
        }

        double likelihood() {
            return Math.max(likelihood, Double.MIN_NORMAL);
        }

        double at(double where, double[] near) {
            double correction = 0;
            for (int i = 0; i < residual.length; i++) {
                correction += near[i] * residual[i];
            }
            return curve.at(where) + correction;
        }
    }
}
