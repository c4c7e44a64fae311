package io.vacate.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.VmProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {
    @TempDir
    Path directory;

    private static Observation observation(int seconds) {
        DataSize memory = DataSize.ofMebibytes(128);
        VmProfile vm = new VmProfile(
                new VmId(new UUID(1, 2)), "web", memory, memory, DirtyCurve.idle(), Duration.ofMillis(300));
        return Observation.preCopy(
                vm, "h1", "h2", Duration.ofSeconds(seconds + 2), memory, Duration.ofSeconds(seconds));
    }

    private static RunObservations seen(Observation... observations) {
        return new RunObservations(List.of(observations), List.of());
    }

    @Test
    void whatIsLearnedIsLoadedAgain() throws IOException {
        CalibrationFile file = new CalibrationFile(directory.resolve("new").resolve("calibration.json"));

        file.learn("kvm", seen(observation(2), observation(4)));

        Calibration expected = Calibration.prior().updatedWith(observation(2)).updatedWith(observation(4));
        assertThat(file.load("kvm")).isEqualTo(expected);
    }

    @Test
    void xenIsAssumedToBeXen() throws IOException {
        CalibrationFile file = new CalibrationFile(directory.resolve("calibration.json"));
        Calibration prior = Calibration.prior(HypervisorProfile.LIBXL);
        assertThat(file.load("xen")).isEqualTo(prior);

        file.learn("xen", seen(observation(2)));

        assertThat(file.load("xen")).isEqualTo(prior.updatedWith(observation(2)));
        assertThat(file.load("kvm")).isEqualTo(Calibration.prior());
    }

    @Test
    void driversAreKeptApart() throws IOException {
        CalibrationFile file = new CalibrationFile(directory.resolve("calibration.json"));

        file.learn("sim", seen(observation(2)));

        assertThat(file.load("kvm")).isEqualTo(Calibration.prior());
        file.learn("kvm", seen(observation(3)));
        assertThat(file.load("sim")).isEqualTo(Calibration.prior().updatedWith(observation(2)));
    }

    @Test
    void missingFileIsThePrior() throws IOException {
        assertThat(new CalibrationFile(directory.resolve("none.json")).load("kvm"))
                .isEqualTo(Calibration.prior());
    }

    @Test
    void brokenFileIsNamedAndKept() throws IOException {
        Path path = directory.resolve("broken.json");
        Files.writeString(
                path,
                "{\"format\": 2, \"drivers\": {\"kvm\": {\"format\": \"vacate-profile/1\", \"calibration\": 7}}}");
        CalibrationFile file = new CalibrationFile(path);

        assertThatThrownBy(() -> file.load("kvm"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.json: drivers.kvm: calibration (7) must be a list");
        assertThatThrownBy(() -> file.learn("kvm", seen(observation(2)))).isInstanceOf(IOException.class);
        assertThat(Files.readString(path)).contains("\"calibration\": 7");
    }

    @Test
    void laterFormatIsRefused() throws IOException {
        Path path = directory.resolve("later.json");
        Files.writeString(path, "{\"format\": 3}");

        assertThatThrownBy(() -> new CalibrationFile(path).load("kvm")).hasMessageContaining("format 3");
    }

    @Test
    void earlierFormatIsRefusedWithWhatToDo() throws IOException {
        Path path = directory.resolve("earlier.json");
        Files.writeString(path, "{\"format\": 1}");

        assertThatThrownBy(() -> new CalibrationFile(path).load("kvm"))
                .hasMessageContaining("earlier.json was learned by an older version")
                .hasMessageContaining("move it away");
    }

    @Test
    void usualPathFollowsTheEnvironment() {
        assertThat(CalibrationFile.usualPath(Map.of("XDG_STATE_HOME", "/var/state")))
                .isEqualTo(Path.of("/var/state/vacate/calibration.json"));
        assertThat(CalibrationFile.usualPath(Map.of()).toString()).endsWith("/.local/state/vacate/calibration.json");
    }
}
