package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.NoDriverException;
import io.vacate.api.host.HostUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmpAddressTest {
    @Test
    void folderAndEmulator_areRead() {
        QmpAddress address = QmpAddress.of(HostUri.parse("qmp:/run/a%20b?emulator=/opt/qemu"));

        assertThat(address.folder()).isEqualTo(Path.of("/run/a b"));
        assertThat(address.emulator()).contains(Path.of("/opt/qemu"));
    }

    @ParameterizedTest
    @CsvSource({
        "qmp:here,         not an absolute path",
        "qmp://node/run,   node",
        "qmp+tls:/run,     tls",
        "qmp:/run?colour=, colour"
    })
    void otherForms_areRefused_andThePartIsNamed(String uri, String named) {
        assertThatThrownBy(() -> QmpAddress.of(HostUri.parse(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(uri)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "QEMU emulator version 7.2.17 (Debian), corrupt",
        "something else,                       does not say that it is QEMU"
    })
    void unusableEmulator_isRefused(String says, String why, @TempDir Path folder) throws IOException {
        Path program = Files.writeString(folder.resolve("qemu"), "#!/bin/sh\necho '%s'\n".formatted(says));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        HostUri uri = HostUri.parse("qmp:/run?emulator=" + program);

        assertThatThrownBy(() -> Emulator.find(uri, QmpAddress.of(uri)))
                .isInstanceOf(NoDriverException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(program.toString());
    }

    @Test
    void missingEmulator_isNamed() {
        HostUri uri = HostUri.parse("qmp:/run?emulator=/no/such/qemu");

        assertThatThrownBy(() -> Emulator.find(uri, QmpAddress.of(uri)))
                .isInstanceOf(NoDriverException.class)
                .hasMessageContaining("/no/such/qemu");
    }

    @Test
    void versions_areComparedAsNumbers() {
        Path program = Path.of("/qemu");

        assertThat(new Emulator(program, "10.0.2").isOlderThan(new Emulator(program, "10.10.0")))
                .isTrue();
        assertThat(new Emulator(program, "10.0.2").isOlderThan(new Emulator(program, "10.0.2")))
                .isFalse();
    }
}
