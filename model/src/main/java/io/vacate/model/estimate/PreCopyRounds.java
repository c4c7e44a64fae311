package io.vacate.model.estimate;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode.PostCopy;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.profile.VmProfile;

/**
 * The rounds of one VM's pre-copy, whatever the rates: who uses it says how long each round took. All bytes are those on
 * the wire. For one thread.
 *
 * <p>The first round sends V₀, the memory that is not zero. Round i takes tᵢ; meanwhile the VM rewrites Vᵢ₊₁ = D(tᵢ), its
 * dirty curve. When Vᵢ₊₁ ≤ T = b · downtime limit at the present rate b, the rest fits into the pause (Clark et al. 2005).
 * Where rounds end {@linkplain RoundRule#UNTIL_FITS as soon as the rest fits}, a round sends Vᵢ − T only, and leaves
 * T + D((Vᵢ − T) / b): that fits once the second part is no more than what the hypervisor sends between two looks. A
 * guest that auto-converge slows down by a share θ rewrites D((1 − θ) tᵢ): it lives through that much less time. QEMU slows
 * it down, and again, each second time that more than half of what a period of at least 1 s sent was rewritten in it
 * ({@code migration_bitmap_sync}, {@code migration_trigger_throttle} in QEMU's migration/ram.c). Under libxl there are
 * {@linkplain RoundRule#FIVE_WHOLE five rounds at most}, and what is left then is sent in the pause, however long.
 */
final class PreCopyRounds {
    /** Most rounds: who needs more does not converge in any useful sense, and absurd profiles must end too. */
    static final int MOST_ROUNDS = 10_000;

    /**
     * QEMU looks whether the rest fits each time that it has sent for 50 ms ({@code MAX_WAIT} in migration/ram.c), and
     * overshoots by up to that.
     */
    private static final double LOOK_SECONDS = 0.05;

    private static final int FIVE = 5;

    private static final double FIFTY_PAGES = 50 * 4096.0;

    private static final double THROTTLE_PERIOD_SECONDS = 1;
    private static final double THROTTLE_TRIGGER = 0.5;
    private static final int THROTTLE_PATIENCE = 2;
    private static final double MOST_THROTTLE = 0.99;
    private static final double PERCENT = 100;

    private final VmProfile vm;
    private final boolean untilFits;
    private final boolean five;
    private final double limitSeconds;
    private final double budget;
    private final double first;
    private final double rewrittenRatio;
    private final int mostRounds;
    private final double mostSeconds;
    private final boolean endsByTrigger;
    private final double throttleFirst;
    private final double throttleStep;

    private double rest;
    /** What the present round leaves unsent as it fits into the pause, and what it sends. */
    private double kept;

    private double chunk;
    private double sent;
    private double seconds;
    private int rounds;
    private boolean forced;
    private double throttle;
    private double periodBytes;
    private double periodSeconds;
    private int trouble;

    PreCopyRounds(VmProfile vm, Tuning tuning, RoundRule rule) {
        this.vm = vm;
        untilFits = rule == RoundRule.UNTIL_FITS;
        five = rule == RoundRule.FIVE_WHOLE;
        limitSeconds = Seconds.of(vm.downtimeLimit());
        double ratio = contentRatio(vm, tuning);
        first = vm.firstRound().bytes() * ratio;
        budget = five ? Double.POSITIVE_INFINITY : MigrationEstimator.SEND_BUDGET * first;
        rewrittenRatio = ratio * rewrittenRatio(vm, tuning);
        rest = first;
        Trigger trigger = tuning.mode() instanceof PostCopy post ? post.trigger() : null;
        endsByTrigger = trigger != null;
        mostRounds = trigger != null ? roundsBefore(trigger) : five ? FIVE : MOST_ROUNDS;
        mostSeconds = trigger instanceof Trigger.AfterTime after ? Seconds.of(after.time()) : Double.POSITIVE_INFINITY;
        throttleFirst = tuning.autoConverge().map(AutoConverge::initialPercent).orElse(0) / PERCENT;
        throttleStep = tuning.autoConverge().map(AutoConverge::incrementPercent).orElse(0) / PERCENT;
    }

