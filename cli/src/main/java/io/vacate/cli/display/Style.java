package io.vacate.cli.display;

/** Colours, or none. */
public enum Style {
    /** Escape sequences of ANSI terminals. */
    COLOR,
    /** Text as it is. */
    PLAIN;

    /** Returns the style for a wish. */
    public static Style of(boolean hasColor) {
        return hasColor ? COLOR : PLAIN;
    }

    /** Returns {@code text} in bold. */
    public String bold(String text) {
        return wrapped("1", text);
    }

    /** Returns {@code text} so that it steps back. */
    public String dim(String text) {
        return wrapped("2", text);
    }

    /** Returns {@code text} as something that went well. */
    public String good(String text) {
        return wrapped("32", text);
    }

    /** Returns {@code text} as something to look at. */
    public String warning(String text) {
        return wrapped("33", text);
    }

    /** Returns {@code text} as something that went wrong. */
    public String bad(String text) {
        return wrapped("31", text);
    }

    private String wrapped(String code, String text) {
        return this == COLOR && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
