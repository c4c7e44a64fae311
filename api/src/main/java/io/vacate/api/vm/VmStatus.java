package io.vacate.api.vm;

import java.util.Locale;

/**
 * A VM's state and why it is in it.
 *
 * @param state what it does
 * @param reason why
 */
public record VmStatus(VmState state, StateReason reason) {
    /** Tells whether it stands still because somebody wants it to, and nothing is wrong with it. */
    public boolean isPausedByUser() {
        return state == VmState.PAUSED && reason == StateReason.USER;
    }

    /** Returns the status for people, such as {@code "paused (post copy failed)"}. */
    @Override
    public String toString() {
        String text = words(state);
        return reason == StateReason.UNKNOWN ? text : "%s (%s)".formatted(text, words(reason));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
