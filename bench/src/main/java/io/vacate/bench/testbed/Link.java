package io.vacate.bench.testbed;

/** What limits the links of all hosts. */
enum Link {
    /** 500 Mbit/s. */
    LIMITED("500mbit", "500"),
    /** Nothing but the machine. */
    UNLIMITED("none", "");

    private final String rate;
    private final String megabitsPerSecond;

    Link(String rate, String megabitsPerSecond) {
        this.rate = rate;
        this.megabitsPerSecond = megabitsPerSecond;
    }

    /** Returns the rate as {@code testbed/link} takes it. */
    String rate() {
        return rate;
    }

    /** Returns the rate as the data has it: empty for none. */
    String megabitsPerSecond() {
        return megabitsPerSecond;
    }

    String label() {
        return this == LIMITED ? rate : "unlimited";
    }
}
