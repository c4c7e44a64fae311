package io.vacate.model.live;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.unit.DataSize;
import org.jspecify.annotations.Nullable;

/** Checks that samples of one migration only move forward. */
final class SampleOrder {
    private SampleOrder() {}

    static void check(@Nullable MigrationProgress before, MigrationProgress sample) {
        if (sample.elapsed().isNegative()) {
            throw new IllegalArgumentException("elapsed (%s) must not be negative".formatted(sample.elapsed()));
        }
        if (sample.iteration() < 0) {
            throw new IllegalArgumentException("iteration (%d) must not be negative".formatted(sample.iteration()));
        }
        if (before == null) {
            return;
        }
        forward("elapsed", before.elapsed(), sample.elapsed());
        forward("iteration", before.iteration(), sample.iteration());
        forward("state", before.state(), sample.state());
        forward(
                "transferred",
                before.transferred().orElse(DataSize.ZERO),
                sample.transferred().or(before::transferred).orElse(DataSize.ZERO));
    }

    private static <T extends Comparable<? super T>> void forward(String field, T before, T now) {
        if (now.compareTo(before) < 0) {
            throw new IllegalArgumentException(
                    "%s (%s) must not be below that of the sample before (%s)".formatted(field, now, before));
        }
    }
}
