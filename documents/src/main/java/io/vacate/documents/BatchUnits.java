package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.TimeWindow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;

/** The units of {@value BatchDocument#SCHEMA}: decimal megabits for rates, mebibytes for sizes. */
final class BatchUnits {
    static final double BYTES_PER_MEGABIT = 125_000;
    private static final double BYTES_PER_MEBIBYTE = 0x1p20;
    private static final double MOST_MBPS = 1e9;
    private static final double MOST_MIB = 1e12;

    /** Decimal places in which each whole number of bytes is a number of mebibytes. */
    private static final int MEBIBYTE_DIGITS = 20;

    private BatchUnits() {}

    static DataRate rate(double megabitsPerSecond) {
        return DataRate.ofBytesPerSecond(Math.round(megabitsPerSecond * BYTES_PER_MEGABIT));
    }

    static DataRate megabits(JsonValue value) {
        DataRate rate = rate(value.number(0, MOST_MBPS));
        if (rate.isZero()) {
            throw value.wrong("must be more than 0");
        }
        return rate;
    }

    static DataSize mebibytes(JsonValue value) {
        return DataSize.ofBytes(Math.round(value.number(0, MOST_MIB) * BYTES_PER_MEBIBYTE));
    }

    static DataRate mebibytesPerSecond(JsonValue value) {
        return DataRate.ofBytesPerSecond(Math.round(value.number(0, MOST_MIB) * BYTES_PER_MEBIBYTE));
    }

    static TimeWindow window(JsonValue owner, JsonFields fields) {
        Duration notBefore =
                fields.optional("not_before_s").map(JsonValue::seconds).orElse(Duration.ZERO);
        Optional<Duration> deadline = fields.optional("deadline_s").map(JsonValue::seconds);
        return owner.checked(() -> new TimeWindow(notBefore, deadline));
    }

    static void putWindow(ObjectNode node, TimeWindow window) {
        if (!window.notBefore().isZero()) {
            Numbers.putSeconds(node, "not_before_s", window.notBefore());
        }
        window.deadline().ifPresent(deadline -> Numbers.putSeconds(node, "deadline_s", deadline));
    }

    static void putMegabits(ObjectNode node, String name, DataRate rate) {
        put(node, name, BigDecimal.valueOf(rate.bytesPerSecond()).divide(BigDecimal.valueOf((long) BYTES_PER_MEGABIT)));
    }

    static void putMebibytes(ObjectNode node, String name, long bytes) {
        put(
                node,
                name,
                BigDecimal.valueOf(bytes)
                        .divide(BigDecimal.valueOf((long) BYTES_PER_MEBIBYTE), MEBIBYTE_DIGITS, RoundingMode.HALF_UP));
    }

    private static void put(ObjectNode node, String name, BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        if (stripped.scale() <= 0) {
            node.put(name, stripped.longValueExact());
        } else {
            node.put(name, stripped);
        }
    }
}
