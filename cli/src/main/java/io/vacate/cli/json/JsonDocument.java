package io.vacate.cli.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Makes and writes JSON documents. */
public final class JsonDocument {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    private static final double MILLIS_PER_SECOND = 1e3;

    private JsonDocument() {}

    /** Returns an empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the document of a command that failed. */
    public static ObjectNode error(String message, int exitCode) {
        ObjectNode document = object();
        document.putObject("error").put("message", message).put("exit_code", exitCode);
        return document;
    }

    /** Returns a time in seconds, to the millisecond. */
    public static double seconds(Duration time) {
        return Math.round(time.toNanos() / 1e6) / MILLIS_PER_SECOND;
    }

    /** Returns the text of a document, with line breaks. */
    public static String text(ObjectNode document) {
        try {
            return MAPPER.writer(PRETTY).writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of nodes can be written", impossible);
        }
    }
}
