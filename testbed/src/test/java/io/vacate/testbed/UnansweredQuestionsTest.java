package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A host that does not answer is no host without guests: what the commands make of questions that fail. */
@DisabledOnOs(OS.WINDOWS)
class UnansweredQuestionsTest {
    private static final String KVM = "for part in common net hosts guests; do . \"lib/$part.sh\"; done\n";
    private static final String XEN = "for part in common guests xen xen-guests; do . \"lib/$part.sh\"; done\n";
    private static final String UUID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    private Path state;

    @Test
    void hostThatDoesNotList_isUnknown() throws Exception {
        assertThat(run(KVM, "on_host() { [ $1 = h2 ] && return 1; echo other; }; guest_places " + UUID))
                .isEqualTo("h2 unknown\n");
    }

    @Test
    void hostThatListsAGuestButNotItsState_isUnknown() throws Exception {
        assertThat(run(KVM, "on_host() { [ $2 = list ] && echo " + UUID + "; }; guest_places " + UUID))
                .isEqualTo("h1 unknown\nh2 unknown\n");
    }

    @Test
    void guestThatEndsWhileItIsAskedFor_isNotThere() throws Exception {
        assertThat(run(KVM, """
                on_host() { [ $1 = h1 ] && [ $2 = list ] && [ ! -e asked ] && echo %1$s; [ $2 = list ] || { touch asked; return 1; }; }
                cd "$STATE"; guest_places %1$s""".formatted(UUID))).isEmpty();
    }

    @Test
    void hostWhoseProcessesCannotBeListed_isUnknown() throws Exception {
        assertThat(run(KVM, "ip() { [ $3 != vacate-h2 ]; }; guest_processes " + UUID))
                .isEqualTo("h2 unknown\n");
    }

    @Test
    void processThatVanishes_isNotThere_butOneThatHidesIsUnknown() throws Exception {
        String pids = "ip() { [ $3 = vacate-h2 ] || echo %s; }; readlink() { return 1; }; guest_processes " + UUID;

        assertThat(run(KVM, pids.formatted("4999999"))).isEmpty();
        assertThat(run(KVM, pids.formatted("$$"))).isEqualTo("h1 unknown\n");
    }

    @Test
    void domains_areThoseOfTheHypervisor_butForOnesThatDie() throws Exception {
        assertThat(run(XEN, in("x1", """
                Name        ID   Mem VCPUs  State   Time(s)   UUID   Reason-Code  Security Label
                Domain-0     0   640     1  r-----       8.4 00000000-0000-0000-0000-000000000000        -      -
                it's 5 5 me  3    96     1  --p---       0.1 %1$s        -      -
                (null)       4    96     1  -----d       4.1 %1$s        -      -
                other        5    96     1  -b----       4.1 99999999-2222-3333-4444-555555555555        -      -
                """.formatted(UUID)) + "node_domains x1 " + UUID + "; guest_domains " + UUID))
                .isEqualTo("3\nx1\nx2 unknown\n");
    }

    @Test
    void answerWithoutDom0_isNone() throws Exception {
        assertThat(run(XEN, in("x1", "") + "guest_domains " + UUID)).isEqualTo("x1 unknown\nx2 unknown\n");
    }

    /** What was unknown counted as the one copy that there must be. */
    @Test
    void check_neverTakesAnUnknownHostForTheOneThatHasTheGuest() throws Exception {
        assertThat(run(KVM, """
                . lib/check.sh
                COPIES=things guest_folder=$STATE guest_uuid=u name=web json=0
                await_pass() { beat=([pages]=1 [bad_pages]=0 [address]=here); verified=1; }
                await_beat() { return 0; }
                beat_address() { echo here; }
                guest_places() { echo h1 running; }
                guest_copies() { echo h1 unknown; }
                run_check && echo ok || true"""))
                .contains("BAD: web on h1", "no answer on the things of h1", "0 things: none")
                .doesNotContain("ok");
    }

    /** One node answers so, the others not. */
    private static String in(String node, String answer) {
        return "in_node() { [ $1 = %s ] && printf '%%s' \"%s\"; }\n".formatted(node, answer);
    }

    private String run(String library, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "-c",
                        library + "hosts() { printf '%s\\n' ${1:-} "
                                + (library.equals(XEN) ? "x1 x2" : "h1 h2")
                                + "; }\n" + script)
                .redirectErrorStream(true);
        builder.environment().put("VACATE_TESTBED_NAME", "vacate");
        builder.environment().put("VACATE_TESTBED_STATE", state.toString());
        Process bash = builder.start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }
}
