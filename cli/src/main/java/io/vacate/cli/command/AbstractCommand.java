package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** What all commands share. */
abstract class AbstractCommand implements Callable<Integer> {
    final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    AbstractCommand(Console console) {
        this.console = console;
    }

    static List<Host> open(HostRegistry registry, List<HostUri> uris) {
        return uris.stream().map(registry::open).toList();
    }

    /** Says in one line what went wrong, and returns the exit code that goes with it. */
    int fail(Throwable failure) {
        int code = ExitCode.of(failure);
        String message = Failures.message(failure, code);
        console.err().println("vacate: " + message);
        if (output.verbose) {
            failure.printStackTrace(console.err());
        }
        if (output.json) {
            console.out().println(JsonDocument.text(JsonDocument.error(message, code)));
        }
        return code;
    }
}
