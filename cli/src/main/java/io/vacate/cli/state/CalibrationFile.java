package io.vacate.cli.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.documents.ProfileDocument;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.profile.HypervisorProfile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What was learned, kept between runs: a calibration for each driver, as what holds for one hypervisor does not for
 * another. Read whole and replaced in one step; several processes may learn at once.
 */
public final class CalibrationFile {
    private static final int FORMAT = 2;
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Path path;

    /** Names the file; nothing is read yet. */
    public CalibrationFile(Path path) {
        this.path = path;
    }

    /** Returns where the file is unless the caller says: below {@code XDG_STATE_HOME}, or {@code ~/.local/state}. */
    public static Path usualPath(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".local", "state") : Path.of(state);
        return base.resolve("vacate").resolve("calibration.json");
    }

    /**
     * Returns what was learned of a driver's hosts, or the prior if there is no file.
     *
     * @throws IOException if the file cannot be read or makes no sense; the message names it
     */
    public Calibration load(String driver) throws IOException {
        JsonNode calibration = read().path("drivers").path(driver);
        if (calibration.isMissingNode()) {
            return prior(driver);
        }
        try {
            return ProfileDocument.of(calibration).calibration();
        } catch (IllegalArgumentException senseless) {
            throw new IOException("%s: drivers.%s: %s".formatted(path, driver, senseless.getMessage()), senseless);
        }
    }

    /** Returns what to assume of a driver's hosts before anything was learned: a driver bears its hypervisor's name. */
    public static Calibration prior(String driver) {
        return Calibration.prior(HypervisorProfile.named(driver));
    }

    /**
     * Adds what migrations showed to what is in the file now. Keeps the old file if anything goes wrong.
     *
     * @throws IOException if the file cannot be read or written; the message names it
     */
    public void learn(String driver, RunObservations observations) throws IOException {
        if (!observations.migrations().isEmpty() || observations.aggregate().isPresent()) {
            update(driver, calibration -> calibration.updatedWith(observations));
        }
    }

    /**
     * Replaces what is in the file now by what {@code change} makes of it. Keeps the old file if anything goes wrong.
     *
     * @return what is in the file after
     * @throws UnwritableFileException if the file cannot be written
     * @throws IOException if it cannot be read; the message names it
     */
    public Calibration update(String driver, UnaryOperator<Calibration> change) throws IOException {
        Path directory = WholeFile.createDirectory(path);
        try (FileChannel channel = lockFile(directory);
                FileLock held = channel.lock()) {
            Calibration calibration = change.apply(load(driver));
            ObjectNode document = read();
            document.put("format", FORMAT);
            document.withObjectProperty("drivers")
                    .set(driver, ProfileDocument.of(calibration).toJson());
            if (!held.isValid()) {
                throw new IOException("%s is no longer locked".formatted(path));
            }
            WholeFile.write(path, MAPPER.writeValueAsString(document));
            return calibration;
        }
    }

    private FileChannel lockFile(Path directory) throws UnwritableFileException {
        try {
            return FileChannel.open(
                    directory.resolve(path.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw new UnwritableFileException(path, failure);
        }
    }

    private ObjectNode read() throws IOException {
        try {
            JsonNode document = MAPPER.readTree(Files.readAllBytes(path));
            if (!(document instanceof ObjectNode object)) {
                throw new IOException("%s is not a JSON object".formatted(path));
            }
            int format = object.path("format").asInt(1);
            if (format < FORMAT) {
                throw new IOException(
                        "%s was learned by an older version (format %d), whose model was another: move it away"
                                .formatted(path, format));
            }
            if (format > FORMAT) {
                throw new IOException("%s has format %d, and this version reads %d".formatted(path, format, FORMAT));
            }
            return object;
        } catch (NoSuchFileException none) {
            return MAPPER.createObjectNode();
        } catch (JsonProcessingException notJson) {
            throw new IOException("%s is not JSON: %s".formatted(path, notJson.getOriginalMessage()), notJson);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
