package io.vacate.api.host;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Percent-encoding as URIs have it: UTF-8, and a plus sign stands for itself. */
final class PercentCode {
    private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}");

    private PercentCode() {}

    /** Decodes; percent signs without two digits after them stay as they are. */
    static String decoded(String text) {
        return ESCAPES.matcher(text).replaceAll(escapes -> Matcher.quoteReplacement(bytes(escapes.group())));
    }

    private static String bytes(String escapes) {
        byte[] bytes = new byte[escapes.length() / 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(escapes.substring(3 * i + 1, 3 * i + 3), 16);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Encodes all but letters and digits of ASCII and what {@code kept} keeps. */
    static String encoded(String text, IntPredicate kept) {
        StringBuilder encoded = new StringBuilder();
        for (int octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && (Character.isLetterOrDigit(octet) || kept.test(octet))) {
                encoded.append((char) octet);
            } else {
                encoded.append("%%%02X".formatted(octet & 0xff));
            }
        }
        return encoded.toString();
    }

    /** @throws IllegalArgumentException if a percent sign begins no escape; the scope of an IPv6 address may do so */
    static void check(String text) {
        Matcher malformed = MALFORMED.matcher(text.replaceFirst("\\[[^\\]/?#]*\\]", ""));
        if (malformed.find()) {
            throw new IllegalArgumentException(
                    "'%s' is no percent-encoding; write %%25 for a percent sign".formatted(malformed.group()));
        }
    }
}
