package io.vacate.model.simulation;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.PostCopy;
import io.vacate.api.migration.MigrationMode.StopAndCopy;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.rounds.PreCopy;
import io.vacate.model.rounds.PreCopyRounds;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration consists of, step by step: the one description of each mode, which the estimate of a single migration
 * and the simulation of many both follow.
 *
 * <pre>
 * pre-copy             set up · [disks] · rounds · ‖ rest · switch over ‖ · clean up
 * post-copy            set up · [disks] · [rounds] · ‖ switch over ‖ · rest · clean up
 * stop-and-copy        set up · [disks] · ‖ copy · switch over ‖ · clean up
 * suspend-copy-resume  set up · ‖ ½ switch over · suspend · copy · resume · ½ switch over ‖ · clean up
 * </pre>
 *
 * <p>Between ‖ the VM stands still.
 */
final class Script {
    private static final double HALF = 0.5;

    private final List<Step> steps = new ArrayList<>(6);
    private final VmProfile vm;
    private final Path path;
    private final Tuning tuning;
    private final RoundRule rule;
    private final double cap;
    private final double rateAlone;

    /** @param usual of hosts that have none of their own */
    Script(VmProfile vm, Path path, Tuning tuning, HypervisorProfile usual) {
        HypervisorProfile hypervisor = path.ends().source().hypervisor().orElse(usual);
        this.vm = vm;
        this.path = path;
        this.tuning = tuning;
        rule = hypervisor.rounds();
        FixedCosts fixed = hypervisor.costs(ModeKind.of(tuning.mode()));
        if (tuning.mode() instanceof SuspendCopyResume) {
            suspendCopyResume(fixed);
        } else {
            live(fixed, tuning.mode(), Seconds.of(hypervisor.storageSetUp()));
        }
        cap = most(path, tuning).bytesPerSecond();
        rateAlone = Math.min(cap, (double) path.sharedCapacity().bytesPerSecond());
    }

    /** Returns most that a migration sends on a path, were the path's links and CPUs without limit. */
    static DataRate most(Path path, Tuning tuning) {
        DataRate most = tuning.rateLimit().min(times(path.streamCap(), tuning.connections()));
        return tuning.mode() instanceof SuspendCopyResume suspend ? most.min(copyRate(path, suspend.buffer())) : most;
    }

    private static DataRate times(DataRate rate, int count) {
        boolean overflows = rate.bytesPerSecond() > Long.MAX_VALUE / count;
        return overflows ? HostProfile.UNLIMITED : new DataRate(rate.bytesPerSecond() * count);
    }

    private static DataRate copyRate(Path path, Buffer buffer) {
        Path.Ends ends = path.ends();
        return ends.source()
                .buffer(buffer)
                .copy()
                .min(ends.destination().buffer(buffer).copy());
    }

    private void live(FixedCosts fixed, MigrationMode mode, double storageSetUp) {
        boolean copiesDisks = tuning.storage() != StorageCopy.NONE;
        wait(Seconds.of(fixed.setUp()) + (copiesDisks ? storageSetUp : 0), false);
        if (copiesDisks && !vm.disk().isZero()) {
            steps.add(new Step.Copy(vm.disk().bytes(), Step.Flow.PATH, false));
        }
        double switchOver = Seconds.of(fixed.switchOver());
        if (mode instanceof StopAndCopy) {
            double bytes = vm.firstRound().bytes() * contentRatio();
            steps.add(new Step.Copy(bytes, Step.Flow.PATH, true));
            wait(switchOver, true);
        } else if (mode instanceof PostCopy) {
            steps.add(new Step.Rounds());
            wait(switchOver, true);
            steps.add(new Step.Rest(false));
        } else {
            steps.add(new Step.Rounds());
            steps.add(new Step.Rest(true));
            wait(switchOver, true);
        }
        wait(Seconds.of(fixed.cleanUp()), false);
    }

