package io.vacate.cli.command;

import io.vacate.api.vm.VmId;
import io.vacate.cli.state.UnwritableFileException;
import io.vacate.cli.state.WholeFile;
import io.vacate.documents.PlanDocument;
import io.vacate.model.plan.chart.GanttSvg;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.VmMove;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the command that makes plans: files that take the plan, before anything is changed. */
final class PlanFileOptions {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Takes the plan, as vm-migration-plan/1: with --dry-run, vacate apply does it later.")
    @Nullable
    Path out;

    @Option(names = "--svg", paramLabel = "FILE", description = "Takes the plan as a picture.")
    @Nullable
    Path svg;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /**
     * Writes what is wanted.
     *
     * @throws UnwritableFileException if a file cannot be written; nothing has been moved
     */
    void write(PreparedEvacuation prepared) throws UnwritableFileException {
        if (out != null) {
            WholeFile.write(out, document(prepared).text());
        }
        if (svg != null) {
            WholeFile.write(svg, GanttSvg.of(prepared.plan()));
        }
    }

    private PlanDocument document(PreparedEvacuation prepared) {
        Map<String, String> hosts = new LinkedHashMap<>();
        prepared.hosts()
                .forEach(host -> hosts.put(prepared.names().of(host), host.uri().toString()));
        Map<String, VmId> vms = new LinkedHashMap<>();
        for (VmMove move : prepared.moves()) {
            vms.put(move.planned().vm(), move.vmId());
        }
        boolean reservesRates = prepared.batch().limits().powerCapWatts().isPresent();
        return new PlanDocument(prepared.plan(), hosts, vms, typed(), reservesRates);
    }

    /** Returns the options that say how VMs are migrated, as they were typed. */
    private List<String> typed() {
        if (command == null) {
            return List.of();
        }
        Set<String> known = CommandSpec.forAnnotatedObject(new MigrationOptions()).options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        List<String> typed = new ArrayList<>();
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (!known.contains(name) || typed.stream().anyMatch(word -> word.split("=", 2)[0].equals(name))) {
                continue;
            }
            boolean isFlag = option.arity().max() == 0;
            option.originalStringValues()
                    .forEach(value -> typed.add(isFlag || value.isEmpty() ? name : name + "=" + value));
        }
        return typed;
    }
}
