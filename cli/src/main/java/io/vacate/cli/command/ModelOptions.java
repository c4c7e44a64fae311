package io.vacate.cli.command;

import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataRate;
import io.vacate.cli.state.CalibrationFile;
import io.vacate.cli.terminal.Console;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.report.EvacuationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that predict. */
final class ModelOptions {
    @Option(
            names = "--link",
            paramLabel = "RATE",
            converter = Quantities.Rate.class,
            description =
                    "Speed of each host's network link, such as 1Gbit/s. Otherwise learned from earlier migrations, or"
                            + " assumed.")
    @Nullable
    DataRate link;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "What was learned from earlier migrations; default"
                    + " $${XDG_STATE_HOME:-~/.local/state}/vacate/calibration.json.")
    @Nullable
    Path calibration;

    @Option(names = "--no-learn", description = "Leave the calibration file as it is.")
    boolean noLearn;

    void apply(EvacuationRequest.Builder request) {
        Optional.ofNullable(link).ifPresent(request::linkSpeed);
    }

    /** Returns what was learned; a file that cannot be read is said and left alone. */
    Calibration load(Console console, String driver) {
        CalibrationFile file = file(console);
        try {
            return file.load(driver);
        } catch (IOException unreadable) {
            console.err().println("vacate: nothing learned is used: " + unreadable.getMessage());
            return CalibrationFile.prior(driver);
        }
    }

    /** Sets what was learned: of the first host's hypervisor for all, and of each other one for its own. */
    void calibrate(Console console, List<HostUri> hosts, EvacuationRequest.Builder request) {
        String main = hosts.get(0).driver();
        request.calibration(load(console, main));
        hosts.stream()
                .map(HostUri::driver)
                .distinct()
                .filter(other -> !other.equals(main))
                .forEach(other -> request.calibration(other, load(console, other)));
    }

    /** Keeps what a run with {@link #calibrate} has shown. */
    void learn(Console console, List<HostUri> hosts, EvacuationReport report) {
        learn(console, hosts.get(0).driver(), report.observations());
        report.ownObservations().forEach((other, seen) -> learn(console, other, seen));
    }

    /** Keeps what migrations showed; a file that cannot be written is said, and spoils nothing. */
    void learn(Console console, String driver, RunObservations observations) {
        if (noLearn) {
            return;
        }
        try {
            file(console).learn(driver, observations);
        } catch (IOException failure) {
            console.err().println("vacate: nothing was learned: " + failure.getMessage());
        }
    }

    /** Returns the file of what was learned. */
    CalibrationFile file(Console console) {
        return new CalibrationFile(
                calibration == null ? CalibrationFile.usualPath(console.environment()) : calibration);
    }
}
