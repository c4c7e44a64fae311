package io.vacate.kvm;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.libvirt.suspend.SuspendStep;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that starts a suspend-copy-resume and dies at a given point without a farewell, as from SIGKILL: its
 * connections break, and nothing of its own runs any more.
 */
final class SuspendingChild {
    static final int DEAD = 137;

    private SuspendingChild() {}

    /** Where it dies: before a step, or within one. */
    enum Death {
        BEFORE_SAVE(Buffer.MEMORY),
        WITHIN_SAVE(Buffer.DISK),
        BEFORE_UNDEFINE(Buffer.MEMORY),
        BEFORE_COPY(Buffer.DISK),
        WITHIN_COPY(Buffer.MEMORY),
        BEFORE_SEAL(Buffer.DISK),
        BEFORE_RESTORE(Buffer.MEMORY),
        WITHIN_RESTORE(Buffer.DISK),
        BEFORE_COMMIT(Buffer.MEMORY),
        BEFORE_RESUME(Buffer.DISK),
        BEFORE_RELEASE(Buffer.MEMORY);

        private final Buffer buffer;

        Death(Buffer buffer) {
            this.buffer = buffer;
        }

        /** Returns the buffer with which it is tried: each kind in turn. */
        Buffer buffer() {
            return buffer;
        }
    }

    /** Runs a child until it is dead; returns its exit code. */
    static int run(HostUri source, HostUri destination, VmId vm, Buffer buffer, Death death)
            throws IOException, InterruptedException {
        Process child = ChildJvm.builder(
                        SuspendingChild.class,
                        source.toString(),
                        destination.toString(),
                        vm.toString(),
                        buffer.name(),
                        death.name())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!child.waitFor(3, TimeUnit.MINUTES)) {
            child.destroyForcibly();
        }
        return child.waitFor();
    }

    public static void main(String[] arguments) throws Exception {
        KvmDriver driver = new KvmDriver();
        KvmSession source = (KvmSession) driver.open(HostUri.parse(arguments[0]), SessionOptions.DEFAULT);
        KvmSession destination = (KvmSession) driver.open(HostUri.parse(arguments[1]), SessionOptions.DEFAULT);
        VmId vm = VmId.parse(arguments[2]);
        Death death = Death.valueOf(arguments[4]);
        source.suspension().observe(step -> {
            if (death.name().equals("BEFORE_" + step)) {
                Runtime.getRuntime().halt(DEAD);
            }
            if (death == Death.WITHIN_SAVE && step == SuspendStep.SAVE) {
                dieWhen(() -> source.status(vm).state() == VmState.PAUSED);
            }
            if (death == Death.WITHIN_RESTORE && step == SuspendStep.RESTORE) {
                dieWhen(() ->
                        destination.vms().stream().anyMatch(other -> other.id().equals(vm)));
            }
        });
        MigrationJob job = source.migrate(
                vm,
                destination,
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(Buffer.valueOf(arguments[3])))
                        .bandwidth(DataRate.ofMebibytesPerSecond(64))
                        .build());
        if (death == Death.WITHIN_COPY) {
            dieWhen(() -> job.progress().transferred().orElse(DataSize.ZERO).compareTo(DataSize.ofMebibytes(16)) > 0);
        }
        // Whoever gets here has missed its death.
        job.completion().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private static void dieWhen(BooleanSupplier moment) {
        when(moment, () -> Runtime.getRuntime().halt(DEAD));
    }

    /** Acts at a moment that may be short, without waiting for it here. */
    static void when(BooleanSupplier moment, Runnable action) {
        Thread watcher = new Thread(() -> {
            while (!moment.getAsBoolean()) {
                Thread.onSpinWait();
            }
            action.run();
        });
        watcher.setDaemon(true);
        watcher.start();
    }
}
