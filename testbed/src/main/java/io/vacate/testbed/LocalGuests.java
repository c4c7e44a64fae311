package io.vacate.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Listens to guests that a test starts on this machine, without the testbed's hosts, and has them verify their memory. Such a
 * guest has {@link GuestImages#kernel()}, {@link GuestImages#initramfs()}, {@link #kernelArguments}, and its first serial port
 * at {@link #serialPort()}. Safe for use by several threads.
 */
public final class LocalGuests implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(50);

    /** The collector takes questions from this address, and heartbeats from any other. */
    private static final String ASKER = "127.0.0.2";

    private static final String HEARD_AT = "127.0.0.1";

    private final int port;
    private final Path folder;
    private final Process collector;
    private int lastNumber;

    /**
     * Starts to listen.
     *
     * @param images what guests are made of
     * @throws TestbedException if that failed; nothing is left running
     */
    public LocalGuests(GuestImages images) {
        try {
            try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            folder = Files.createTempDirectory("vacate-guests");
            collector = new ProcessBuilder(
                            images.collector().toString(), HEARD_AT, Integer.toString(port), ASKER, folder.toString())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new TestbedException("The collector did not start", e);
        }
    }

    /**
     * Makes a number for a guest to be started.
     *
     * @return its number, by which it is known here
     */
    public synchronized int add() {
        lastNumber++;
        try {
            Files.createDirectory(folder.resolve(Integer.toString(lastNumber)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lastNumber;
    }

    /**
     * Returns where guests send what they say, as QEMU's {@code -serial} takes it.
     *
     * @return such as {@code udp:127.0.0.1:7000}
     */
    public String serialPort() {
        return "udp:%s:%d".formatted(HEARD_AT, port);
    }

    /**
     * Returns the command line of a guest's kernel.
     *
     * @param number its number
     * @param spec what it shall be like; its name and persistence do not matter here
     * @return the command line
     */
    public static String kernelArguments(int number, GuestSpec spec) {
        return "quiet panic=-1 id=%d dirty=%d wss=%d fill=%d"
                .formatted(number, spec.dirtyMibPerSecond(), spec.workingSetMib(), spec.fillMib());
    }

    /**
     * Waits until a guest has filled its memory and speaks.
     *
     * @param number its number
     * @param timeout how long to wait at most
     * @throws TestbedException if it does not speak in time
     */
    public void awaitReady(int number, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (beat(number).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new TestbedException("guest %d did not get ready within %s".formatted(number, timeout));
            }
            pause();
        }
    }

    /**
     * Has a guest verify all pages that it wrote, in a pass begun after the question. A guest that is not well is a result, no
     * exception.
     *
     * @param number its number
     * @param timeout how long to wait for the pass at most
     * @return how it is
     */
    public MemoryResult verify(int number, Duration timeout) {
        long question = System.currentTimeMillis();
        long asked = System.nanoTime();
        long heard = asked;
        long lastAsk = 0;
        Map<String, String> before = beat(number);
        while (true) {
            long now = System.nanoTime();
            if (now - lastAsk > TimeUnit.SECONDS.toNanos(1)) {
                ask(number, question);
                lastAsk = now;
            }
            Map<String, String> beat = beat(number);
            if (value(beat, "sequence") != value(before, "sequence")) {
                heard = now;
                before = beat;
            }
            if (value(beat, "served") >= question) {
                return new MemoryResult(
                        true, value(beat, "pages"), value(beat, "bad_pages"), (int) value(beat, "restarts"));
            }
            if (now - heard > SILENCE.toNanos() || now - asked > timeout.toNanos()) {
                boolean alive = now - heard <= SILENCE.toNanos();
                return new MemoryResult(alive, 0, value(beat, "bad_pages"), (int) value(beat, "restarts"));
            }
            pause();
        }
    }

    private void ask(int number, long question) {
        byte[] words = "V %d %d".formatted(number, question).getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(ASKER))) {
            socket.send(new DatagramPacket(
                    words, words.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        } catch (IOException e) {
            throw new TestbedException("guest %d cannot be asked".formatted(number), e);
        }
    }

    private Map<String, String> beat(int number) {
        Path file = folder.resolve(Integer.toString(number)).resolve("beat");
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> line.split("=", 2))
                            .collect(Collectors.toMap(words -> words[0], words -> words[1]))
                    : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long value(Map<String, String> beat, String key) {
        return Long.parseLong(beat.getOrDefault(key, "0"));
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for a guest", e);
        }
    }

    /** Ends the listening and forgets what was heard. Guests go on. */
    @Override
    public void close() {
        collector.destroy();
        try (Stream<Path> files = Files.walk(folder)) {
            collector.waitFor();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
