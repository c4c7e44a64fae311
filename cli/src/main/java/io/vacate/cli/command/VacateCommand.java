package io.vacate.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vacate} itself. */
@Command(
        name = "vacate",
        header = "Empties virtualised servers by live migration, and says beforehand how long it takes.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionProvider.class,
        description = {"", "Try it without a hypervisor: vacate demo", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:an unexpected error",
            "2:the command line, or something in it, is wrong",
            "3:a host did not answer, refused, or has no driver",
            "4:refused before anything was changed: unknown VM, wrong state, no room, no such ability",
            "5:incomplete: some VMs were not moved",
            "6:output could not be written, and all else went well",
            "129:stopped by SIGHUP: the terminal is gone",
            "130:stopped by Ctrl-C",
            "143:stopped by SIGTERM"
        })
final class VacateCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: demo, hosts, estimate, calibrate, check, migrate, evacuate, suspended, resume or"
                        + " recover");
    }
}
