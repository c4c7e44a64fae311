package io.vacate.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest things that happened, one line each. Not thread-safe: guarded by the world's lock. */
final class Trace {
    private static final int CAPACITY = 20_000;

    private final SimTime time;
    private final Deque<String> lines = new ArrayDeque<>();

    Trace(SimTime time) {
        this.time = time;
    }

    void add(String what) {
        if (lines.size() == CAPACITY) {
            lines.removeFirst();
        }
        lines.addLast("%s %s".formatted(time.elapsed(), what));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
