package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is written, looked at, and applied: on two VMs of one host and two hosts that have room for both. */
class ApplyTest {
    private static final String WORLD = """
        time: {mode: automatic}
        hosts:
          - name: alpha
            memory: 2GiB
            vms:
              - {name: mail, memory: 256MiB}
              - {name: web, memory: 256MiB}
          - {name: beta, memory: 700MiB}
          - {name: gamma, memory: 700MiB}
        """;

    @TempDir
    Path directory = Path.of("");

    private Cli cli = new Cli(Path.of("unused"));
    private Path plan = Path.of("");

    /** As long as one host is open the world goes on. */
    private List<Host> hosts = List.of();

    @BeforeEach
    void plan() throws IOException {
        Files.writeString(directory.resolve("world.yaml"), WORLD);
        plan = directory.resolve("plan.json");
        cli = new Cli(directory);
        hosts = Stream.of("alpha", "beta", "gamma")
                .map(name -> Hosts.open(uri(name)))
                .toList();
        assertThat(cli.run(evacuate(), "--dry-run", "--out", plan.toString())).isZero();
    }

    @AfterEach
    void close() {
        hosts.forEach(Host::close);
    }

    private String uri(String host) {
        return "sim:%s#%s".formatted(directory.resolve("world.yaml"), host);
    }

    private List<String> evacuate() {
        return List.of("evacuate", uri("alpha"), "--to", uri("beta"), uri("gamma"), "--link", "1Gbit/s");
    }

    private int apply(String... options) {
        return cli.run(List.of("apply", plan.toString()), options);
    }

    private List<String> names(int host) {
        return hosts.get(host).vms().stream().map(vm -> vm.name()).toList();
    }

    /** Takes all room of a host. */
    private void fill(int host) {
        hosts.get(host)
                .define(VmConfig.builder("big", DataSize.ofMebibytes(600)).build())
                .start();
    }

    private void damage(UnaryOperator<String> change) throws IOException {
        Files.writeString(plan, change.apply(Files.readString(plan)));
    }

    @Test
    void plan_isAppliedAsItWasWritten_andOnlyOnce() throws IOException {
        JsonNode planned = new ObjectMapper().readTree(plan.toFile());

        assertThat(apply("--json")).isZero();

        JsonNode done = cli.json();
        assertThat(done.path("command").asText()).isEqualTo("apply");
        assertThat(done.path("status").asText()).isEqualTo("complete");
        assertThat(done.path("vms").findValuesAsText("action"))
                .containsExactlyElementsOf(planned.path("actions").findValuesAsText("id"));
        assertThat(names(0)).isEmpty();

        assertThat(apply()).isZero();
        assertThat(cli.out()).contains("Nothing to do", "it has moved there already");
    }

    @Test
    void dryRun_checksAndChangesNothing() {
        assertThat(apply("--dry-run")).isZero();

        assertThat(cli.out()).contains("2 VMs to move", "Nothing was changed.");
        assertThat(names(0)).containsExactly("mail", "web");
    }

    @Test
    void optionsOfTheMigrations_areThoseThatThePlanWasMadeWith() throws IOException {
        assertThat(cli.run(
                        evacuate(),
                        "--dry-run",
                        "--out",
                        plan.toString(),
                        "--mode",
                        "post-copy",
                        "--bandwidth",
                        "40MiB/s",
                        "--retries",
                        "3"))
                .isZero();

        JsonNode options = new ObjectMapper().readTree(plan.toFile()).path("options");
        assertThat(options)
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("--mode=post-copy", "--bandwidth=40MiB/s");
        assertThat(apply()).isZero();
        assertThat(cli.err()).contains("warning: " + ModeOptions.POST_COPY_RISK);
    }

    @Test
    void whatNoLongerFits_isTold_andNothingIsChanged() {
        fill(1);
        fill(2);

        assertThat(apply()).isEqualTo(4);
        assertThat(cli.err()).contains("no longer fits", "nothing was changed", "--replan");
        assertThat(cli.err()).contains("VM 'mail' needs", "VM 'web' needs", "free");
        assertThat(names(0)).containsExactly("mail", "web");

        assertThat(apply("--json")).isEqualTo(4);
        assertThat(cli.json().path("reasons")).hasSize(2);
        assertThat(cli.json().path("error").path("exit_code").asInt()).isEqualTo(4);
    }

    @Test
    void replan_findsAnotherWay() {
        fill(1);

        assertThat(apply()).isEqualTo(4);
        assertThat(apply("--replan")).isZero();

        assertThat(names(0)).isEmpty();
        assertThat(names(2)).containsExactly("mail", "web");
    }

