package io.vacate.orchestrator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vacate.documents.ConstraintsDocument;
import io.vacate.documents.ProfileFormatException;
import io.vacate.model.batch.Constraints;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Constraints of evacuations in a file, in YAML or JSON: see {@link ConstraintsDocument}. */
public final class ConstraintsFile {
    private static final JsonFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ConstraintsFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read, is neither YAML nor JSON, or has a field that is not known or makes
     *     no sense; the message names file, field and value
     */
    public static Constraints read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("constraints %s cannot be read".formatted(file), unreadable);
        }
        try {
            return ConstraintsDocument.parse(json(text));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "constraints %s, line %d: %s"
                            .formatted(
                                    file,
                                    malformed.getLocation() == null
                                            ? 1
                                            : malformed.getLocation().getLineNr(),
                                    malformed
                                            .getOriginalMessage()
                                            .lines()
                                            .findFirst()
                                            .orElse("malformed")),
                    malformed);
        } catch (ProfileFormatException wrong) {
            throw new IllegalArgumentException("constraints %s: %s".formatted(file, wrong.getMessage()), wrong);
        } catch (IOException impossible) {
            throw new IllegalArgumentException("constraints %s cannot be read".formatted(file), impossible);
        }
    }

    /** YAML is a superset of JSON. */
    private static String json(String text) throws IOException {
        StringWriter json = new StringWriter();
        try (JsonParser parser = YAML.createParser(text);
                JsonGenerator generator = new JsonFactory().createGenerator(json)) {
            if (parser.nextToken() != null) {
                generator.copyCurrentStructure(parser);
            }
        }
        return json.toString();
    }
}
