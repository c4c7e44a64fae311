package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForkedTestbedTest {
    private static Map<String, String> named(int fork, Map<String, String> given) {
        Map<String, String> environment = new HashMap<>(given);
        ForkedTestbed.name(environment, fork);
        return environment;
    }

    @Test
    void firstJvm_hasTheUsualTestbed() {
        assertThat(named(1, Map.of())).isEmpty();
    }

    @Test
    void secondJvm_hasOneBesideIt() {
        assertThat(named(2, Map.of()))
                .containsEntry("VACATE_TESTBED_NAME", "vacate2")
                .containsEntry("VACATE_TESTBED_SUBNET", "10.77.1")
                .doesNotContainKey("VACATE_TESTBED_STATE");
        assertThat(named(
                        2,
                        Map.of(
                                "VACATE_TESTBED_NAME", "mine",
                                "VACATE_TESTBED_SUBNET", "10.9.255",
                                "VACATE_TESTBED_STATE", "/run/mine")))
                .containsEntry("VACATE_TESTBED_NAME", "mine2")
                .containsEntry("VACATE_TESTBED_SUBNET", "10.9.0")
                .containsEntry("VACATE_TESTBED_STATE", "/run/mine-2");
    }
}
