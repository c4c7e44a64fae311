package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The default costs against real migrations: QEMU 10.0.2 under libvirt 9.0, links of 500 Mbit/s by tbf, of which 56.7 MiB/s
 * were left for the memory; wall seconds, the middle of what several runs took.
 */
class TestbedLikenessTest extends Worldly {
    @ParameterizedTest
    @CsvSource({
        "128,  0,   0,  4.45",
        "128, 20,  64,  5.15",
        "128, 50,  64, 11.10",
        "256,  0,   0,  6.10",
        "256, 20, 160,  8.35",
        "512,  0,   0, 10.20",
        "512, 20, 384, 14.60"
    })
    void totalTime_isNearTheMeasuredOne(long mebibytes, long dirtyRate, long workingSet, double seconds) {
        DataRate link = DataRate.parse("56.7MiB/s");
        use(SimWorld.builder()
                .checkInvariants()
                .host(host("alpha")
                        .network(link)
                        .vm(vm("web", mebibytes)
                                .dirty(dirty(dirtyRate, workingSet))
                                .build())
                        .build())
                .host(host("beta").network(link).build())
                .build());

        double simulated = run(migrate("web", "alpha", "beta", MigrationRequest.live()))
                        .statistics()
                        .total()
                        .toMillis()
                / 1000.0;

        assertThat(simulated).isCloseTo(seconds, withinPercentage(25));
    }
}
