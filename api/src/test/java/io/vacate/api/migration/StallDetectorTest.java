package io.vacate.api.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final DataSize TOTAL = DataSize.ofMebibytes(512);

    private final StallDetector detector = new StallDetector(Set.of(Capability.BYTE_PROGRESS));

    @Test
    void nothingChanges_tellsSinceWhen() {
        look(copying(1, 10), 0);
        look(copying(1, 12), 5);

        assertThat(look(copying(1, 12), 9)).isEqualTo(Duration.ofSeconds(4));
        assertThat(look(copying(1, 12), 35)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void oneByteMore_isASign() {
        look(copying(1, 10), 0);

        MigrationProgress oneByteMore = MigrationProgress.builder(MigrationState.COPYING, Duration.ofSeconds(9))
                .iteration(1)
                .memory(TOTAL, DataSize.ofMebibytes(10).plus(DataSize.ofBytes(1)), TOTAL)
                .build();

        assertThat(look(oneByteMore, 60)).isZero();
    }

    @Test
    void anotherRoundStateOrPhase_isASign() {
        look(copying(1, 10), 0);

        assertThat(look(copying(2, 10), 60)).isZero();
        assertThat(look(copying(2, 10).toBuilder(MigrationState.POST_COPY).build(), 120))
                .isZero();
        assertThat(look(
                        copying(2, 10).toBuilder(MigrationState.POST_COPY)
                                .phase(Phase.TRANSFER)
                                .build(),
                        180))
                .isZero();
    }

    @Test
    void disksThatGrow_areASign() {
        look(storing(10), 0);

        assertThat(look(storing(11), 60)).isZero();
        assertThat(look(storing(11), 70)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void bytesThatAreNotCountedYet_areNoSign() {
        MigrationProgress preparing = MigrationProgress.builder(MigrationState.PREPARING, Duration.ZERO)
                .build();
        look(preparing, 0);

        assertThat(look(preparing, 60)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void hypervisorThatCountsNoBytes_neverStalls() {
        StallDetector blind = new StallDetector(Set.of(Capability.PRE_COPY));
        MigrationProgress copying =
                MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO).build();
        blind.look(copying, BEGIN);

        assertThat(blind.look(copying, BEGIN.plusSeconds(3600))).isZero();
    }

    @Test
    void readingBackFromABuffer_isNotCounted() {
        MigrationProgress resuming = copying(1, 512).toBuilder(MigrationState.SWITCHING_OVER)
                .phase(Phase.RESUME)
                .build();
        look(resuming, 0);

        assertThat(look(resuming, 3600)).isZero();
    }

    @Test
    void endedJob_hasNotStalled() {
        MigrationProgress done =
                copying(1, 512).toBuilder(MigrationState.COMPLETED).build();
        look(done, 0);

        assertThat(look(done, 3600)).isZero();
    }

    private Duration look(MigrationProgress seen, int second) {
        return detector.look(seen, BEGIN.plusSeconds(second));
    }

    private static MigrationProgress copying(int round, int mebibytes) {
        return MigrationProgress.builder(MigrationState.COPYING, Duration.ofSeconds(1))
                .iteration(round)
                .memory(TOTAL, DataSize.ofMebibytes(mebibytes), TOTAL)
                .build();
    }

    private static MigrationProgress storing(int mebibytes) {
        DataSize stored = DataSize.ofMebibytes(mebibytes);
        return copying(1, 0).toBuilder(MigrationState.COPYING)
                .storage(new StorageProgress(TOTAL, stored, TOTAL))
                .build();
    }
}
