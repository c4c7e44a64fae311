package io.vacate.cli.terminal;

import io.vacate.api.spi.CredentialRequest;
import io.vacate.api.spi.CredentialSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the person at the terminal what hosts want to know, one question at a time, and each once: further connections to a
 * host get the same answers. Without a terminal nobody is asked. Thread-safe.
 */
public final class PasswordPrompt implements CredentialSource {
    private static final int MOST_ATTEMPTS = 3;

    /** A question as it is printed. */
    record Question(String text, boolean isEchoed) {}

    private final Function<Question, Optional<char[]>> person;
    private final Map<String, char[]> answers = new HashMap<>();

    PasswordPrompt(Function<Question, Optional<char[]>> person) {
        this.person = person;
    }

    /** Asks at this process's terminal. */
    public static PasswordPrompt system() {
        return new PasswordPrompt(PasswordPrompt::ask);
    }

    @SuppressWarnings("SystemConsoleNull") // before JDK 22 it is
    private static Optional<char[]> ask(Question question) {
        java.io.Console terminal = System.console();
        if (terminal == null || !Terminal.isTerminal(0)) {
            return Optional.empty();
        }
        return question.isEchoed()
                ? Optional.ofNullable(terminal.readLine("%s", question.text())).map(String::toCharArray)
                : Optional.ofNullable(terminal.readPassword("%s", question.text()));
    }

    @Override
    public synchronized Optional<char[]> answer(CredentialRequest request) {
        String key = "%s %s %s".formatted(request.host(), request.kind(), request.prompt());
        char[] known = answers.get(key);
        if (known != null && request.attempt() == 1) {
            return Optional.of(known.clone());
        }
        if (request.attempt() > MOST_ATTEMPTS) {
            return Optional.empty();
        }
        Optional<char[]> answer = person.apply(new Question(text(request), request.isEchoed()));
        answer.ifPresent(given -> answers.put(key, given.clone()));
        return answer;
    }

    /** What a host says is not let loose on the terminal. */
    private static String text(CredentialRequest request) {
        String prompt = request.prompt().strip().replaceAll("\\p{Cntrl}", "?");
        String asked = switch (request.kind()) {
            case USER_NAME -> "user name";
            case PASSWORD -> "password";
            case OTHER -> "answer";
        };
        return "%s: %s ".formatted(request.host(), prompt.isEmpty() ? asked + ":" : prompt);
    }
}
