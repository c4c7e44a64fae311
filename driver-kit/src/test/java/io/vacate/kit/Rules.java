package io.vacate.kit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules that the kit has, found in it. */
final class Rules {
    private static final Pattern DISPLAY_NAME = Pattern.compile("(R\\d+\\.\\d+) (MUST|MAY): (.+)");

    private Rules() {}

    /**
     * A rule as the kit has it.
     *
     * @param number such as {@code R3.1}
     * @param kind {@code MUST} or {@code MAY}
     * @param text what it says
     * @param group the nested class of its test
     * @param method the name of its test
     */
    record Rule(String number, String kind, String text, Class<?> group, String method) {
        boolean isTested() {
            return !method.startsWith("untested_");
        }

        /** Returns how the name of the rule's test must begin. */
        String prefix() {
            String[] numbers = number.substring(1).split("\\.", 2);
            String form = kind.equals("MUST") ? "required" : "optional";
            return "%s_r%s%02d_".formatted(isTested() ? form : "untested", numbers[0], Integer.parseInt(numbers[1]));
        }

        @Override
        public String toString() {
            return number;
        }
    }

    /** Returns all rules of the kit by their numbers. */
    static Map<String, Rule> ofTheKit() {
        return Arrays.stream(DriverConformanceKit.class.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(Nested.class))
                .flatMap(group -> Arrays.stream(group.getSuperclass().getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(method -> rule(group, method)))
                .collect(Collectors.toMap(Rule::number, rule -> rule));
    }

    private static Rule rule(Class<?> group, Method method) {
        DisplayName name = method.getAnnotation(DisplayName.class);
        Matcher parts = DISPLAY_NAME.matcher(name == null ? "" : name.value());
        if (!parts.matches()) {
            throw new AssertionError(method + " is not named after a rule");
        }
        return new Rule(parts.group(1), parts.group(2), parts.group(3), group, method.getName());
    }
}
