package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.cli.terminal.Console;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Goes round hosts, and goes on where one does not answer. For one thread. */
final class HostRound {
    private final Console console;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int code = ExitCode.OK;

    HostRound(Console console) {
        this.console = console;
    }

    /** Opens each host and shows it to {@code visitor}; what fails is said on standard error. */
    void visit(HostRegistry registry, List<HostUri> uris, Consumer<Host> visitor) {
        for (HostUri uri : uris) {
            try {
                visitor.accept(registry.open(uri));
            } catch (HypervisorException | IllegalArgumentException failure) {
                int failureCode = ExitCode.of(failure);
                String message = Failures.message(failure, failureCode);
                console.err().println("vacate: " + message);
                failures.put(uri.toString(), message);
                code = Math.max(code, failureCode);
            }
        }
    }

    /** Returns why hosts could not be visited, by their URIs. */
    Map<String, String> failures() {
        return failures;
    }

    /** Returns the exit code: the highest of the failures', or that of success. */
    int exitCode() {
        return code;
    }
}
