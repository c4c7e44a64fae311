package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pipe with a name that is read for a while, and then is full, as that to a pager whose reader has gone for coffee. */
final class UnreadPipe implements AutoCloseable {
    private final Path path;
    private final BufferedReader reader;

    private UnreadPipe(Path path, BufferedReader reader) {
        this.path = path;
        this.reader = reader;
    }

    /** Makes it in a directory; whoever writes to it must be started already, or opening it blocks. */
    static Path make(Path directory) throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    static UnreadPipe open(Path path) throws IOException {
        return new UnreadPipe(path, Files.newBufferedReader(path));
    }

    /** Reads until a line contains {@code text}. */
    void readUntil(String text) throws IOException {
        readUntil(reader, text);
    }

    static void readUntil(BufferedReader reader, String text) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("it ended before it said: " + text);
    }

    /** Fills it to the last byte: all that is written afterwards blocks. */
    void fill() throws IOException, InterruptedException {
        Process dd = new ProcessBuilder(
                        "dd", "if=/dev/zero", "of=" + path, "oflag=nonblock", "bs=1", "count=2000000", "conv=notrunc")
                .redirectErrorStream(true)
                .start();
        String said = new String(dd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dd.waitFor()).as(said).isNotZero();
        assertThat(said).contains("temporarily unavailable");
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
