package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.CredentialRequest;
import io.vacate.api.spi.CredentialRequest.Kind;
import io.vacate.api.spi.CredentialSource;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.host.LibvirtHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against libvirt's own test driver, which asks for user and password where its file has some. */
class CredentialPromptsTest {
    private static final HostUri URI = HostUri.parse("kvm+tls://node_7/system");
    private static final String PASSWORD = "S3cret pässwort";

    private final List<CredentialRequest> asked = new ArrayList<>();

    @TempDir
    Path directory;

    @BeforeEach
    void writeHost() throws IOException {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
        Files.writeString(directory.resolve("host.xml"), """
                <node><auth><user password="%s">jo</user></auth></node>
                """.formatted(PASSWORD));
    }

    @Test
    void answers_openTheHost_andAreOverwritten() {
        char[] password = PASSWORD.toCharArray();

        open(request -> Optional.of(request.kind() == Kind.USER_NAME ? "jo".toCharArray() : password))
                .close();

        assertThat(asked).extracting(CredentialRequest::kind).containsExactly(Kind.USER_NAME, Kind.PASSWORD);
        assertThat(asked).extracting(CredentialRequest::isEchoed).containsExactly(true, false);
        assertThat(asked)
                .allSatisfy(request -> assertThat(request.host()).isEqualTo(URI))
                .allSatisfy(request -> assertThat(request.attempt()).isEqualTo(1));
        assertThat(password).containsOnly('\0');
    }

    @Test
    void wrongAnswer_isDenied_andNotRepeated() {
        assertThatThrownBy(() -> open(request -> Optional.of("wr0ng".toCharArray())))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(URI.toString())
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void noAnswer_saysWhoAsks_andWhatToDo() {
        assertThatThrownBy(() -> open(CredentialSource.NONE))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(URI.toString(), "asks for a user name", "withCredentials", "auth.conf");
    }

    @Test
    void sourceThatThrows_isDenied() {
        assertThatThrownBy(() -> open(request -> {
                    throw new IllegalStateException("no terminal");
                }))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void timeToAnswer_doesNotCountAsTimeToConnect() {
        SessionOptions quick = SessionOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(500));

        open(quick, request -> {
                    sleepLongerThan(quick.connectTimeout());
                    return Optional.of((request.kind() == Kind.USER_NAME ? "jo" : PASSWORD).toCharArray());
                })
                .close();
    }

    private static void sleepLongerThan(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.multipliedBy(2).toNanos());
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private Connection open(CredentialSource source) {
        return open(SessionOptions.DEFAULT, source);
    }

    private Connection open(SessionOptions options, CredentialSource source) {
        return Connection.open(URI, "test://" + directory.resolve("host.xml"), options.withCredentials(request -> {
            asked.add(request);
            return source.answer(request);
        }));
    }
}
