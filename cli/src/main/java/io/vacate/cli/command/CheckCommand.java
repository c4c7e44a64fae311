package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Preflight;
import io.vacate.cli.display.PreflightPrinter;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.PreflightJson;
import io.vacate.cli.terminal.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vacate check}. */
@Command(
        name = "check",
        header = "Check a migration without starting it.",
        description = {
            "",
            "Asks both hosts whether the VM can move, with the options that you would migrate it with, and says all that is"
                    + " found at once: what makes it impossible (blocker), what may do harm (risk; refused unless --force"
                    + " names it), and what is worth knowing (note). Changes nothing.",
            "",
            "The exit code is 0 if nothing refuses the migration, and 4 if something does.",
            ""
        })
final class CheckCommand extends AbstractCommand {
    @Mixin
    OneVmOptions one = new OneVmOptions();

    @Mixin
    MigrationOptions migration = new MigrationOptions();

    @Mixin
    DestinationOptions there = new DestinationOptions();

    CheckCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        MigrationRequest.Builder builder = migration.request();
        there.apply(builder);
        MigrationRequest request = builder.build();
        Interruption.listen(console, output.json);
        try (HostRegistry registry = registry()) {
            VM vm = one.find(one.source(registry));
            Host destination = one.destination(registry);
            Preflight found = vm.preflight(destination, request);
            boolean refused = !found.refusals(request.forced()).isEmpty();
            int code = refused ? ExitCode.REFUSED : ExitCode.OK;
            if (output.json) {
                console.out()
                        .println(JsonDocument.text(PreflightJson.document(vm, destination, request, found)
                                .put("exit_code", code)));
            } else {
                new PreflightPrinter(console.out(), output.outputStyle(console)).print(vm, destination, request, found);
            }
            return code;
        }
    }
}
