package io.vacate.kit;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What became of each rule in one run. Safe for use by several threads. */
final class RuleSummary {
    /** R2.10 comes after R2.9. */
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(RuleSummary::group).thenComparingInt(RuleSummary::number);

    private final Set<String> passed = new TreeSet<>(BY_NUMBER);
    private final Set<String> failed = new TreeSet<>(BY_NUMBER);
    private final Map<String, String> skipped = new TreeMap<>(BY_NUMBER);

    private static int group(String rule) {
        return Integer.parseInt(rule.substring(1, rule.indexOf('.')));
    }

    private static int number(String rule) {
        return Integer.parseInt(rule.substring(rule.indexOf('.') + 1));
    }

    synchronized void passed(String rule) {
        passed.add(rule);
    }

    synchronized void failed(String rule) {
        failed.add(rule);
    }

    synchronized void skipped(String rule, String why) {
        skipped.put(rule, why);
    }

    /** Returns the summary for people: counts, and the numbers of the rules that failed or were skipped. */
    synchronized String text() {
        StringBuilder text = new StringBuilder(
                "%d rules passed, %d failed, %d skipped".formatted(passed.size(), failed.size(), skipped.size()));
        if (!failed.isEmpty()) {
            text.append("\n  failed: ").append(String.join(", ", failed));
        }
        skipped.forEach((rule, why) -> text.append("\n  %s skipped: %s".formatted(rule, why)));
        return text.toString();
    }

    /** Fails where other rules were skipped than those listed, or for other reasons. */
    synchronized void require(SkippedRules listed) {
        Set<String> ran = new TreeSet<>(BY_NUMBER);
        ran.addAll(passed);
        ran.addAll(failed);
        List<String> differences = listed.differences(ran, skipped);
        if (!differences.isEmpty()) {
            throw new AssertionError(skipped.entrySet().stream()
                    .map(rule -> rule.getKey() + " " + rule.getValue())
                    .collect(Collectors.joining(
                            "\n",
                            "%s%nMaybe a capability has come or gone. This run would be listed so:%n"
                                    .formatted(String.join("\n", differences)),
                            "\n")));
        }
    }
}
