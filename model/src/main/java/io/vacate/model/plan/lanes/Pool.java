package io.vacate.model.plan.lanes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Room of one kind that is free, or will be: given to those that arrive, first what is free from the start, then what others leave
 * behind, each piece once. Whoever waits for those whose pieces it gets never finds less, however long each takes. Where more is
 * held from the start than there should be, what leaves first is given to nobody. For one thread.
 */
public final class Pool {
    private static final int NOBODY = -1;

    private long total;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long excess;
    private final List<Integer> relieving = new ArrayList<>();

    /** Room that becomes free when a job has ended. */
    private record Piece(int leaver, long amount) {}

    /** Makes a pool with what is free from the start; negative where more is held than there should be. */
    public Pool(long free) {
        excess = Math.max(0, -free);
        add(NOBODY, free);
    }

    /** Tells whether so much is left. */
    public boolean has(long amount) {
        return total >= amount;
    }

    /** Returns what is left. */
    public long left() {
        return total;
    }

    /** Adds what becomes free when a job has ended. */
    public void add(int leaver, long amount) {
        long relief = Math.max(0, Math.min(excess, amount));
        if (relief > 0) {
            excess -= relief;
            relieving.add(leaver);
        }
        if (amount > relief) {
            total += amount - relief;
            pieces.addLast(new Piece(leaver, amount - relief));
        }
    }

    /**
     * Takes what the pool has.
     *
     * @param amount at most what is left
     * @param leavers told the jobs that must have ended before
     */
    public void take(long amount, IntConsumer leavers) {
        total -= amount;
        relieving.forEach(leavers::accept);
        long missing = amount;
        while (missing > 0) {
            Piece piece = pieces.removeFirst();
            if (piece.leaver() != NOBODY) {
                leavers.accept(piece.leaver());
            }
            if (piece.amount() > missing) {
                pieces.addFirst(new Piece(piece.leaver(), piece.amount() - missing));
            }
            missing -= piece.amount();
        }
    }
}
