package io.vacate.bench.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code --json} prints as a command's last line: one object of numbers. Not thread-safe. */
public final class JsonLine {
    private final Map<String, @Nullable Number> values = new LinkedHashMap<>();

    /** Has no numbers yet. */
    public JsonLine() {}

    /** Adds a number; one that is none, as there was nothing to measure, is null. */
    public JsonLine put(String key, double value) {
        values.put(key, Double.isFinite(value) ? (Number) value : null);
        return this;
    }

    /** Adds a count. */
    public JsonLine put(String key, long count) {
        values.put(key, count);
        return this;
    }

    /** Returns the object, numbers in the order in which they were added. */
    @Override
    public String toString() {
        try {
            return new ObjectMapper().writeValueAsString(values);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("numbers (%s) can always be written".formatted(values), impossible);
        }
    }
}
