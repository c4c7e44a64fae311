package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgramIdTest {
    private ProgramId own = new ProgramId("", "", 0, 0);

    @BeforeEach
    void find() {
        assumeThat(Path.of("/proc/self/ns/pid"))
                .as("Linux")
                .satisfies(path -> assertThat(Files.isSymbolicLink(path)).isTrue());
        own = ProgramId.current().orElseThrow();
    }

    @Test
    void thisProgram_hasNotEnded() {
        assertThat(own.hasEnded()).isFalse();
        assertThat(ProgramId.current()).contains(own);
    }

    @Test
    void processThatIsDead_hasEnded() throws Exception {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();

        assertThat(new ProgramId(own.boot(), own.pidNamespace(), child.pid(), own.started()).hasEnded())
                .isTrue();
    }

    @Test
    void laterProcessOfTheSameNumber_isAnother() {
        assertThat(new ProgramId(own.boot(), own.pidNamespace(), own.pid(), own.started() - 1).hasEnded())
                .isTrue();
    }

    @Test
    void programElsewhere_cannotBeTold() {
        long none = Integer.MAX_VALUE;

        assertThat(new ProgramId("another boot", own.pidNamespace(), none, 1).hasEnded())
                .isFalse();
        assertThat(new ProgramId(own.boot(), "pid:[1]", none, 1).hasEnded()).isFalse();
    }
}
