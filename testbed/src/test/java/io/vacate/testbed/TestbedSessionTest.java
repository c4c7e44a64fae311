package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The session, over scripts that only note that they were called. */
@DisabledOnOs(OS.WINDOWS)
class TestbedSessionTest {
    @TempDir
    Path root;

    private Path folder;
    private TestbedSession session;

    @BeforeEach
    void makeScripts() throws IOException {
        folder = Files.createDirectory(root.resolve("testbed"));
        script("up", "");
        script("down", "");
        script("status", "echo '{\"hosts\":[]}'");
        session = new TestbedSession(Optional.of(folder), TestbedSession.Kind.KVM);
    }

    @Test
    void scripts_areFoundUpwards() throws IOException {
        Path deep = Files.createDirectories(root.resolve("a/b"));

        assertThat(Scripts.find(Optional.empty(), deep)).contains(folder);
        assertThat(Scripts.find(Optional.of(deep), deep)).isEmpty();
    }

    @Test
    void session_isUpWhenRequiredAndDownAtTheEnd() throws Exception {
        session.require("2", "--rate", "500mbit");
        session.require("3", "--rate", "none");
        session.close();

        assertThat(calls()).containsSubsequence("up 2 --rate 500mbit", "up 3 --rate none", "down");
    }

    @Test
    void testbedThatWasUpBefore_isLeftUp() throws Exception {
        script(
                "status",
                "echo '{\"hosts\":[{\"name\":\"h1\",\"uri\":\"kvm+tcp://10.77.0.1/system\",\"socket\":\"/s\","
                        + "\"reachable\":true,\"guests\":[]}]}'");

        session.require("1");
        session.close();

        assertThat(calls()).doesNotContain("down");
    }

    @Test
    void testbedThatDoesNotTellWhetherItIsUp_isNotTakenForOurs() throws IOException {
        script("status", "echo 'no answer' >&2; exit 1");

        assertThatThrownBy(() -> session.require("1"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("no answer");
        session.close();

        assertThat(calls()).containsExactly("status --json");
    }

    @Test
    void machineThatCannotRunIt_isAskedOnce() throws IOException {
        script("up", "echo 'cannot run here: no overlay' >&2; exit 3");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> session.require("3", "--rate", "none"))
                    .isInstanceOf(TestbedSession.CannotRunException.class)
                    .hasMessageContaining("no overlay");
        }
        session.close();

        assertThat(calls()).filteredOn(call -> call.startsWith("up")).hasSize(1);
        assertThat(calls()).doesNotContain("down");
    }

    @Test
    void failureToComeUp_isNoReasonToSkip() throws IOException {
        script("up", "echo 'libvirtd ended' >&2; exit 1");

        assertThatThrownBy(() -> session.require("3", "--rate", "none"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("libvirtd ended");
    }

    @Test
    void guest_oddNamesArriveUnharmed() throws Exception {
        script("guest", "");

        new Testbed(session.require("1")).guest("h1", GuestSpec.named("käse \"x\" 'y'"));

        assertThat(calls().get(calls().size() - 1)).endsWith("-- h1 käse \"x\" 'y'");
    }

    @Test
    void xenNodes_haveCommandsOfTheirOwn() throws Exception {
        script("xen-up", "");
        script("xen-down", "");
        script("xen-status", "echo '{\"live\":false,\"nodes\":[]}'");
        script("xen-guest", "");
        TestbedSession xen = new TestbedSession(Optional.of(folder), TestbedSession.Kind.XEN);

        new XenTestbed(xen.require("2")).guest("x1", GuestSpec.named("a"));
        xen.close();

        assertThat(calls())
                .containsExactly(
                        "xen-status --json",
                        "xen-up 2",
                        "xen-guest --memory 128 --working-set 64 --dirty 0 --fill 64 --persistent -- x1 a",
                        "xen-down");
    }

    @Test
    void xenGuest_withADiskIsRefused() throws Exception {
        script("xen-up", "");
        script("xen-status", "echo '{\"live\":false,\"nodes\":[]}'");
        XenTestbed xen = new XenTestbed(new TestbedSession(Optional.of(folder), TestbedSession.Kind.XEN).require("2"));

        assertThatThrownBy(() -> xen.guest("x1", GuestSpec.named("a").withDisk(16, GuestSpec.Disk.Kind.LOCAL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 MiB");
    }

    private void script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                "#!/usr/bin/env bash\nprintf '%s\\n' \"${0##*/} $*\" | sed 's/ $//' >> '" + root + "/calls'\n" + body
                        + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(root.resolve("calls"));
    }
}
