package io.vacate.documents;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of an object, of which each must be asked for: what nobody asks for is a mistake. For one thread. */
final class JsonFields {
    private final JsonValue object;
    private final Map<String, JsonValue> all;
    private final Set<String> known = new LinkedHashSet<>();

    JsonFields(JsonValue object, Map<String, JsonValue> all) {
        this.object = object;
        this.all = all;
    }

    /** Returns a field; empty if it is missing or null. */
    Optional<JsonValue> optional(String name) {
        known.add(name);
        return Optional.ofNullable(all.get(name)).filter(value -> !value.isNull());
    }

    JsonValue required(String name) {
        return optional(name).orElseThrow(() -> object.missing(name));
    }

    /** Returns the elements of a list; none if it is missing. */
    List<JsonValue> list(String name) {
        return optional(name).map(JsonValue::list).orElse(List.of());
    }

    /** Says where something comes from or what it is; nothing depends on it. */
    static final Set<String> ANNOTATIONS =
            Set.of("source", "note", "notes", "description", "comment", "origin", "url", "license", "author");

    /** Begins the names of fields that others add. */
    static final String EXTENSION = "x_";

    /** Refuses the fields that nobody has asked for, but for {@link #ANNOTATIONS} and those that others add. */
    void requireKnown() {
        all.forEach((name, value) -> {
            if (!known.contains(name) && !ANNOTATIONS.contains(name) && !name.startsWith(EXTENSION)) {
                throw value.unknown(
                        "%s; what others add begins with %s".formatted(String.join(", ", known), EXTENSION));
            }
        });
    }

    /** Refuses the fields that nobody has asked for. */
    void requireNoOthers() {
        all.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.unknown(String.join(", ", known));
            }
        });
    }
}
