package io.vacate.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, which signals can be sent to, whatever this one ignores. */
final class VacateProcess implements AutoCloseable {
    private final Process process;

    private VacateProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param state where it keeps what it learns
     * @param shell what a shell does before and with the command, which is {@code "$@"}
     */
    static VacateProcess start(Path state, String shell, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP", "sh", "-c", shell, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.vacate.cli.Vacate"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_STATE_HOME", state.toString());
        return new VacateProcess(builder.start());
    }

    Process process() {
        return process;
    }

    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("SIG%s could not be sent: %d".formatted(name, code));
        }
    }

    /** Returns the exit code; no process that works takes that long. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            throw new AssertionError("the process does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
