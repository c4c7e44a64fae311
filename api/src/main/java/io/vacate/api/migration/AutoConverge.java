package io.vacate.api.migration;

/**
 * How a guest is slowed down when its pre-copy does not converge, in per cent of its CPU time.
 *
 * @param initialPercent taken away first, from 1 to 99
 * @param incrementPercent taken away in addition each time that this was not enough, from 1 to 99
 */
public record AutoConverge(int initialPercent, int incrementPercent) {
    /**
     * Checks the shares.
     *
     * @throws IllegalArgumentException if one is outside 1 to 99
     */
    public AutoConverge {
        check("initialPercent", initialPercent);
        check("incrementPercent", incrementPercent);
    }

    private static void check(String name, int percent) {
        if (percent < 1 || percent > 99) {
            throw new IllegalArgumentException("%s (%d) must be from 1 to 99".formatted(name, percent));
        }
    }
}
