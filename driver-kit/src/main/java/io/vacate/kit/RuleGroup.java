package io.vacate.kit;

import io.vacate.api.host.Capability;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/** A group of rules: what their tests share. */
@TestMethodOrder(MethodOrderer.MethodName.class)
abstract class RuleGroup {
    final DriverConformanceKit kit;
    final Scene scene;

    private String rule = "";

    RuleGroup(DriverConformanceKit kit) {
        this.kit = kit;
        scene = kit.scene();
    }

    @BeforeEach
    void begin(TestInfo test) {
        rule = test.getDisplayName().split(" ", 2)[0];
    }

    @AfterEach
    void end() {
        scene.endTest();
    }

    /** Skips the rule where the hosts cannot do what it is about. */
    void needs(Capability... capabilities) {
        for (Capability capability : capabilities) {
            if (!scene.first().capabilities().contains(capability)) {
                throw skipped("%s has no %s".formatted(scene.first().uri(), capability));
            }
        }
    }

    /** Skips the rule where the hosts can do what it is about the lack of. */
    void needsLackOf(Capability capability) {
        if (scene.first().capabilities().contains(capability)) {
            throw skipped("%s has %s".formatted(scene.first().uri(), capability));
        }
    }

    /** Skips the rule where the author of the driver did not supply what it needs. */
    <T> T supplied(String hook, Optional<T> value) {
        return value.orElseThrow(() -> skipped("%s() is not supplied".formatted(hook)));
    }

    /** Reports a rule that no test can see. */
    void untestable(String why) {
        throw skipped("untested: " + why);
    }

    /** Ends the test as skipped; returns nothing, so that callers can {@code throw} it. */
    RuntimeException skipped(String why) {
        return Assumptions.abort("%s skipped: %s".formatted(rule, why));
    }
}
