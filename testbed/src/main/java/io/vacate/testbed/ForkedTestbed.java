package io.vacate.testbed;

import java.util.Map;

/**
 * Gives each JVM of a build that runs tests in several a testbed of its own: the first has the usual one, the others have
 * theirs beside it, with their own names, addresses and states.
 */
final class ForkedTestbed {
    /** The number of the JVM among those of the build, from 1, as Maven's plugins know it. */
    static final String FORK = "vacate.testbed.fork";

    private static final String NAME = "VACATE_TESTBED_NAME";
    private static final String SUBNET = "VACATE_TESTBED_SUBNET";
    private static final String STATE = "VACATE_TESTBED_STATE";

    private ForkedTestbed() {}

    /** Sets what the commands need to know. */
    static void name(Map<String, String> environment) {
        name(environment, Integer.getInteger(FORK, 1));
    }

    static void name(Map<String, String> environment, int fork) {
        if (fork < 2) {
            return;
        }
        environment.merge(NAME, "vacate" + fork, (name, other) -> name + fork);
        environment.computeIfPresent(STATE, (key, folder) -> folder + "-" + fork);
        String[] subnet = environment.getOrDefault(SUBNET, "10.77.0").split("\\.", 3);
        environment.put(
                SUBNET, "%s.%s.%d".formatted(subnet[0], subnet[1], (Integer.parseInt(subnet[2]) + fork - 1) % 256));
    }
}
