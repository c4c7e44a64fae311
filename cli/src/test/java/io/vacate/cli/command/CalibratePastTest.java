package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.cli.state.CalibrationFile;
import io.vacate.documents.ProfileDocument;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What past migrations teach. */
class CalibratePastTest {
    private static final String PAST = """
            vm,memory_mib,from,to,link_mbit_s,start_s,end_s,sent_bytes,rate_mib_s,outcome
            web,512,h1,h2,500,0,10,209715200,25,completed
            web,512,h2,h1,500,20,31,209715200,25,completed
            db,512,h2,h1,500,40,51,209715200,25,failed
            """;

    @TempDir
    Path state;

    private Cli cli;
    private Path past;

    @BeforeEach
    void open() throws IOException {
        cli = new Cli(state);
        past = Files.writeString(state.resolve("past.csv"), PAST);
    }

    private int past(String... options) {
        return cli.run(List.of("calibrate", "--migrations", past.toString()), options);
    }

    private Calibration learned(String driver) throws IOException {
        return new CalibrationFile(cli.calibrationFile()).load(driver);
    }

    @Test
    void pastMigrations_areLearnedFromAndSaid() throws IOException {
        assertThat(past()).as(cli.err()).isZero();

        assertThat(cli.out())
                .contains("2 migrations between h1, h2", "1 row left out: outcome is 'failed'")
                .containsPattern("fixed costs of pre copy +800 ms +2.5 s +2")
                .containsPattern("rate h1 -> h2 +- +25.0 MiB/s +1")
                .containsPattern("9 in 10 migrations within +±18 % +±\\d+ %")
                .contains("Written to " + cli.calibrationFile());
        assertThat(learned("kvm").learned(Quantity.overhead(ModeKind.PRE_COPY)).orElseThrow())
                .isEqualTo(2.5);
        assertThat(learned("sim")).isEqualTo(Calibration.prior());
    }

    @Test
    void pastMigrations_addToWhatIsKnown() throws IOException {
        past("--driver", "sim");
        assertThat(past("--driver", "sim", "--json")).isZero();

        JsonNode document = cli.json();
        assertThat(document.path("command").asText()).isEqualTo("calibrate");
        assertThat(document.path("status").asText()).isEqualTo("complete");
        assertThat(document.path("migrations").asInt()).isEqualTo(2);
        assertThat(document.path("left_out").path(0).path("rows").asInt()).isEqualTo(1);
        assertThat(document.path("quantities"))
                .filteredOn(node -> node.path("quantity").asText().equals("path_rate"))
                .hasSize(2)
                .allSatisfy(node -> {
                    assertThat(node.path("before").asDouble()).isEqualTo(25 * 0x1p20);
                    assertThat(node.path("after").asDouble()).isEqualTo(25 * 0x1p20);
                    assertThat(node.path("samples").asInt()).isEqualTo(2);
                });
        assertThat(document.path("expected_error_percent").path("after").asDouble())
                .isPositive();
        assertThat(document.path("written").asText())
                .isEqualTo(cli.calibrationFile().toString());
        assertThat(learned("sim").samples().get(Quantity.pathRate("h1", "h2"))).hasSize(2);
    }

    @Test
    void dryRun_writesNothing() {
        assertThat(past("--dry-run")).isZero();

        assertThat(cli.out()).contains("25.0 MiB/s", "Nothing was written.");
        assertThat(cli.calibrationFile()).doesNotExist();
    }

    @Test
    void profileOfXenHosts_hasWhatIsAssumedOfXen() throws IOException {
        Path profile = state.resolve("xen.json");

        assertThat(past("--driver", "xen", "--profile", profile.toString()))
                .as(cli.err())
                .isZero();

        assertThat(ProfileDocument.parse(Files.readString(profile))
                        .calibration()
                        .assumed())
                .isEqualTo(HypervisorProfile.LIBXL);
    }

    @Test
    void profile_hasAllThatEstimatesNeed() throws IOException {
        Path profile = state.resolve("new").resolve("rack.json");

        assertThat(past("--profile", profile.toString())).as(cli.err()).isZero();

        ProfileDocument document = ProfileDocument.parse(Files.readString(profile));
        assertThat(document.vms()).extracting(vm -> vm.name()).containsExactly("web");
        assertThat(document.network().orElseThrow().hosts()).containsExactly("h1", "h2");
        assertThat(cli.calibrationFile()).doesNotExist();
        assertThat(cli.run("estimate", "--profile", profile.toString(), "--from", "h1", "--to", "h2"))
                .isZero();
        // 200 MiB at 25 MiB/s and 2.5 s, as it was.
        assertThat(cli.out()).contains("VM 'web' from h1 to h2").containsPattern("time +1[01] s");

        past("--profile", profile.toString());
        ProfileDocument again = ProfileDocument.parse(Files.readString(profile));
        assertThat(again.calibration().samples().get(Quantity.pathRate("h1", "h2")))
                .hasSize(2);
        assertThat(again.vms()).isEqualTo(document.vms());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--json | what to learn from is missing",
                "--vm web --migrations PAST | give one of both",
                "--migrations PAST --runs 2 | --runs (2) does not go with --migrations",
                "--migrations PAST --modes all | --modes (all) does not go with --migrations",
                "--migrations PAST --profile x --calibration y | given both",
                "--migrations /nonexistent/past.csv | /nonexistent/past.csv does not exist"
            })
    void wrongOption_isNamed(String options, String said) {
        cli.assertWrongUsage("calibrate " + options, Map.of("PAST", past), said);
    }

    @Test
    void brokenProfile_isSaidWithItsLine() throws IOException {
        Path profile =
                Files.writeString(state.resolve("broken.json"), "{\"format\": \"vacate-profile/1\",\n\"vmz\": []}");

        assertThat(past("--profile", profile.toString())).isEqualTo(2);

        assertThat(cli.err()).contains("broken.json: vmz is unknown (line 2)");
    }
}
