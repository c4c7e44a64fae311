package io.vacate.documents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value of a document that knows where it stands, so that errors can say it. */
final class JsonValue {
    /** More than any rate, time or size that a profile can mean. */
    private static final long MOST_RATE = 1_000_000_000_000_000L;

    private static final long MOST_BYTES = 1L << 60;
    private static final double MOST_SECONDS = 1e9;

    private static final double HALF_A_NANO = 5e-10;
    private static final int NANO_DIGITS = 9;
    private static final int SHOWN = 40;
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private final String path;
    private final int line;
    private final @Nullable Object content;

    private JsonValue(String path, int line, @Nullable Object content) {
        this.path = path;
        this.line = line;
        this.content = content;
    }

    /** Reads a text. */
    static JsonValue parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return whole(parser);
        } catch (JsonProcessingException notJson) {
            JsonLocation at = notJson.getLocation();
            String where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            String why =
                    notJson.getOriginalMessage().replaceAll("\\[Source: [^;]*; (line: \\d+, column: \\d+)\\]", "$1");
            throw new ProfileFormatException("not JSON%s: %s".formatted(where, why), notJson);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A text can be read", impossible);
        }
    }

    /** Reads a tree, which does not know lines. */
    static JsonValue of(JsonNode tree) {
        try (JsonParser parser = tree.traverse()) {
            return whole(parser);
        } catch (IOException strange) {
            throw new ProfileFormatException("not a tree of JSON: " + strange.getMessage(), strange);
        }
    }

    private static JsonValue whole(JsonParser parser) throws IOException {
        parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        if (parser.nextToken() == null) {
            throw new ProfileFormatException("the document is empty");
        }
        JsonValue root = read(parser, "");
        if (parser.nextToken() != null) {
            throw new ProfileFormatException("the document goes on after its end (line %d)"
                    .formatted(parser.currentTokenLocation().getLineNr()));
        }
        return root;
    }

    private static JsonValue read(JsonParser parser, String path) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        return new JsonValue(path, line, content(parser, path));
    }

    private static @Nullable Object content(JsonParser parser, String path) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> list(parser, path);
            case VALUE_STRING -> parser.getText();
            // What is not finite has no decimals, and only trees can hold it.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                parser.isNaN() ? Double.valueOf(parser.getDoubleValue()) : parser.getDecimalValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default ->
                throw new ProfileFormatException(
                        "%s is nothing that JSON knows".formatted(path.isEmpty() ? "the document" : path));
        };
    }

    private static Map<String, JsonValue> object(JsonParser parser, String path) throws IOException {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, read(parser, path.isEmpty() ? name : path + "." + name));
        }
        return fields;
    }

    private static List<JsonValue> list(JsonParser parser, String path) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser, "%s[%d]".formatted(path, elements.size())));
        }
        return elements;
    }

    /** Returns the error that this value is wrong, and why: {@code must} goes on after the value. */
    ProfileFormatException wrong(String must) {
        return new ProfileFormatException("%s (%s) %s%s".formatted(name(), shown(), must, where()));
    }

    /** Returns the error that this value should not be there at all. */
    ProfileFormatException unknown(String others) {
        return new ProfileFormatException("%s is unknown%s; there are %s".formatted(name(), where(), others));
    }

    /** Returns the error that a field of this object is missing. */
    ProfileFormatException missing(String field) {
        String full = path.isEmpty() ? field : path + "." + field;
        return new ProfileFormatException("%s is missing%s".formatted(full, where()));
    }

    /** Returns what {@code maker} makes of this value; what it refuses is said with the place. */
    <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (ProfileFormatException known) {
            throw known;
        } catch (IllegalArgumentException senseless) {
            throw new ProfileFormatException("%s: %s%s".formatted(name(), senseless.getMessage(), where()), senseless);
        }
    }

    private String name() {
        return path.isEmpty() ? "the document" : path;
    }

    private String where() {
        return line > 0 ? " (line %d)".formatted(line) : "";
    }

    private String shown() {
        if (content instanceof Map) {
            return "an object";
        }
        if (content instanceof List) {
            return "a list";
        }
        if (content instanceof String text) {
            return "'%s'".formatted(text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
        }
        String text = String.valueOf(content);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    boolean isNull() {
        return content == null;
    }

    JsonFields fields() {
        return new JsonFields(this, members());
    }

    /** Returns the fields of an object whose names mean something themselves. */
    Map<String, JsonValue> members() {
        if (!(content instanceof Map<?, ?> map)) {
            throw wrong("must be an object");
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put((String) name, (JsonValue) value));
        return members;
    }

    List<JsonValue> list() {
        if (!(content instanceof List<?> list)) {
            throw wrong("must be a list");
        }
        return list.stream().map(JsonValue.class::cast).toList();
    }

    /** Returns a text that is not blank. */
    String text() {
        if (!(content instanceof String text)) {
            throw wrong("must be a text");
        }
        if (text.isBlank()) {
            throw wrong("must not be blank");
        }
        return text;
    }

    /** Returns the constant whose name this is, in any case. */
    <E extends Enum<E>> E constant(Class<E> type) {
        String text = text();
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> wrong("must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    private BigDecimal decimal() {
        if (!(content instanceof BigDecimal number)) {
            throw wrong(content instanceof Double ? "must be finite" : "must be a number");
        }
        return number;
    }

    /** Returns yes or no. */
    boolean flag() {
        if (!(content instanceof Boolean flag)) {
            throw wrong("must be true or false");
        }
        return flag;
    }

    /** Tells whether this is a text. */
    boolean isText() {
        return content instanceof String;
    }

    /** Returns a whole number from {@code low} to {@code high}. */
    int count(int low, int high) {
        double number = number(low, high);
        if (number != Math.rint(number)) {
            throw wrong("must be a whole number");
        }
        return (int) number;
    }

    /** Returns a number from {@code low} to {@code high}. */
    double number(double low, double high) {
        double number = decimal().doubleValue();
        if (!(number >= low && number <= high)) {
            throw wrong("must be from %s to %s".formatted(low, high));
        }
        return number;
    }

    /** Returns an amount of bytes, or what a text with a unit says. */
    DataSize size() {
        return content instanceof String text
                ? limited(checked(() -> DataSize.parse(text)))
                : DataSize.ofBytes(whole(MOST_BYTES));
    }

    private DataSize limited(DataSize size) {
        if (size.bytes() > MOST_BYTES) {
            throw wrong("must be at most %d".formatted(MOST_BYTES));
        }
        return size;
    }

    /** Returns a rate in bytes a second that is more than 0, or what a text with a unit says. */
    DataRate positiveRate() {
        DataRate rate = rate();
        if (rate.isZero()) {
            throw wrong("must be more than 0");
        }
        return rate;
    }

    /** Returns a rate in bytes a second, or what a text with a unit says. */
    DataRate rate() {
        DataRate rate = content instanceof String text
                ? checked(() -> DataRate.parse(text))
                : DataRate.ofBytesPerSecond(whole(MOST_RATE));
        if (rate.bytesPerSecond() > MOST_RATE) {
            throw wrong("must be at most %d".formatted(MOST_RATE));
        }
        return rate;
    }

    private long whole(long most) {
        BigDecimal number = decimal();
        if (number.signum() < 0) {
            throw wrong("must not be negative");
        }
        // As a double first: the digits of 1e999999999 are more than memory holds.
        if (number.doubleValue() > most) {
            throw wrong("must be at most %d".formatted(most));
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException fraction) {
            throw wrong("must be a whole number");
        }
    }

    /** Returns a time in seconds, to the nanosecond. */
    Duration seconds() {
        BigDecimal number = decimal();
        double approximate = number.doubleValue();
        if (number.signum() < 0) {
            throw wrong("must not be negative");
        }
        if (approximate > MOST_SECONDS) {
            throw wrong("must be at most %.0f".formatted(MOST_SECONDS));
        }
        if (approximate < HALF_A_NANO) {
            return Duration.ZERO;
        }
        BigDecimal nanos = number.setScale(NANO_DIGITS, RoundingMode.HALF_UP).movePointRight(NANO_DIGITS);
        return Duration.ofNanos(nanos.longValueExact());
    }
}