    private void suspendCopyResume(FixedCosts fixed) {
        double state = vm.firstRound().bytes();
        double halfSwitch = HALF * Seconds.of(fixed.switchOver());
        wait(Seconds.of(fixed.setUp()), false);
        wait(halfSwitch, true);
        steps.add(new Step.Copy(state, Step.Flow.SUSPEND, true));
        steps.add(new Step.Copy(state, Step.Flow.PATH, true));
        steps.add(new Step.Copy(state, Step.Flow.RESUME, true));
        wait(halfSwitch, true);
        wait(Seconds.of(fixed.cleanUp()), false);
    }

    private void wait(double seconds, boolean paused) {
        if (seconds > 0) {
            steps.add(new Step.Wait(seconds, paused));
        }
    }

    List<Step> steps() {
        return steps;
    }

    VmProfile vm() {
        return vm;
    }

    Path path() {
        return path;
    }

    Tuning tuning() {
        return tuning;
    }

    /** Returns the state of the rounds, before the first. */
    PreCopyRounds rounds() {
        return new PreCopyRounds(
                preCopy(), PreCopyRounds.Standing.atStart(vm.firstRound().bytes() * contentRatio()));
    }

    /** Returns what decides how the rounds go. */
    PreCopy preCopy() {
        double ratio = contentRatio();
        double rewritten = ratio * rewrittenRatio();
        return new PreCopy(
                rule,
                Seconds.of(vm.downtimeLimit()),
                PreCopy.LOOK_SECONDS,
                PreCopy.SEND_BUDGET * vm.firstRound().bytes() * ratio,
                seconds -> rewritten * vm.bytesRewrittenWithin(seconds),
                Double.POSITIVE_INFINITY,
                tuning.autoConverge(),
                tuning.mode() instanceof PostCopy post ? leave(post.trigger()) : PreCopy.Leave.NEVER);
    }

    /** A switch-over on request is taken to be asked for after the first round, when what is left is known. */
    private static PreCopy.Leave leave(Trigger trigger) {
        if (trigger instanceof Trigger.AfterTime after) {
            return new PreCopy.Leave(Integer.MAX_VALUE, Seconds.of(after.time()));
        }
        int rounds = trigger instanceof Trigger.AfterIterations after
                ? after.iterations()
                : trigger instanceof Trigger.Immediately ? 0 : 1;
        return new PreCopy.Leave(rounds, Double.POSITIVE_INFINITY);
    }

    /** Returns bytes sent for each byte of any page. */
    private double contentRatio() {
        Compression method = tuning.compression().orElse(Compression.XBZRLE);
        return method == Compression.XBZRLE ? 1 : vm.compressibility().content();
    }

    /** Returns by how much less is sent of a page that was sent before. */
    private double rewrittenRatio() {
        return tuning.compression()
                .filter(method -> method == Compression.XBZRLE)
                .map(method -> vm.compressibility().rewritten())
                .orElse(1.0);
    }

    /** Returns most that this migration sends on its path, in B/s, were the path's links and CPUs without limit. */
    double cap() {
        return cap;
    }

    /** Returns the seconds until the state of a VM that is suspended is in its source's buffer. */
    double untilSuspended() {
        double seconds = 0;
        for (Step step : steps) {
            if (step instanceof Step.Wait pause) {
                seconds += pause.seconds();
            } else if (step instanceof Step.Copy copy) {
                return seconds + copy.bytes() / rateAlone(copy.flow());
            }
        }
        return seconds;
    }

    /** Returns what a flow carries when nobody shares it, in B/s. */
    double rateAlone(Step.Flow flow) {
        return switch (flow) {
            case PATH -> rateAlone;
            case SUSPEND -> bufferRate(flow, path.ends().source());
            case RESUME -> bufferRate(flow, path.ends().destination());
            case PROCESSORS -> 1;
        };
    }

    /** Returns the capacity of a host's buffer, in B/s. */
    double bufferRate(Step.Flow flow, HostProfile host) {
        if (!(tuning.mode() instanceof SuspendCopyResume suspend)) {
            throw new IllegalStateException("%s has no buffer".formatted(tuning.mode()));
        }
        DataRate rate = flow == Step.Flow.SUSPEND
                ? host.buffer(suspend.buffer()).suspend()
                : host.buffer(suspend.buffer()).resume();
        return rate.bytesPerSecond();
    }
}
