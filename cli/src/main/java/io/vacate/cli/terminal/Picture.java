package io.vacate.cli.terminal;

import java.util.List;

/** Lines at the bottom of a terminal that are drawn again in place, below everything that is printed meanwhile. */
@FunctionalInterface
public interface Picture {
    /**
     * Returns the lines for a terminal of that size. Called by the thread that writes, just before it does.
     *
     * @param columns width of the terminal
     * @param rows height of the terminal
     */
    List<String> lines(int columns, int rows);
}
