package io.vacate.libvirt.xml;

import io.vacate.api.error.InvalidDefinitionException;
import java.util.Set;
import java.util.TreeSet;

/** Sets of numbers as libvirt writes them, such as {@code "0-3,^2,8"}: of CPUs, or of NUMA nodes. */
public final class NumberSet {
    /** Beyond every machine of today; a definition may have any number. */
    private static final int MOST = 16384;

    private NumberSet() {}

    /**
     * Reads a set; an empty text is an empty set.
     *
     * @throws InvalidDefinitionException if the text is none; the message names it
     */
    public static Set<Integer> parse(String text) {
        Set<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String range = part.strip();
            if (range.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
                String[] ends = range.split("-", -1);
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int number = Integer.parseInt(ends[0]); number <= Math.min(last, MOST); number++) {
                    numbers.add(number);
                }
            } else if (range.matches("\\^[0-9]{1,5}")) {
                numbers.remove(Integer.valueOf(range.substring(1)));
            } else if (!range.isEmpty()) {
                throw new InvalidDefinitionException("'%s' is not a set of CPUs or nodes".formatted(text));
            }
        }
        return numbers;
    }
}
