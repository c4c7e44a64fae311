package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.PasswordPrompt;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands share. */
abstract class AbstractCommand implements Callable<Integer> {
    final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    /** Read before the command line is parsed ({@link HostNames}); declared to be known. */
    @Option(
            names = HostNames.OPTION,
            paramLabel = "FILE",
            description =
                    "The inventory of hosts, whose names may stand for URIs, and role:NAME for all with that role; default"
                            + " $$VACATE_INVENTORY, or $${XDG_CONFIG_HOME:-~/.config}/vacate/hosts.yaml.")
    @Nullable
    Path inventory;

    AbstractCommand(Console console) {
        this.console = console;
    }

    /** Returns an empty registry whose hosts ask the person at the terminal for passwords. */
    static HostRegistry registry() {
        return new HostRegistry(SessionOptions.DEFAULT.withCredentials(PasswordPrompt.system()));
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
