package io.vacate.api.host;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds passwords in what is meant to be a host URI. It looks at the text, not at its parts: passwords have slashes and other
 * characters that end the part in which they stand, and are found wherever another URI is nested and encoded.
 */
final class Passwords {
    /** More than anybody nests. */
    private static final int MOST_ENCODINGS = 8;

    /** {@code //user[@domain]:password@}, unless it reads as {@code //[user@]host[:port][/path][?name=…]} with no '@' behind. */
    private static final Pattern AFTER_SLASHES = Pattern.compile(
            "//(?!(?:[^/?#@:\\[]*@)*(?:\\[[^\\]@]*\\]|[^/?#@:\\[]*)(?::[0-9]*)?(?:/[^?#@]*)?(?:\\?[^@#=]+=|#[^@]*$|$))[^/?#]*:.*@",
            Pattern.DOTALL);

    /** {@code driver:user:password@}, {@code driver:/user:password@} and {@code user:password@}. */
    private static final Pattern WITHOUT_SLASHES =
            Pattern.compile("^(?:[^/?#@:]*:/?[^/?#@:]*:(?!//).*@|[^/?#@:]*:[^/.].*@)", Pattern.DOTALL);

    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("[?&][^=&#]*(?:pass|pwd|secret|token)[^=&#]*=", Pattern.CASE_INSENSITIVE);

    private static final Pattern LAST_HOST =
            Pattern.compile(".*@(\\[[0-9A-Fa-f:]+\\]|[\\w.-]+)(?![^/?#:&]).*", Pattern.DOTALL);

    private Passwords() {}

    static boolean isCarriedBy(String text) {
        return forms(text).stream()
                .anyMatch(form -> AFTER_SLASHES.matcher(form).find()
                        || WITHOUT_SLASHES.matcher(form).find()
                        || SECRET_PARAMETER.matcher(form).find());
    }

    /** @throws IllegalArgumentException if it carries one; the message does not show it */
    static void requireNone(String text) {
        if (isCarriedBy(text)) {
            throw new IllegalArgumentException(
                    "A host URI must not carry a password: it would be logged. Leave it out; what needs one asks for it. Host: "
                            + host(text));
        }
    }

    private static String host(String text) {
        List<String> forms = forms(text);
        Matcher host = LAST_HOST.matcher(forms.get(forms.size() - 1));
        return host.matches() ? host.group(1) : "(not shown)";
    }

    /** Returns the text as it is, decoded once, decoded twice, and so on. */
    private static List<String> forms(String text) {
        List<String> forms = new ArrayList<>(List.of(text));
        String last = text;
        for (String next = PercentCode.decoded(last);
                !next.equals(last) && forms.size() < MOST_ENCODINGS;
                next = PercentCode.decoded(last)) {
            forms.add(next);
            last = next;
        }
        return forms;
    }
}
