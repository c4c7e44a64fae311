package io.vacate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./verify} says of the reports of a build: a small project with two classes of unit tests, one of others. */
@DisabledOnOs(OS.WINDOWS)
class TestReportTest {
    private static final String PASSED = "  <testcase name=\"t\" classname=\"a.X\" time=\"0\"/>\n";
    private static final String SKIPPED = """
          <testcase name="needs libvirt" classname="a.X" time="0">
            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[no libvirt
        ]]></skipped>
          </testcase>
        """;
    private static final String RULE = """
          <testcase name="required_r1303" classname="kit.Kit$Modes" time="0">
            <skipped type="x"><![CDATA[org.opentest4j.TestAbortedException: R13.3 skipped: no]]></skipped>
          </testcase>
        """;

    @TempDir
    private Path project;

    @BeforeEach
    void makeReports() throws IOException {
        for (String name : List.of("OneTest", "deep/TwoTest", "RealIT")) {
            write("m/src/test/java/a/" + name + ".java", "class X {}");
        }
        write("m/src/test/java/a/HalfTest.java", "abstract class HalfTest {}");
        report("surefire", "a.OneTest", PASSED, PASSED);
        report("surefire", "a.deep.TwoTest", PASSED);
        report("failsafe", "a.RealIT", PASSED, PASSED);
    }

    @Test
    void allTestsRan_allIsWell() throws Exception {
        Result result = run("--no-skip");

        assertThat(result.text()).isEqualTo("""
                        verify: unit tests: 3 run, 0 failed, 0 skipped
                        verify: tests on real hypervisors: 2 run, 0 failed, 0 skipped
                        verify: slowest classes, in seconds:
                        verify:     0.2  a.OneTest
                        verify:     0.2  a.RealIT
                        verify:     0.2  a.deep.TwoTest
                        """);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void slowestClasses_areNamed_slowestFirst() throws Exception {
        for (int i = 1; i <= 12; i++) {
            write(
                    "m/target/surefire-reports/TEST-a.Slow%d.xml".formatted(i),
                    suite("a.Slow" + i, 1, 0, 0).replace("time=\"0.2\"", "time=\"1,%03d.5\"".formatted(i)) + PASSED);
        }

        List<String> slowest = run("--unit")
                .text()
                .lines()
                .dropWhile(line -> !line.contains("slowest"))
                .skip(1)
                .toList();

        assertThat(slowest).hasSize(10).startsWith("verify:  1012.5  a.Slow12", "verify:  1011.5  a.Slow11");
    }

    @Test
    void skippedUnitTest_isNamed_andForbiddenWhereNoneMayBe() throws Exception {
        report("surefire", "a.OneTest", PASSED, SKIPPED);

        assertThat(run("--unit").exitCode()).isZero();
        Result refused = run("--unit", "--no-skip");
        assertThat(refused.text()).startsWith("""
                        verify: unit tests: 2 run, 0 failed, 1 skipped
                        verify:   skipped: a.OneTest: needs_libvirt
                        verify: skipping is forbidden
                        verify: at least 3 must run (see MINIMUM in scripts/test-report)
                        """);
        assertThat(refused.exitCode()).isEqualTo(1);
    }

    @Test
    void ruleThatItsDriverLists_isExcused_andNotCountedAsRun() throws Exception {
        report("failsafe", "a.RealIT", PASSED, PASSED, RULE);
        write("m/src/test/resources/a/RealIT.skipped-rules", "# why\nR13.3 no\n");

        Result result = run("--no-skip");

        assertThat(result.text()).contains("""
            verify: tests on real hypervisors: 2 run, 0 failed, 0 skipped
            verify:   and rules of the driver contract that do not apply: RealIT 1
            """);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void ruleThatAnotherDriverLists_isNoExcuse() throws Exception {
        report("failsafe", "a.RealIT", PASSED, PASSED, RULE);
        write("m/src/test/resources/a/OtherIT.skipped-rules", "R13.3 no\n");

        Result result = run("--no-skip");

        assertThat(result.text()).contains("skipped: a.RealIT: required_r1303", "skipping is forbidden");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void classThatDidNotRun_isNamed() throws Exception {
        Files.delete(project.resolve("m/target/surefire-reports/TEST-a.deep.TwoTest.xml"));

        Result result = run("--unit");

        assertThat(result.text()).contains("at least 3 must run", "no test of a.deep.TwoTest has run");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(run("--unit", "--part").exitCode()).isZero();
    }

    @Test
    void noReports_areNoSuccess() throws Exception {
        try (Stream<Path> reports = Files.list(project.resolve("m/target/failsafe-reports"))) {
            for (Path report : reports.toList()) {
                Files.delete(report);
            }
        }

        Result result = run("--part");

        assertThat(result.text()).contains("not a single test has run");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void failure_isAFailure_whateverMavenSaid() throws Exception {
        write("m/target/surefire-reports/TEST-a.OneTest.xml", suite("a.OneTest", 2, 1, 0) + PASSED + PASSED);

        Result result = run("--unit");

        assertThat(result.text()).contains("3 run, 1 failed", "verify: 1 failed");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void skipsThatAReportCountsAndDoesNotName_areFound() throws Exception {
        write("m/target/surefire-reports/TEST-a.OneTest.xml", suite("a.OneTest", 3, 0, 1) + PASSED + PASSED);

        assertThat(run("--unit").text()).contains("the reports count 1 skipped tests, but do not name as many");
    }

    @Test
    void verify_saysHowItIsUsed() throws Exception {
        Result help = bash(Room.projectRoot().resolve("verify"), "--help");
        Result unknown = bash(Room.projectRoot().resolve("verify"), "--sometimes");

        assertThat(help.text()).startsWith("Builds Vacate").contains("--no-skip", "Exit status");
        assertThat(help.exitCode()).isZero();
        assertThat(unknown).isEqualTo(new Result(2, "verify: unknown argument '--sometimes' (see --help)\n"));
    }

    private record Result(int exitCode, String text) {}

    private Result run(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(project.toString());
        return bash(Room.projectRoot().resolve("scripts/test-report"), arguments.toArray(String[]::new));
    }

    private static Result bash(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("bash", script.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("VACATE_MINIMUM_UNIT", "3");
        builder.environment().put("VACATE_MINIMUM_REAL", "2");
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    private void report(String kind, String type, String... tests) throws IOException {
        int skipped =
                (int) Stream.of(tests).filter(test -> test.contains("<skipped")).count();
        write(
                "m/target/%s-reports/TEST-%s.xml".formatted(kind, type),
                suite(type, tests.length, 0, skipped) + String.join("", tests) + "</testsuite>\n");
    }

    private static String suite(String name, int tests, int failures, int skipped) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite version=\"3.0.2\" name=\"%s\" time=\"0.2\" tests=\"%d\" errors=\"0\" skipped=\"%d\" failures=\"%d\">\n"
                .formatted(name, tests, skipped, failures);
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
