package io.vacate.qmp;

import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A session's listeners, and the one thread that calls them: so events keep their order. Thread-safe. */
final class EventFeed implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventFeed.class.getName());

    private final List<Registration> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            EventFeed::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    EventFeed() {
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "vacate-qmp-events");
        thread.setDaemon(true);
        return thread;
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Two subscriptions of one listener are two. */
    private record Registration(Consumer<VmEvent> listener, Object identity) {}

    Subscription subscribe(Consumer<VmEvent> listener) {
        Registration registration = new Registration(listener, new Object());
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    void publish(VmEvent event) {
        listeners.forEach(registration -> run(() -> {
            if (listeners.contains(registration)) {
                registration.listener().accept(event);
            }
        }));
    }

    /** Runs a task between events. What it throws is logged. */
    void run(Runnable task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError failed) {
                LOG.log(Level.WARNING, "A listener or the look for events failed", failed);
            }
        });
    }

    /** Nobody is called again, save for a call under way. Idempotent. */
    @Override
    public void close() {
        listeners.clear();
        thread.shutdownNow();
    }
}
