package io.vacate.sim;

import io.vacate.api.time.ScheduledTask;
import io.vacate.sim.internal.fluid.Link;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A migration's connection: what waits for it, and how long it may be down. Not thread-safe: guarded by the world's lock. */
final class LinkWatch {
    private final World world;
    private final List<Link> path;
    private final Runnable whenExpired;
    private @Nullable Runnable waiting;
    private @Nullable ScheduledTask keepAlive;

    /**
     * Makes one that does not watch yet.
     *
     * @param whenExpired runs once the path has been down for the keepalive timeout
     */
    LinkWatch(World world, List<Link> path, Runnable whenExpired) {
        this.world = world;
        this.path = path;
        this.whenExpired = whenExpired;
    }

    /** Runs {@code next} at once, or when the path is up again. */
    void whenUp(Runnable next) {
        if (isUp()) {
            next.run();
        } else {
            waiting = next;
        }
    }

    /** Looks at the path anew. */
    void look() {
        if (!isUp()) {
            if (keepAlive == null) {
                keepAlive = world.time.after(world.costs.keepAliveTimeout(), whenExpired);
            }
            return;
        }
        stopTimer();
        Runnable next = waiting;
        waiting = null;
        if (next != null) {
            world.time.after(Duration.ZERO, next);
        }
    }

    /** Ends the watch: nothing that waits will run. */
    void stop() {
        stopTimer();
        waiting = null;
    }

    private void stopTimer() {
        if (keepAlive != null) {
            keepAlive.cancel();
            keepAlive = null;
        }
    }

    private boolean isUp() {
        return path.stream().allMatch(Link::isUp);
    }
}
