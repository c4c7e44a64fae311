package io.vacate.model.plan.search;

import java.util.Arrays;

/** What is drawn when, as far as jobs, boots and shutdowns have been placed. */
final class PowerBook {
    private static final int UNPLACED = -1;

    private final Power power;
    private final int[] boots;
    private final int[] leaving;
    private final int[] left;

    /** Watts at each tick; after the last of them it is {@link #settled}. */
    private int[] drawn;

    private int settled;
    private int end;

    PowerBook(Power power, int ticks) {
        this.power = power;
        boots = new int[power.boot.length];
        leaving = new int[power.shutdown.length];
        left = new int[power.shutdown.length];
        drawn = new int[ticks + 1];
    }

    void clear() {
        settled = power.atFirst;
        end = 0;
        Arrays.fill(drawn, settled);
        Arrays.fill(boots, UNPLACED);
        Arrays.fill(leaving, 0);
        Arrays.fill(left, 0);
        for (int shutdown : power.shutdownOf) {
            if (shutdown != Power.NONE) {
                leaving[shutdown]++;
            }
        }
        for (int shutdown = 0; shutdown < leaving.length; shutdown++) {
            if (leaving[shutdown] == 0) {
                shutDown(shutdown);
            }
        }
    }

    private void reach(int tick) {
        if (tick >= drawn.length) {
            int had = drawn.length;
            drawn = Arrays.copyOf(drawn, Math.max(tick + 1, 2 * had));
            Arrays.fill(drawn, had, drawn.length, settled);
        }
    }

    private void draw(int from, int to, int watts) {
        reach(to);
        for (int tick = from; tick < to; tick++) {
            drawn[tick] += watts;
        }
    }

    private void drawForGood(int from, int watts) {
        reach(from);
        for (int tick = from; tick < drawn.length; tick++) {
            drawn[tick] += watts;
        }
        settled += watts;
    }

    /**
     * Tells whether there is power for a job, and for its destination if that is off, once all that has been placed has settled.
     * Before that there may be power too, but whoever relies on that alone may never find a place.
     */
    boolean admits(int job) {
        int boot = power.bootOf[job];
        boolean isUp = boot == Power.NONE || boots[boot] != UNPLACED;
        int lasting = isUp ? 0 : power.host;
        int passing = isUp ? power.watts[job] : Math.max(power.booting, power.watts[job]);
        return settled + lasting + passing <= power.cap;
    }

    /** Returns when the destination of a job that is admitted is up at the earliest. */
    int upFrom(int job) {
        int boot = power.bootOf[job];
        if (boot == Power.NONE) {
            return 0;
        }
        return (boots[boot] == UNPLACED ? earliestBoot(boot) : boots[boot]) + power.boot[boot];
    }

    private int earliestBoot(int boot) {
        int most = power.cap - power.host;
        int from = drawn.length;
        while (from > power.bootNotBefore[boot] && drawn[from - 1] <= most) {
            from--;
        }
        return fitting(Math.max(from, power.bootNotBefore[boot]), power.boot[boot], power.host + power.booting);
    }

    /** Returns from when on a job can run to its end, not before {@code from}. */
    int earliest(int job, int from, int length) {
        int boot = power.bootOf[job];
        // A host that has to be switched on for it draws too, from then on.
        int own = boot != Power.NONE && boots[boot] == UNPLACED ? power.host : 0;
        return fitting(from, length, power.watts[job] + own);
    }

    private int fitting(int from, int length, int watts) {
        int most = power.cap - watts;
        int start = from;
        for (int tick = start; tick < start + length && tick < drawn.length; tick++) {
            if (drawn[tick] > most) {
                start = tick + 1;
            }
        }
        return start;
    }

    /** Lets a job run, switches its destination on if need be, and its source off once all have left. */
    void place(int job, int start, int length) {
        int boot = power.bootOf[job];
        if (boot != Power.NONE && boots[boot] == UNPLACED) {
            boot(boot, start);
        }
        draw(start, start + length, power.watts[job]);
        int shutdown = power.shutdownOf[job];
        if (shutdown != Power.NONE) {
            left[shutdown] = Math.max(left[shutdown], start + length);
            if (--leaving[shutdown] == 0) {
                shutDown(shutdown);
            }
        }
    }

    /** Switches a host on: as late as it is needed if that is allowed, so that others can have the power until then. */
    private void boot(int boot, int neededAt) {
        int late = Math.max(neededAt - power.boot[boot], power.bootNotBefore[boot]);
        int early = earliestBoot(boot);
        reach(late + power.boot[boot]);
        boots[boot] =
                late > early && fitting(late, power.boot[boot], power.host + power.booting) == late ? late : early;
        drawForGood(boots[boot], power.host);
        draw(boots[boot], boots[boot] + power.boot[boot], power.booting);
        end = Math.max(end, boots[boot] + power.boot[boot]);
    }

    private void shutDown(int shutdown) {
        int begin = Math.max(left[shutdown], power.shutdownNotBefore[shutdown]);
        drawForGood(begin + power.shutdown[shutdown], -power.host);
        end = Math.max(end, begin + power.shutdown[shutdown]);
    }

    /** Switches on those hosts that no job needs; tells whether there is power for all. */
    boolean bootOthers() {
        for (int boot = 0; boot < boots.length; boot++) {
            if (boots[boot] == UNPLACED) {
                if (settled + power.host + power.booting > power.cap) {
                    return false;
                }
                boot(boot, 0);
            }
        }
        return true;
    }

    /** Returns when the last host has been switched on or off. */
    int end() {
        return end;
    }

    /** Returns when each host is switched on; the array is used again. */
    int[] boots() {
        return boots;
    }
}