    @Test
    void planThatIsDamaged_isRefusedWithFileAndField() throws IOException {
        damage(text -> text.replaceFirst("\"vm\" : \"mail\"", "\"vm\" : \"mail\", \"colour\" : \"red\""));
        assertThat(apply()).isEqualTo(2);
        assertThat(cli.err()).contains("plan.json", "colour");

        plan();
        damage(text ->
                text.replaceFirst("\"after\" : \\[[^\\]]*\\]", "\"after\" : [ \"migrate web\", \"migrate mail\" ]"));
        assertThat(apply()).isEqualTo(2);
        assertThat(cli.err()).contains("plan.json", "does not come before it");

        plan();
        damage(text -> text.replaceFirst("\"to\" : \"(beta|gamma)\"", "\"to\" : \"delta\""));
        assertThat(apply()).isEqualTo(2);
        assertThat(cli.err()).contains("plan.json", "'delta'", "no address");

        plan();
        damage(text -> text.replaceFirst("\"options\" : \\[[^\\]]*\\],", "")
                .replaceFirst("\"actions\"", "\"options\" : [ \"--nonsense\" ], \"actions\""));
        assertThat(apply()).isEqualTo(2);
        assertThat(cli.err()).contains("plan.json", "options", "--nonsense");
        assertThat(names(0)).containsExactly("mail", "web");
    }

    @Test
    void hostThatThePlanDoesNotUse_needNotAnswer() throws IOException {
        damage(text -> text.replaceFirst("\"hosts\" : \\{", "\"hosts\" : { \"delta\" : \"nosuch://delta\","));

        assertThat(apply()).isZero();
        assertThat(names(0)).isEmpty();
    }

    @Test
    void planOfABatch_isNoneToApply() throws IOException {
        damage(text -> text.replaceFirst("(?s)\"hosts\" : \\{.*?\\},", ""));

        assertThat(apply()).isEqualTo(2);
        assertThat(cli.err()).contains("no plan of real hosts");
    }

    @Test
    void fileThatCannotBeWritten_isToldBeforeAnythingMoves() {
        assertThat(cli.run(
                        evacuate(), "--out", directory.resolve("no/plan.json").toString()))
                .isEqualTo(6);

        assertThat(names(0)).containsExactly("mail", "web");
    }

    @Test
    void chart_isWrittenAlongWithTheRun() throws IOException {
        Path chart = directory.resolve("plan.svg");

        assertThat(cli.run(evacuate(), "--svg", chart.toString())).isZero();

        assertThat(Files.readString(chart)).startsWith("<svg").contains("mail");
        assertThat(names(0)).isEmpty();
    }

    @Test
    void hostThatThePlanSwitchesOff_needsACommand_andIsEmptyByThen() throws IOException {
        damage(text -> text.replaceFirst(
                "\"actions\" : \\[",
                "\"actions\" : [ {\"type\": \"migrate\", \"id\": \"first\", \"vm\": \"mail\", \"from\": \"alpha\","
                        + " \"to\": \"beta\", \"start_s\": 0, \"end_s\": 1, \"mbit_s\": 100, \"after\": []}, {\"type\":"
                        + " \"migrate\", \"id\": \"second\", \"vm\": \"web\", \"from\": \"alpha\", \"to\": \"gamma\","
                        + " \"start_s\": 0, \"end_s\": 1, \"mbit_s\": 100, \"after\": []}, {\"type\": \"shutdown\","
                        + " \"host\": \"alpha\", \"start_s\": 1, \"end_s\": 2, \"after\": [\"first\", \"second\"]} ],"
                        + " \"//\": ["));
        damage(text -> text.replaceFirst("(?s), \"//\": \\[.*", "}"));

        assertThat(apply()).isEqualTo(4);
        assertThat(cli.err()).contains("'alpha'", "--shutdown-command");
        assertThat(apply("--shutdown-command", "touch off")).isEqualTo(2);
        assertThat(cli.err()).contains("{host}");
        assertThat(apply("--shutdown-command", "sh -c 'echo {host} hums on >&2; exit 3'"))
                .isEqualTo(5);
        assertThat(cli.err()).contains("not switched: 'sh -c", "ended with 3: alpha hums on");
        assertThat(apply("--shutdown-command", "touch '%s/{host} is off'".formatted(directory)))
                .isZero();

        assertThat(directory.resolve("alpha is off")).exists();
        assertThat(cli.err()).contains("'alpha': switching it off");
    }
}
