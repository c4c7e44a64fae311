package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wire, against a server of our own. */
class MonitorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private VmFolder folder;
    private FakeQemu qemu;

    @BeforeEach
    void start() throws IOException {
        folder = new VmFolder(Files.createTempDirectory("mon"));
        qemu = new FakeQemu(folder, "running", "none");
    }

    @AfterEach
    void stop() {
        qemu.close();
        folder.delete();
    }

    @Test
    void answerAndEvent_areToldApart() {
        try (Monitor monitor = connect(folder.socket(0))) {
            JsonNode answer = monitor.execute("query-status", Map.of());

            assertThat(answer.path("status").asText()).isEqualTo("running");
            assertThat(events).contains("TICK");
        }
    }

    @Test
    void refusedCommand_saysWhy() {
        try (Monitor monitor = connect(folder.socket(0))) {
            assertThatThrownBy(() -> monitor.execute("fly", Map.of()))
                    .isInstanceOfSatisfying(
                            Monitor.RefusedException.class,
                            refused -> assertThat(refused.kind()).isEqualTo("GenericError"))
                    .hasMessage("no such command");
        }
    }

    @Test
    void otherSideGone_isLost_andTold() throws InterruptedException {
        try (Monitor monitor = connect(folder.socket(0))) {
            monitor.execute("quit", Map.of());

            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> monitor.execute("query-status", Map.of()))
                    .isInstanceOf(Monitor.LostException.class);
        }
    }

    @Test
    void nobodyThere_isLost() {
        assertThatThrownBy(() -> connect(folder.socket(1)))
                .isInstanceOf(Monitor.LostException.class)
                .hasMessageContaining("qmp-1.sock");
    }

    private Monitor connect(Path socket) {
        return Monitor.connect(
                socket, TIMEOUT, event -> events.add(event.path("event").asText()), ended::countDown);
    }
}
