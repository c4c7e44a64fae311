package io.vacate.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.CredentialRequest;
import io.vacate.api.spi.CredentialRequest.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordPromptTest {
    private static final HostUri NODE7 = HostUri.parse("kvm+tls://node7/system");
    private static final HostUri NODE8 = HostUri.parse("kvm+tls://node8/system");

    private final List<PasswordPrompt.Question> asked = new ArrayList<>();
    private final PasswordPrompt prompt = new PasswordPrompt(question -> {
        asked.add(question);
        return Optional.of("answer %d".formatted(asked.size()).toCharArray());
    });

    @Test
    void password_isNotEchoed_andNamesTheHost() {
        prompt.answer(new CredentialRequest(NODE7, Kind.PASSWORD, "", false, 1));
        prompt.answer(new CredentialRequest(NODE7, Kind.USER_NAME, "Login\u001b[2J", true, 1));

        assertThat(asked)
                .containsExactly(
                        new PasswordPrompt.Question("kvm+tls://node7/system: password: ", false),
                        new PasswordPrompt.Question("kvm+tls://node7/system: Login?[2J ", true));
    }

    @Test
    void furtherConnections_getTheSameAnswer_evenIfThatWasOverwritten() {
        CredentialRequest request = new CredentialRequest(NODE7, Kind.PASSWORD, "", false, 1);
        prompt.answer(request).orElseThrow()[0] = '\0';

        assertThat(prompt.answer(request)).get().isEqualTo("answer 1".toCharArray());
        assertThat(prompt.answer(new CredentialRequest(NODE8, Kind.PASSWORD, "", false, 1)))
                .get()
                .isEqualTo("answer 2".toCharArray());
    }

    @Test
    void answerThatWasNotAccepted_isAskedForAgain_butNotForEver() {
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(prompt.answer(new CredentialRequest(NODE7, Kind.PASSWORD, "", false, attempt)))
                    .get()
                    .isEqualTo("answer %d".formatted(attempt).toCharArray());
        }
        assertThat(prompt.answer(new CredentialRequest(NODE7, Kind.PASSWORD, "", false, 4)))
                .isEmpty();
    }

    @Test
    void withoutTerminal_nobodyAnswers() {
        assumeThat(Terminal.isTerminal(0)).isFalse();

        assertThat(PasswordPrompt.system().answer(new CredentialRequest(NODE7, Kind.PASSWORD, "", false, 1)))
                .isEmpty();
    }
}
