package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.host.LibvirtHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that do not answer, on this machine. */
class OpeningTest {
    private static final HostUri URI = HostUri.parse("kvm+ssh://node_7/system");
    private static final SessionOptions QUICK = SessionOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300));

    @TempDir
    Path directory;

    @BeforeEach
    void needsLibvirt() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
    }

    /** {@code exec} makes the hanging program libvirt's child; without it that is a grandchild which holds the pipe, too. */
    @ParameterizedTest
    @ValueSource(strings = {"exec sleep 3600", "sleep 3600; true", "trap '' TERM; while :; do sleep 3600; done"})
    void hangingSsh_isEndedWithItsChildren_andItsThread(String program) throws Exception {
        Path ssh = directory.resolve("ssh");
        Files.writeString(ssh, "#!/bin/sh\necho $$ > %s/pid\n%s\n".formatted(directory, program));
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));

        assertUnanswered("qemu+ssh://node_7/system?no_tty=1&command=" + ssh);

        await(() -> Opening.unfinished() == 0);
        await(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(child -> child.info().commandLine().orElse("").contains("sleep 3600")));
    }

    @Test
    void portThatAcceptsAndSaysNothing_isGivenUp_andTheThreadEndsWithTheConnection() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertUnanswered("qemu+tcp://127.0.0.1:%d/system".formatted(silent.getLocalPort()));

            silent.accept().close();
            await(() -> Opening.unfinished() == 0);
        }
    }

    @Test
    void portThatNeverAccepts_isGivenUp() throws Exception {
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queued);

            assertUnanswered("qemu+tcp://127.0.0.1:%d/system".formatted(full.getLocalPort()));
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
        // Refused at its next attempt, now that nobody listens.
        await(() -> Opening.unfinished() == 0);
    }

    /** Linux drops further requests to connect once the queue of those that nobody accepts is full: a black hole. */
    private static void fill(ServerSocket server, List<Socket> queued) throws IOException {
        for (int i = 0; i < 8; i++) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (IOException full) {
                return;
            }
        }
    }

    private static void assertUnanswered(String libvirtUri) {
        assertThatThrownBy(() -> Connection.open(URI, libvirtUri, QUICK))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContainingAll(URI.toString(), "no answer within 300 ms");
    }

    private static void await(BooleanSupplier wish) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!wish.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
