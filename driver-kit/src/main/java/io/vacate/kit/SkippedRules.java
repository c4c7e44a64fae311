package io.vacate.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rules that a driver is known to skip, each with the reason, kept in a file: so that a rule which silently stops being
 * tested is noticed.
 *
 * <p>A line of the file is a rule and its reason, as the kit reports it: {@code R13.3 the hosts lack POST_COPY}. Empty lines and
 * lines that begin with {@code #} are left out.
 *
 * @param reasons the reason by the number of the rule
 */
public record SkippedRules(Map<String, String> reasons) {
    /** Copies the map. */
    public SkippedRules {
        reasons = Map.copyOf(reasons);
    }

    /**
     * Reads the file beside a test: the resource in its package that is named after it, such as
     * {@code KvmConformanceIT.skipped-rules}.
     *
     * @param test the class that extends the kit; if it is in a named module, its package must be open
     * @throws IllegalArgumentException if there is no such file, or a line of it cannot be read
     */
    public static SkippedRules beside(Class<?> test) {
        String name = test.getSimpleName() + ".skipped-rules";
        try (InputStream file = test.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException(
                        "no resource '%s' in package '%s'".formatted(name, test.getPackageName()));
            }
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SkippedRules parse(String text) {
        Map<String, String> reasons = new TreeMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] words = line.split("\\s+", 2);
                    if (words.length < 2 || !words[0].matches("R\\d+\\.\\d+")) {
                        throw new IllegalArgumentException("'%s' is not a rule and why it is skipped".formatted(line));
                    }
                    if (reasons.put(words[0], words[1]) != null) {
                        throw new IllegalArgumentException("%s is listed twice".formatted(words[0]));
                    }
                });
        return new SkippedRules(reasons);
    }

    /** Compares this list with a run, as far as the run went: what was not selected to run says nothing. */
    List<String> differences(Set<String> ran, Map<String, String> skipped) {
        List<String> differences = new ArrayList<>();
        skipped.forEach((rule, why) -> {
            String listed = reasons.get(rule);
            if (listed == null) {
                differences.add("%s was skipped (%s), but is not listed".formatted(rule, why));
            } else if (!listed.equals(why)) {
                differences.add("%s was skipped because %s, but is listed with: %s".formatted(rule, why, listed));
            }
        });
        ran.stream()
                .filter(reasons::containsKey)
                .forEach(rule -> differences.add("%s is listed as skipped, but ran".formatted(rule)));
        return differences;
    }
}
