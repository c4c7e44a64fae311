package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals to a command that empties a real host while nobody reads what it says; memory is verified after each. */
@RealTestbed(hosts = 2, rate = "500mbit")
class InterruptIT {
    private static final List<String> GUESTS = List.of("first", "second", "third");

    private final RealHosts hosts;

    InterruptIT(Testbed testbed, @TempDir Path state) {
        hosts = new RealHosts(testbed, state);
    }

    @ParameterizedTest
    @CsvSource({"INT, 1, 130", "HUP, 1, 129", "TERM, 2, 143"})
    void signal_leavesEveryGuestOnOneHost(String signal, int times, int code) throws IOException, InterruptedException {
        for (String guest : GUESTS) {
            hosts.atHome(GuestSpec.named(guest).withMemoryMib(192).filling(96).dirtying(8, 32));
        }
        Path pipe = UnreadPipe.make(hosts.state());
        try (VacateProcess vacate = VacateProcess.start(
                hosts.state(),
                "exec \"$@\" > '%s' 2>&1".formatted(pipe),
                "evacuate",
                hosts.uri(1),
                "--to",
                hosts.uri(2),
                "--link",
                "500mbit",
                "--strategy=sequential",
                "--progress=plain")) {
            try (UnreadPipe output = UnreadPipe.open(pipe)) {
                output.readUntil("': migrating");
                output.readUntil("': migrating");
                output.fill();

                for (int i = 0; i < times && vacate.process().isAlive(); i++) {
                    vacate.signal(signal);
                    vacate.process().waitFor(1, TimeUnit.SECONDS);
                }

                assertThat(vacate.exitCode()).isEqualTo(code);
            }
        } finally {
            Files.deleteIfExists(pipe);
        }
        hosts.assertWhole(GUESTS);
    }
}
