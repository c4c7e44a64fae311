package io.vacate.model.plan.search;

/**
 * One machine that works off jobs of which each has a release and a tail, and may be interrupted: always the released job with
 * the longest tail. None that may not be interrupted can be faster (J. R. Jackson, 1955).
 */
final class OneMachine {
    private final long[] release;
    private final long[] work;
    private final long[] tail;
    private final Heap byRelease;
    private final Heap byTail;
    private int count;

    OneMachine(int most) {
        release = new long[most];
        work = new long[most];
        tail = new long[most];
        byRelease = new Heap(most, (a, b) -> release[a] < release[b]);
        byTail = new Heap(most, (a, b) -> tail[a] > tail[b]);
    }

    void add(long itsRelease, long itsWork, long itsTail) {
        release[count] = itsRelease;
        work[count] = itsWork;
        tail[count] = itsTail;
        byRelease.add(count++);
    }

    /** Returns when all has ended, tails included, and forgets the jobs. */
    long run() {
        long now = 0;
        long end = 0;
        while (!byRelease.isEmpty() || !byTail.isEmpty()) {
            if (byTail.isEmpty()) {
                now = Math.max(now, release[byRelease.first()]);
            }
            while (!byRelease.isEmpty() && release[byRelease.first()] <= now) {
                byTail.add(byRelease.removeFirst());
            }
            int job = byTail.first();
            long until = byRelease.isEmpty() ? Long.MAX_VALUE : release[byRelease.first()];
            if (until - now >= work[job]) {
                now += work[job];
                end = Math.max(end, now + tail[job]);
                byTail.removeFirst();
            } else {
                work[job] -= until - now;
                now = until;
            }
        }
        count = 0;
        return end;
    }
}
