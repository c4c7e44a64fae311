package io.vacate.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static byte[] commandLine(String... parts) {
        return (String.join("\0", parts) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void bytesThatTheLocaleLostAreReadAgain() {
        String[] lossy = {"migrate", "n??me", ""};

        assertThat(Arguments.decode(lossy, commandLine("java", "-cp", "x", "Vacate", "migrate", "näme", "")))
                .containsExactly("migrate", "näme", "");
    }

    @Test
    void argumentsThatAreNotUtf8StayAsTheyAre() {
        String[] given = {"n\uFFFDme"};

        assertThat(Arguments.decode(given, new byte[] {'j', 0, 'n', (byte) 0xe4, 'm', 'e', 0}))
                .isSameAs(given);
    }
}
