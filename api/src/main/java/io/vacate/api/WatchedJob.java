package io.vacate.api;

import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.StallDetector;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A driver's job that is looked at from time to time, so that one which hangs is noticed, and stopped if its policy says so.
 * Safe for use by several threads.
 */
final class WatchedJob implements MigrationJob {
    private static final Logger LOG = System.getLogger(WatchedJob.class.getName());
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
    /** A stall is noticed at most this share of the patience too late. */
    private static final int LOOKS_PER_PATIENCE = 4;

    private final MigrationJob job;
    private final String name;
    private final StallPolicy policy;
    private final TimeSource time;
    private final Duration interval;
    private final StallDetector detector;
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();

    /** So much of the time between two looks counts: hosts may be slow to answer. */
    private final Duration longestGap;

    private Instant lastLook;
    private Duration unwatched = Duration.ZERO;
    private @Nullable ScheduledTask next;
    private boolean ended;
    private boolean told;
    private boolean asking;
    private boolean callerCancelled;
    /** Whether its VM waits suspended, as it was asked to: then nothing is to be seen of it. */
    private boolean held;

    private boolean proceeds;
    /** What was seen when the job was stopped for its stall; null as long as it was not. */
    private @Nullable MigrationProgress stoppedAt;

    private MigrationProgress lastSeen =
            MigrationProgress.builder(MigrationState.PREPARING, Duration.ZERO).build();
    /** Why the newest sample is missing; empty if it is not. */
    private String unreadable = "";

    private WatchedJob(MigrationJob job, String name, DriverSession source, StallPolicy policy) {
        this.job = job;
        this.name = name;
        this.policy = policy;
        time = source.timeSource();
        detector = new StallDetector(source.capabilities());
        Duration share = policy.patience().dividedBy(LOOKS_PER_PATIENCE);
        interval = shorter(LONGEST_INTERVAL, longer(SHORTEST_INTERVAL, share));
        longestGap = longer(interval, share);
        lastLook = time.instant();
    }

    /** Returns a driver's job with a watch over it. */
    static MigrationJob watch(MigrationJob job, String name, DriverSession source, StallPolicy policy) {
        WatchedJob watched = new WatchedJob(job, name, source, policy);
        try {
            watched.lookLater();
            if (source.capabilities().contains(Capability.HOLD_SUSPENDED)) {
                job.suspended().thenRun(watched::held);
            }
            job.completion().whenComplete(watched::ended);
        } catch (RuntimeException | Error bug) {
            // The migration is under way all the same: whoever waits must learn that nobody will tell its end.
            watched.ended(null, bug);
        }
        return watched;
    }

    private synchronized void held() {
        held = !proceeds && !ended;
    }

    private synchronized void lookLater() {
        if (!ended) {
            next = time.schedule(interval, this::look);
        }
    }

    private void look() {
        try {
            MigrationProgress seen = seenOrLastSeen();
            seen.stalled().ifPresent(still -> stalled(seen));
        } finally {
            lookLater();
        }
    }

    /** A job whose progress cannot be read gives no sign of it, and is stopped in the end like any other that does not. */
    private MigrationProgress seenOrLastSeen() {
        try {
            MigrationProgress seen = progress();
            synchronized (this) {
                lastSeen = seen;
                unreadable = "";
            }
            return seen;
        } catch (RuntimeException | Error failure) {
            MigrationProgress seen;
            synchronized (this) {
                if (unreadable.isEmpty()) {
                    LOG.log(Level.WARNING, "The progress of VM '%s' cannot be read".formatted(name), failure);
                }
                unreadable = "; its progress cannot be read: " + failure;
                seen = lastSeen;
            }
            return withStall(seen.toBuilder(seen.state()).build());
        }
    }

    private void stalled(MigrationProgress seen) {
        synchronized (this) {
            if (!told) {
                told = true;
                LOG.log(Level.WARNING, "The migration of VM ''{0}'' has stalled: {1}", name, seen);
            }
            if (ended || asking || callerCancelled || !mayBeStopped(seen.state())) {
                return;
            }
            asking = true;
            stoppedAt = seen;
        }
        // The host may take its time to answer, and timers must not wait for it.
        try {
            time.runBlocking(this::stop);
        } catch (RuntimeException | Error noThread) {
            notStopped(noThread);
        }
    }

