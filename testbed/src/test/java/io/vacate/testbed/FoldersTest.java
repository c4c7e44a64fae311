package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mount points that all testbeds of a machine share. */
class FoldersTest {
    @TempDir
    private Path machine;

    private Path theirs;
    private Path ours;

    @BeforeEach
    void installPackages() throws IOException {
        theirs = Files.createDirectory(machine.resolve("theirs"));
        ours = machine.resolve("ours");
    }

    @Test
    void folders_stayUntilTheLastTestbedEnds() throws Exception {
        run("first", "claim_folders");
        run("second", "claim_folders");
        assertThat(ours).isDirectory();

        run("first", "release_folders");
        assertThat(ours).as("what the second one has mounted on").isDirectory();

        run("second", "release_folders");
        assertThat(machine).as("as it was").isDirectoryContaining(theirs::equals);
        assertThat(ours).doesNotExist();
        assertThat(machine.resolve("record")).doesNotExist();
    }

    @Test
    void testbedThatComesUpTwice_countsOnce() throws Exception {
        run("first", "claim_folders");
        run("first", "claim_folders");

        run("first", "release_folders");

        assertThat(ours).doesNotExist();
    }

    @Test
    void ending_whatIsNotUp_changesNothing() throws Exception {
        run("first", "claim_folders");

        run("never up", "release_folders");

        assertThat(ours).isDirectory();
    }

    @Test
    void folderInUse_isKept() throws Exception {
        run("first", "claim_folders");
        Path foreign = Files.createFile(ours.resolve("foreign"));

        run("first", "release_folders");

        assertThat(foreign).exists();
    }

    private void run(String testbed, String function) throws Exception {
        String script =
                "set -euo pipefail; . lib/folders.sh; PREFIX=$1 SHARED_FOLDERS=(\"$2\" \"$3\") FOLDERS_RECORD=$4; "
                        + function;
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        script,
                        "bash",
                        testbed,
                        theirs.toString(),
                        ours.toString(),
                        machine.resolve("record").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
    }
}
