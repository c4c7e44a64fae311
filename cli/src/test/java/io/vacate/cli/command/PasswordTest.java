package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords in addresses, wherever somebody may write one. */
class PasswordTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts kvm+ssh://ops:S3cret@rack_2/system",
                "hosts qemu+ssh://ops:S3cret@rack_2/system",
                "hosts ops:S3cret@rack_2/system",
                "hosts kvm:///system?peer=kvm%2Bssh%3A%2F%2Fops%3AS3cret%40rack_2%2Fsystem",
                "kvm+ssh://ops:S3cret@rack_2/system",
                "hosts --frob=kvm+ssh://ops:S3cret@rack_2/system",
                "evacuate sim:demo#alpha --to=kvm+ssh://ops:S3cret@rack_2/system",
                "evacuate sim:demo#alpha --to kvm+ssh://ops:S3cret/x@rack_2/system",
                "migrate kvm+ssh://ops:S3cret@rack_2/system --from sim:demo#alpha --to sim:demo#beta",
                "migrate web-1 --from kvm+ssh://ops:S3cret@rack_2/system --to sim:demo#beta",
                "resume web-1 --from sim:demo#alpha kvm+ssh://ops:S3cret@rack_2/system",
                "plan --batch kvm+ssh://ops:S3cret@rack_2/system"
            })
    void password_isPrintedNowhere(String line) {
        Cli cli = new Cli(directory);

        for (String more : new String[] {"", " --json", " --verbose"}) {
            assertThat(cli.run((line + more).split(" "))).as(line + more).isEqualTo(ExitCode.USAGE);
            assertThat(cli.err()).as(line + more).contains("password").doesNotContain("S3cret");
            assertThat(cli.out()).as(line + more).doesNotContain("S3cret");
        }
    }
}
