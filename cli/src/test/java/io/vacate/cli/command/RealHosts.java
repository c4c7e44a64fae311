package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.Testbed;
import java.nio.file.Path;
import java.util.List;

/**
 * The hosts of a testbed as the command's tests use them.
 *
 * @param testbed the testbed
 * @param state where the command keeps what it learns
 */
record RealHosts(Testbed testbed, Path state) {
    /** Returns the address of host number {@code index}, counted from 1. */
    String uri(int index) {
        return testbed.hosts().get(index - 1).uri().toString();
    }

    /** Runs a command in this process. */
    Cli run(int expected, String... arguments) {
        Cli cli = new Cli(state);
        assertThat(cli.run(arguments)).as(cli.out() + cli.err()).isEqualTo(expected);
        return cli;
    }

    /** Starts guests on h1 that are not there yet, and brings those that are elsewhere back to it. */
    void atHome(GuestSpec... specs) {
        for (GuestSpec spec : specs) {
            boolean isHome = testbed.hosts().get(0).guests().contains(spec.name());
            if (!isHome) {
                testbed.removeGuest(spec.name());
                testbed.guest("h1", spec);
            }
        }
    }

    /** Checks that a guest is on one host, every page of it that was filled as it should be; returns the host's name. */
    String assertWhole(String guest) {
        CheckResult check = testbed.check(guest);
        assertThat(check.problems()).as(guest).isEmpty();
        assertThat(check.badPages()).as(guest).isZero();
        assertThat(check.hosts()).as(guest).hasSize(1);
        return check.hosts().get(0);
    }

    void assertWhole(List<String> guests) {
        guests.forEach(this::assertWhole);
    }
}
