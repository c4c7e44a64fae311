package io.vacate.sim;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Events by time, then by the order of scheduling, and the present time. Thread-safe; its lock is the world's lock. */
final class EventQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private @Nullable ScaledPace pace;
    private long now;
    private long count;
    private boolean closed;

    EventQueue(@Nullable ScaledPace pace) {
        this.pace = pace;
    }

    /** One thing that will happen. */
    static final class Event implements Comparable<Event> {
        final long time;
        final Runnable action;
        final boolean underLock;
        private final long order;

        private Event(long time, long order, Runnable action, boolean underLock) {
            this.time = time;
            this.order = order;
            this.action = action;
            this.underLock = underLock;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(order);
        }
    }

    /** Lets time begin now, unless something has been scheduled before. */
    void begin() {
        lock.lock();
        try {
            if (pace != null && count == 0) {
                pace = pace.fromNow();
                now = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Returns the present time. With a pace it follows real time, but never overtakes an event that has not run. */
    long now() {
        lock.lock();
        try {
            if (pace != null) {
                Event next = events.peek();
                long shown = next == null ? pace.nanos() : Math.min(pace.nanos(), next.time);
                now = Math.max(now, shown);
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    Event add(long delay, Runnable action, boolean underLock) {
        lock.lock();
        try {
            Event event = new Event(Math.addExact(now(), Math.max(0, delay)), count++, action, underLock);
            events.add(event);
            changed.signalAll();
            return event;
        } finally {
            lock.unlock();
        }
    }

    void remove(Event event) {
        lock.lock();
        try {
            events.remove(event);
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return events.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next event if it is due by {@code limit}, and lets time pass to it. */
    @Nullable
    Event takeDue(long limit) {
        lock.lock();
        try {
            Event next = events.peek();
            if (next == null || next.time > limit) {
                return null;
            }
            events.remove();
            now = Math.max(now, next.time);
            return next;
        } finally {
            lock.unlock();
        }
    }

    void passTo(long time) {
        lock.lock();
        try {
            now = Math.max(now, time);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until an event is due in real time, or something changes; callers look again, in a loop. */
    @SuppressWarnings("WaitNotInLoop")
    void awaitDue() throws InterruptedException {
        lock.lock();
        try {
            Event next = events.peek();
            if (closed) {
                return;
            }
            if (next == null) {
                changed.await();
            } else if (pace != null) {
                long real = pace.realNanosUntil(next.time);
                if (real > 0) {
                    changed.awaitNanos(real);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns up to when events are due now: with a pace the present, else any time. */
    long dueLimit() {
        lock.lock();
        try {
            return pace == null ? Long.MAX_VALUE : pace.nanos();
        } finally {
            lock.unlock();
        }
    }

    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next signal, a while at most, so that a lost one does no harm; callers look again, in a loop. */
    @SuppressWarnings("WaitNotInLoop")
    void awaitSignal() throws InterruptedException {
        changed.await(1, TimeUnit.SECONDS);
    }

    /** Drops all events and wakes whoever waits, for good. */
    void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
