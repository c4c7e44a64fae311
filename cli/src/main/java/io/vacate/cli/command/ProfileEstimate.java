package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.cli.display.GroupPrediction;
import io.vacate.cli.display.Prediction;
import io.vacate.cli.display.PredictionPrinter;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.PredictionJson;
import io.vacate.cli.state.ProfileFile;
import io.vacate.cli.terminal.Console;
import io.vacate.documents.ProfileDocument;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.network.NetworkKnowledge;
import io.vacate.orchestrator.network.UnknownPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Predictions of the VMs of a profile; no host is asked. For one use. */
final class ProfileEstimate {
    private final EstimateOptions what;
    private final ModelOptions model;
    private final Path file;
    private final String from;
    private final String to;
    private final List<NamedMode> modes;
    private final List<VmProfile> vms;
    private final Forecast forecast;
    private final List<String> assumptions = new ArrayList<>();

    ProfileEstimate(EstimateOptions what, ModelOptions model, LimitOptions limits, Path file) {
        this.what = what;
        this.model = model;
        this.file = file;
        if (model.calibration != null) {
            throw new IllegalArgumentException(
                    "--calibration and --profile are given both: what was learned is in the profile");
        }
        from = what.source();
        to = what.destination();
        modes = what.chosenModes();
        ProfileDocument profile = new ProfileFile(file).read();
        vms = chosen(profile).stream()
                .map(vm -> Optional.ofNullable(limits.downtime)
                        .map(vm::withDowntimeLimit)
                        .orElse(vm))
                .toList();
        forecast = forecast(profile, limits);
    }

    private List<VmProfile> chosen(ProfileDocument profile) {
        String name = what.name();
        List<VmProfile> chosen = profile.vms().stream()
                .filter(vm -> name == null
                        || vm.name().equals(name)
                        || vm.id().toString().equals(name))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    profile.vms().isEmpty() || name == null
                            ? "%s has no VMs".formatted(file)
                            : "%s has no VM '%s'; it has %s"
                                    .formatted(
                                            file,
                                            name,
                                            profile.vms().stream()
                                                    .map(VmProfile::name)
                                                    .collect(Collectors.joining(", "))));
        }
        return chosen;
    }

    /** What is said comes first, then what the file knows of the network, then what was learned of the path. */
    private Forecast forecast(ProfileDocument profile, LimitOptions limits) {
        Calibration calibration = profile.calibration();
        Optional<NetworkProfile> network = profile.network();
        if (model.link == null && network.isPresent()) {
            return new Forecast(
                    Predictor.of(network.get(), calibration), from, to, Optional.ofNullable(limits.bandwidth));
        }
        NetworkKnowledge known = Optional.ofNullable(model.link)
                .map(speed -> NetworkKnowledge.given(speed, calibration))
                .orElseGet(() -> NetworkKnowledge.learned(List.of(from), List.of(to), calibration));
        known.unknown().stream().map(UnknownPath::assumption).forEach(assumptions::add);
        Predictor predictor = Predictor.of(known.star(List.of(from, to)), known.learned());
        return new Forecast(predictor, from, to, Optional.ofNullable(limits.bandwidth));
    }

    /** Says what is predicted, and returns the exit code. */
    int print(Console console, OutputOptions output) {
        List<GroupPrediction> groups = groups();
        if (output.json) {
            console.out().println(JsonDocument.text(document(groups).put("exit_code", ExitCode.OK)));
            return ExitCode.OK;
        }
        PredictionPrinter printer = new PredictionPrinter(console.out(), output.outputStyle(console));
        if (what.group != null) {
            groups.forEach(printer::group);
        } else if (what.modes != null) {
            for (VmProfile vm : vms) {
                printer.title("VM '%s' from %s to %s".formatted(vm.name(), from, to));
                printer.modes(predictions(vm));
            }
        } else if (vms.size() == 1) {
            printer.details(from, to, vms.get(0), forecast.alone(vms.get(0), modes.get(0)));
        } else {
            printer.title("%d VMs from %s to %s, each alone".formatted(vms.size(), from, to));
            printer.vms(vms.stream().flatMap(vm -> predictions(vm).stream()).toList());
        }
        printer.assumptions(assumptions);
        return ExitCode.OK;
    }

    private List<Prediction> predictions(VmProfile vm) {
        return modes.stream()
                .map(mode -> new Prediction(vm, mode.name(), forecast.alone(vm, mode), ""))
                .toList();
    }

    private List<GroupPrediction> groups() {
        return Optional.ofNullable(what.group)
                .map(order -> modes.stream()
                        .map(mode -> new GroupPrediction(
                                vms, mode.name(), order.name(), forecast.group(vms, mode, order.order())))
                        .toList())
                .orElse(List.of());
    }

    private ObjectNode document(List<GroupPrediction> groups) {
        ObjectNode document = JsonDocument.object()
                .put("command", "estimate")
                .put("status", "planned")
                .put("profile", file.toString())
                .put("from", from)
                .put("to", to);
        ArrayNode list = document.putArray("vms");
        for (VmProfile vm : vms) {
            ObjectNode node = PredictionJson.vm(list.addObject(), vm);
            PredictionJson.estimate(node, forecast.alone(vm, modes.get(0)));
            if (what.modes != null) {
                PredictionJson.modes(node.putArray("modes"), predictions(vm));
            }
        }
        if (what.group != null) {
            ArrayNode all = document.putArray("groups");
            groups.forEach(group -> PredictionJson.group(all.addObject(), group));
        }
        ArrayNode assumed = document.putArray("assumptions");
        assumptions.forEach(assumed::add);
        return document;
    }
}
