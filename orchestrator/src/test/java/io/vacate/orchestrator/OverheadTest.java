package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.BatchVm;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.sim.SimCosts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each VM also costs its hypervisor memory: placement counts it as the check at the start of each migration does. */
@DisplayName("A VM's memory is what its hypervisor needs for it:")
class OverheadTest {
    private static final int VMS = 12;
    private static final int MEBIBYTES = 128;
    private static final int OVERHEAD = 112;
    private static final int NEEDED = MEBIBYTES + OVERHEAD;

    private static Rack rack(int destinationMebibytes) {
        Rack.Builder rack = Rack.of()
                .costs(SimCosts.DEFAULT.withVmOverhead(DataSize.ofMebibytes(OVERHEAD)))
                .host("alpha", 16384);
        for (int vm = 0; vm < VMS; vm++) {
            rack.vm("small-" + vm, MEBIBYTES);
        }
        return rack.host("beta", destinationMebibytes).build();
    }

    private static EvacuationRequest.Builder request(Rack rack) {
        return rack.request("alpha", "beta").headroom(0);
    }

    @Test
    void placementThatTheStartWouldRefuseHalfWay_isRefusedBeforehand() {
        // Of the first there is room for the memory of all, of the last for all but one.
        for (int room : new int[] {VMS * MEBIBYTES, VMS * (MEBIBYTES + OVERHEAD / 2), VMS * NEEDED - 1}) {
            try (Rack rack = rack(room)) {
                // At once: nobody should wait for VMs to be watched that cannot move.
                assertThatThrownBy(
                                () -> rack.evacuator.prepareAsync(request(rack).build()))
                        .isInstanceOf(InsufficientCapacityException.class)
                        .hasMessageContaining("'beta'")
                        .hasMessageContaining("nothing was changed");
                assertThat(rack.host("alpha").vms()).hasSize(VMS);
            }
        }
    }

    @Test
    void placementThatIsAccepted_isNotRefusedWhenItsTurnComes() {
        try (Rack rack = rack(VMS * NEEDED)) {
            EvacuationReport report = rack.evacuate(request(rack));

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void demandOfThePlan_isThatOfTheDriver() {
        try (Rack rack = rack(8192)) {
            PreparedEvacuation prepared = rack.prepare(request(rack));

            assertThat(prepared.batch().vms())
                    .hasSize(VMS)
                    .extracting(BatchVm::memory)
                    .containsOnly(DataSize.ofMebibytes(NEEDED));
        }
    }
}
