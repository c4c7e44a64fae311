package io.vacate.bench.testbed;

import io.vacate.api.migration.MigrationOutcome;

/**
 * How one guest of a group moved.
 *
 * @param guest its name
 * @param startSeconds when it was asked for, since the group's start
 * @param endSeconds when the caller knew of its end, since the group's start
 * @param outcome how it ended
 */
record Moved(String guest, double startSeconds, double endSeconds, MigrationOutcome outcome) {
    boolean isCompleted() {
        return outcome instanceof MigrationOutcome.Completed;
    }
}
