package io.vacate.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each of these would wait for ever if who prints had to wait for who reads. */
@Timeout(120)
class OutputQueueTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final StuckSink stuck = new StuckSink();
    private final OutputQueue queue = new OutputQueue(() -> Terminal.NONE);

    private static void printLines(QueuedStream stream, int count) {
        for (int i = 0; i < count; i++) {
            stream.println("line %06d".formatted(i));
        }
    }

    @Test
    void nobodyWhoPrintsWaitsForTheReader() throws InterruptedException {
        QueuedStream results = queue.results(stuck);
        results.println("first");
        stuck.awaitWriter();

        printLines(results, 100_000);

        assertThat(results.await(Duration.ofMillis(1))).isFalse();
        stuck.read();
        assertThat(results.await(LONG)).isTrue();
        assertThat(stuck.text().lines()).hasSize(100_001).endsWith("line 099999");
        assertThat(results.failure()).isEmpty();
    }

    @Test
    void messagesThatNobodyReads_areDroppedFromTheOldestOnAndCounted() throws InterruptedException {
        QueuedStream messages = queue.messages(stuck);
        messages.println("first");
        stuck.awaitWriter();

        printLines(messages, 200_000);
        messages.println("last");
        stuck.read();
        assertThat(messages.await(LONG)).isTrue();

        List<String> lines = stuck.text().lines().toList();
        assertThat(lines).startsWith("first").endsWith("line 199999", "last").hasSizeLessThan(150_000);
        int kept = lines.size() - 3;
        assertThat(lines.get(1))
                .isEqualTo("(%d lines were dropped here, as nobody read them)".formatted(200_000 - kept));
    }

    @Test
    void resultsAreNotDropped_whenMessagesAre() throws InterruptedException {
        QueuedStream messages = queue.messages(stuck);
        QueuedStream results = queue.results(stuck);
        messages.println("first");
        stuck.awaitWriter();

        results.println("result");
        printLines(messages, 200_000);
        stuck.read();

        assertThat(messages.await(LONG)).isTrue();
        assertThat(stuck.text()).contains("\nresult\n");
    }

    @Test
    void onlyTheNewestStatusWaits() throws InterruptedException {
        QueuedStream messages = queue.messages(stuck);
        messages.println("first");
        stuck.awaitWriter();

        messages.status("10 %");
        messages.status("20 %");
        messages.println("event");
        stuck.read();

        assertThat(messages.await(LONG)).isTrue();
        assertThat(stuck.text().lines()).containsExactly("first", "event", "20 %");
    }

    @Test
    void onlyTheNewestPictureIsDrawn() throws InterruptedException {
        QueuedStream messages = queue.messages(stuck);
        messages.println("first");
        stuck.awaitWriter();

        messages.pin((columns, rows) -> List.of("old"));
        messages.pin((columns, rows) -> List.of("new"));
        stuck.read();

        assertThat(messages.await(LONG)).isTrue();
        assertThat(stuck.text()).contains("new").doesNotContain("old");
    }

    @Test
    void streamsOfOneQueueKeepTheirOrder() throws InterruptedException {
        ByteArrayOutputStream place = new ByteArrayOutputStream();
        QueuedStream messages = queue.messages(place);
        QueuedStream results = queue.results(place);

        for (int i = 0; i < 1000; i++) {
            (i % 2 == 0 ? messages : results).println(i);
        }

        assertThat(messages.await(LONG)).isTrue();
        assertThat(place.toString(StandardCharsets.UTF_8).lines().map(Integer::valueOf))
                .isSorted();
    }

    @Test
    void picture_isBelowWhatTheOtherStreamPrints() throws InterruptedException {
        ByteArrayOutputStream place = new ByteArrayOutputStream();
        QueuedStream messages = queue.messages(place);
        messages.pin((columns, rows) -> List.of("bar"));
        assertThat(messages.await(LONG)).isTrue();
        place.reset();

        queue.results(place).println("result");

        assertThat(messages.await(LONG)).isTrue();
        assertThat(place.toString(StandardCharsets.UTF_8)).isEqualTo("\033[1A\r\033[Jresult\n\rbar\033[K\n\033[J");
    }

    @Test
    void sinkThatFails_isSaidAndKeepsNobody() throws InterruptedException {
        QueuedStream full = queue.results(new FullSink());
        ByteArrayOutputStream place = new ByteArrayOutputStream();
        QueuedStream messages = queue.messages(place);

        full.println("lost");
        messages.println("kept");

        assertThat(full.await(LONG)).isTrue();
        assertThat(full.failure()).get().extracting(Throwable::getMessage).isEqualTo("No space left on device");
        assertThat(messages.failure()).isEmpty();
        assertThat(place.toString(StandardCharsets.UTF_8)).isEqualTo("kept\n");
    }

    @Test
    void pictureThatCannotBeDrawn_endsNothing() throws InterruptedException {
        QueuedStream messages = queue.messages(stuck);
        stuck.read();

        messages.pin((columns, rows) -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(messages.await(LONG)).isTrue();
        messages.settle((columns, rows) -> List.of("end"));
        messages.println("result");

        assertThat(messages.await(LONG)).isTrue();
        assertThat(stuck.text()).contains("end").endsWith("result\n");
    }
}
