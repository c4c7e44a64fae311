package io.vacate.libvirt.xml;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.unit.DataSize;
import java.util.Locale;
import java.util.Map;
import org.w3c.dom.Element;

/** Sizes of memory as libvirt's XML has them: a number, and a unit in an attribute. */
public final class MemorySize {
    /** libvirt's units of memory; a size without one is in KiB. */
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L << 10),
            Map.entry("b", 1L),
            Map.entry("bytes", 1L),
            Map.entry("kb", 1_000L),
            Map.entry("k", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("mb", 1_000_000L),
            Map.entry("m", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("g", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("tb", 1_000_000_000_000L),
            Map.entry("t", 1L << 40),
            Map.entry("tib", 1L << 40));

    private MemorySize() {}

    /**
     * Reads the text of an element such as {@code <memory unit='GiB'>2</memory>}.
     *
     * @throws InvalidDefinitionException if it is no size; the message names the element
     */
    public static DataSize of(Element element) {
        return of(element, element.getTextContent());
    }

    /** Reads an attribute of an element, whose unit is another attribute of it. */
    static DataSize ofAttribute(Element element, String attribute) {
        return of(element, element.getAttribute(attribute));
    }

    /** Reads the attribute of an element that has a unit beside it; zero if it is not there. */
    public static DataSize ofAttributeOrZero(Element element, String attribute) {
        return element.getAttribute(attribute).isEmpty() ? DataSize.ZERO : ofAttribute(element, attribute);
    }

    private static DataSize of(Element element, String text) {
        String unitName = element.getAttribute("unit");
        Long unit = UNITS.get(unitName.toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw new InvalidDefinitionException(
                    "<%s> is in an unknown unit '%s'".formatted(element.getTagName(), unitName));
        }
        long number = number(element, text.trim());
        if (number < 0 || number > Long.MAX_VALUE / unit) {
            throw new InvalidDefinitionException(
                    "<%s> has an impossible size %d".formatted(element.getTagName(), number));
        }
        return DataSize.ofBytes(number * unit);
    }

    private static long number(Element element, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new InvalidDefinitionException("<%s> is not a number: '%s'".formatted(element.getTagName(), text));
        }
    }
}
