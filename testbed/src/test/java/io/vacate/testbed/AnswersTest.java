package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswersTest {
    @Test
    void hosts_areReadWithOddGuestNames() {
        var hosts = Answers.hosts("""
                {"hosts":[{"name":"h1","uri":"kvm+tcp://10.77.0.1/system","socket":"/run/x/libvirt-sock",
                "rate":"none","reachable":true,"guests":["käse \\"x\\" \\\\"],"inactive":[]}]}""");

        assertThat(hosts).singleElement().satisfies(host -> {
            assertThat(host.name()).isEqualTo("h1");
            assertThat(host.guests()).containsExactly("käse \"x\" \\");
            assertThat(host.libvirtUri()).hasToString("qemu+tcp://10.77.0.1/system");
        });
    }

    @Test
    void nodes_areReadWithBothTheirUris() {
        String text = """
                {"live":true,"nodes":[{"name":"x2","uri":"xen+tcp://127.0.0.1:27617/system",
                "peer_uri":"xen+tcp://10.77.0.2/system","reachable":true,"guests":["a"],"inactive":["b"]}]}""";

        assertThat(Answers.nodes(text)).singleElement().satisfies(node -> {
            assertThat(node.name()).isEqualTo("x2");
            assertThat(node.uri()).hasToString("xen+tcp://127.0.0.1:27617/system");
            assertThat(node.peerUri()).hasToString("xen+tcp://10.77.0.2/system");
            assertThat(node.guests()).containsExactly("a");
            assertThat(node.inactive()).containsExactly("b");
        });
        assertThat(Answers.canMigrateLive(text)).isTrue();
    }

    @Test
    void check_keepsWhatIsWrong() {
        CheckResult result = Answers.check("""
                {"name":"a","ok":false,"alive":true,"hosts":["h1","h2"],"pages_verified":16384,"bad_pages":3,
                "longest_gap_ms":350,"longest_gap_since_check_ms":0,"problems":["3 bad pages"]}""");

        assertThat(result.ok()).isFalse();
        assertThat(result.hosts()).containsExactly("h1", "h2");
        assertThat(result.badPages()).isEqualTo(3);
        assertThat(result.longestGap()).isEqualTo(Duration.ofMillis(350));
        assertThat(result.problems()).containsExactly("3 bad pages");
    }

    @Test
    void eavesdropping_isRead() {
        assertThat(Answers.eavesdropping("{\"bytes\":50331648,\"readable_pages\":3}"))
                .isEqualTo(new Eavesdropping(50331648, 3));
    }

    @Test
    void check_incompleteAnswerIsNamed() {
        assertThatThrownBy(() -> Answers.check("{\"ok\":true}"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("alive");
    }

    @Test
    void check_noJsonIsShown() {
        assertThatThrownBy(() -> Answers.check("oops"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("oops");
    }
}