    private boolean mayBeStopped(MigrationState state) {
        return policy.action() == StallPolicy.Action.CANCEL
                && (state == MigrationState.PREPARING || state == MigrationState.COPYING);
    }

    private void stop() {
        try {
            job.requestCancel();
        } catch (RuntimeException | Error refused) {
            notStopped(refused);
        }
    }

    /** The next look asks again, if it still makes sense. */
    private synchronized void notStopped(Throwable why) {
        LOG.log(Level.WARNING, "The stalled migration of VM '%s' cannot be stopped yet".formatted(name), why);
        asking = false;
        stoppedAt = null;
    }

    private void ended(@Nullable MigrationOutcome outcome, @Nullable Throwable bug) {
        synchronized (this) {
            ended = true;
            if (next != null) {
                next.cancel();
            }
        }
        if (outcome != null) {
            completion.completeAsync(() -> translated(outcome), Runnable::run);
        } else if (bug != null) {
            completion.completeExceptionally(bug);
        }
    }

    private synchronized MigrationOutcome translated(MigrationOutcome outcome) {
        MigrationProgress seen = stoppedAt;
        if (seen == null || !(outcome instanceof MigrationOutcome.Cancelled cancelled)) {
            return outcome;
        }
        String message =
                "VM '%s' gave no sign of progress for %s on its way to %s (%s, round %d, %s sent%s) and was stopped: %s"
                        .formatted(
                                name,
                                text(policy.patience()),
                                destination(),
                                seen.state().name().toLowerCase(Locale.ROOT),
                                seen.iteration(),
                                seen.transferred().orElse(DataSize.ZERO),
                                unreadable,
                                cancelled.location());
        return new MigrationOutcome.Failed(
                vm(), new MigrationFailedException(message), cancelled.location(), cancelled.statistics());
    }

    @Override
    public MigrationProgress progress() {
        MigrationProgress seen = job.progress();
        synchronized (this) {
            if (seen.state() == MigrationState.CANCELLED && stoppedAt != null) {
                return seen.toBuilder(MigrationState.FAILED).build();
            }
        }
        return withStall(seen);
    }

    private MigrationProgress withStall(MigrationProgress seen) {
        Duration still = detector.look(seen, watched());
        return still.compareTo(policy.patience()) < 0
                ? seen
                : seen.toBuilder(seen.state()).stalled(still).build();
    }

    /**
     * Returns the time, without that in which nobody looked: a process that was stopped and goes on, or sleeps with its machine,
     * has not seen a migration stand still meanwhile. Nor does the time count in which it is held.
     */
    private synchronized Instant watched() {
        Instant now = time.instant();
        Duration gap = Duration.between(lastLook, now);
        if (held) {
            unwatched = unwatched.plus(gap);
        } else if (gap.compareTo(longestGap) > 0) {
            unwatched = unwatched.plus(gap).minus(longestGap);
        }
        lastLook = now;
        return now.minus(unwatched);
    }

    @Override
    public boolean requestProceed() {
        boolean taken = job.requestProceed();
        synchronized (this) {
            proceeds = true;
            held = false;
        }
        return taken;
    }

    @Override
    public CompletionStage<Void> suspended() {
        return job.suspended();
    }

    @Override
    public boolean requestCancel() {
        boolean taken = job.requestCancel();
        synchronized (this) {
            callerCancelled = true;
        }
        return taken;
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }

    @Override
    public VmId vm() {
        return job.vm();
    }

    @Override
    public HostUri source() {
        return job.source();
    }

    @Override
    public HostUri destination() {
        return job.destination();
    }

    @Override
    public boolean requestBandwidth(DataRate limit) {
        return job.requestBandwidth(limit);
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        return job.requestDowntime(limit);
    }

    @Override
    public boolean requestCompressionCache(DataSize size) {
        return job.requestCompressionCache(size);
    }

    @Override
    public boolean requestSwitchOver() {
        return job.requestSwitchOver();
    }

    @Override
    public boolean requestPostCopy() {
        return job.requestPostCopy();
    }

    @Override
    public String toString() {
        return job.toString();
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