    /** Returns bytes sent for each byte of any page. */
    static double contentRatio(VmProfile vm, Tuning tuning) {
        Compression method = tuning.compression().orElse(Compression.XBZRLE);
        return method == Compression.XBZRLE ? 1 : vm.compressibility().content();
    }

    private static double rewrittenRatio(VmProfile vm, Tuning tuning) {
        return tuning.compression()
                .filter(method -> method == Compression.XBZRLE)
                .map(method -> vm.compressibility().rewritten())
                .orElse(1.0);
    }

    /** A switch-over on request is taken to be asked for after the first round, when what is left is known. */
    private static int roundsBefore(Trigger trigger) {
        if (trigger instanceof Trigger.Immediately) {
            return 0;
        }
        if (trigger instanceof Trigger.AfterIterations after) {
            return after.iterations();
        }
        return trigger instanceof Trigger.OnRequest ? 1 : MOST_ROUNDS;
    }

    /** Tells whether there is no round at all: all memory follows the VM. */
    boolean none() {
        return mostRounds == 0;
    }

    /** Begins a round, and returns what it sends: what is left, as far as the budget and the trigger's time allow. */
    double begin(double rate) {
        kept = untilFits && !endsByTrigger ? Math.min(rest, rate * limitSeconds) : 0;
        chunk = Math.min(rest - kept, budget - sent);
        if (seconds + chunk / rate > mostSeconds) {
            chunk = Math.max(0, (mostSeconds - seconds) * rate);
        }
        return chunk;
    }

    /**
     * Ends a round. Returns whether there is another.
     *
     * @param elapsed seconds that it took
     * @param rate present rate in B/s
     */
    boolean end(double elapsed, double rate) {
        rest = restAfter(elapsed);
        sent += chunk;
        seconds += elapsed;
        rounds++;
        if (rest <= enough(rate)) {
            return false;
        }
        if (rounds >= mostRounds || seconds >= mostSeconds * (1 - 1e-12) || sent >= budget * (1 - 1e-12)) {
            forced = !endsByTrigger && !five;
            return false;
        }
        slowDown(elapsed);
        return true;
    }

    /** Returns how little must be left for the rounds to end. */
    private double enough(double rate) {
        if (five) {
            return FIFTY_PAGES;
        }
        return rate * limitSeconds + (untilFits ? rate * LOOK_SECONDS : 0);
    }

    /**
     * What is left to send after a round. Where the budget or the trigger ended it early, what was rewritten is partly among
     * what was not sent yet: the rest is taken to go evenly from the round's volume to what a whole round would leave.
     */
    private double restAfter(double elapsed) {
        double lived = elapsed * (1 - throttle);
        double volume = rest - kept;
        if (chunk >= volume) {
            return kept + rewrittenRatio * vm.bytesRewrittenWithin(lived);
        }
        double done = chunk / volume;
        return done <= 0
                ? rest
                : kept + volume * (1 - done) + rewrittenRatio * vm.bytesRewrittenWithin(lived / done) * done;
    }

    private void slowDown(double elapsed) {
        if (throttleFirst == 0) {
            return;
        }
        periodBytes += chunk;
        periodSeconds += elapsed;
        if (periodSeconds < THROTTLE_PERIOD_SECONDS) {
            return;
        }
        if (rest > THROTTLE_TRIGGER * periodBytes && ++trouble >= THROTTLE_PATIENCE) {
            throttle = throttle == 0 ? throttleFirst : Math.min(MOST_THROTTLE, throttle + throttleStep);
            trouble = 0;
        }
        periodBytes = 0;
        periodSeconds = 0;
    }

    /** Returns what is left after the rounds, before them all. */
    double rest() {
        return rest;
    }

    /** Returns how short rounds must get for the rest to fit, in seconds. */
    double shortestRound() {
        return untilFits ? LOOK_SECONDS : limitSeconds;
    }

    int rounds() {
        return rounds;
    }

    /** Tells whether the budget ended the rounds, so that the pause is longer than the limit. */
    boolean forced() {
        return forced;
    }
}
