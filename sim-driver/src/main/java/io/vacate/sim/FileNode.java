package io.vacate.sim;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value in a file, and where it is: so that an error can name file, line, field and value.
 *
 * @param file name of the file
 * @param line its line, from 1
 * @param path field names and indices that lead to it; empty for the whole
 * @param value a {@code String}, a {@code List} or a {@code Map} of nodes
 */
record FileNode(String file, int line, String path, Object value) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ns|us|ms|s|m|h)");
    private static final Map<String, Double> NANOS =
            Map.of("ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3600e9);

    IllegalArgumentException error(String what) {
        String place = path.isEmpty() ? "" : ", " + path;
        return new PlacedException("%s, line %d%s: %s".formatted(file, line, place, what));
    }

    /** Returns its fields, of which there may only be these. */
    FileNode fields(String... known) {
        for (Map.Entry<String, FileNode> field : map().entrySet()) {
            if (!Arrays.asList(known).contains(field.getKey())) {
                throw field.getValue()
                        .error("unknown field '%s'; use %s".formatted(field.getKey(), String.join(", ", known)));
            }
        }
        return this;
    }

    Optional<FileNode> optional(String name) {
        return Optional.ofNullable(map().get(name));
    }

    FileNode required(String name) {
        return optional(name).orElseThrow(() -> error("'%s' is missing".formatted(name)));
    }

    List<FileNode> list(String name) {
        return optional(name).map(FileNode::elements).orElse(List.of());
    }

    @SuppressWarnings("unchecked")
    private Map<String, FileNode> map() {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, FileNode>) map;
        }
        throw error("must be fields with values, not %s".formatted(shown()));
    }

    @SuppressWarnings("unchecked")
    List<FileNode> elements() {
        if (value instanceof List<?> list) {
            return (List<FileNode>) list;
        }
        throw error("must be a list, not %s".formatted(shown()));
    }

    boolean isText() {
        return value instanceof String;
    }

    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw error("must be a single value, not %s".formatted(shown()));
    }

    DataSize size() {
        return read(DataSize::parse);
    }

    DataRate rate() {
        return read(DataRate::parse);
    }

    double number() {
        return read(text -> {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException wrong) {
                throw new IllegalArgumentException("'%s' is not a number".formatted(text), wrong);
            }
        });
    }

    int count() {
        return read(text -> {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException wrong) {
                throw new IllegalArgumentException("'%s' is not a whole number".formatted(text), wrong);
            }
        });
    }

    boolean flag() {
        return read(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
        });
    }

    Duration duration() {
        return read(text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'%s' is not a duration: give a number and ns, us, ms, s, m or h, such as 300ms"
                                .formatted(text));
            }
            double nanos = Double.parseDouble(matcher.group(1)) * NANOS.getOrDefault(matcher.group(2), 1.0);
            return Duration.ofNanos(Math.round(nanos));
        });
    }

    /** Reads the name of a constant, in lower case, with hyphens or underscores. */
    <E extends Enum<E>> E oneOf(Class<E> type) {
        return read(text -> Arrays.stream(type.getEnumConstants())
                .filter(constant ->
                        constant.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is unknown; use %s"
                        .formatted(
                                text,
                                Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))))));
    }

    /** Reads its text; what is wrong with it is said with its place. */
    <T> T read(Function<String, T> reader) {
        String text = text();
        return placed(() -> reader.apply(text));
    }

    /** Runs something that may refuse a value; what is wrong is said with this place. */
    <T> T placed(Supplier<T> body) {
        try {
            return body.get();
        } catch (PlacedException placed) {
            throw placed;
        } catch (IllegalArgumentException wrong) {
            throw (IllegalArgumentException)
                    error(String.valueOf(wrong.getMessage())).initCause(wrong);
        }
    }

    private String shown() {
        if (value instanceof String text) {
            return "'%s'".formatted(text);
        }
        return value instanceof List ? "a list" : "fields";
    }

    /** An error that has its place already. */
    private static final class PlacedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        PlacedException(String message) {
            super(message);
        }
    }
}
