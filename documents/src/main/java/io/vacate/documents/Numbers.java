package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;

/** Writes quantities so that they are read again as they were. */
final class Numbers {
    private static final int NANO_DIGITS = 9;

    private Numbers() {}

    /** Puts a time in seconds, with as many digits as it has. */
    static void putSeconds(ObjectNode node, String name, Duration time) {
        if (time.toNanosPart() == 0) {
            node.put(name, time.toSeconds());
        } else {
            BigDecimal nanos =
                    BigDecimal.valueOf(time.toNanosPart(), NANO_DIGITS).stripTrailingZeros();
            node.put(name, BigDecimal.valueOf(time.toSeconds()).add(nanos));
        }
    }
}
