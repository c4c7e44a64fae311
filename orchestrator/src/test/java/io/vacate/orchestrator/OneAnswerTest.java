package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vacate.api.unit.DataRate;
import io.vacate.documents.BatchDocument;
import io.vacate.documents.PlanDocument;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.calibrate.Predictor.Job;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.plan.Planner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The same VMs, hosts and calibration have one plan,")
class OneAnswerTest {
    private static final Percentage ONE_IN_A_THOUSAND = Percentage.withPercentage(0.1);

    /** Drivers overstate memory fourfold, and links carry half of what they were told to. */
    private static final Calibration LEARNED = Calibration.prior()
            .with(new Quantity(Kind.MEMORY_FACTOR, ""), 0.25)
            .with(new Quantity(Kind.EFFICIENCY, ""), 0.5);

    private static Rack one() {
        return Rack.of().host("alpha", 4096).vm("web", 2048).host("beta", 4096).build();
    }

    /** Many sizes, and rates of dirtying from none to nearly what half a link carries. */
    private static Rack mixed() {
        Rack.Builder rack = Rack.of().host("alpha", 8192);
        for (int vm = 0; vm < 5; vm++) {
            rack.vm("idle-" + vm, 96 << vm % 3).busyVm("busy-" + vm, 128 + 64 * vm, 3 * vm, 24 + 16 * vm);
        }
        return rack.host("beta", 3072).host("gamma", 4096).build();
    }

    static Stream<Arguments> worlds() {
        Map<String, Supplier<Rack>> racks =
                Map.of("one VM", OneAnswerTest::one, "four VMs", Rack::usual, "ten VMs", OneAnswerTest::mixed);
        return racks.entrySet().stream()
                .flatMap(rack -> Stream.of(
                        Arguments.of(Named.of(rack.getKey(), rack.getValue()), Named.of("prior", Calibration.prior())),
                        Arguments.of(Named.of(rack.getKey(), rack.getValue()), Named.of("learned", LEARNED))));
    }

    private static EvacuationRequest.Builder request(Rack rack, Calibration calibration) {
        String[] destinations = rack.world.hosts().stream()
                .filter(name -> !name.equals("alpha"))
                .toArray(String[]::new);
        return rack.request("alpha", destinations).calibration(calibration);
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void whetherTheyAreEvacuated_readFromAFile_orPlannedByAProgram(Supplier<Rack> world, Calibration calibration) {
        try (Rack rack = world.get()) {
            PreparedEvacuation prepared = rack.prepare(request(rack, calibration));

            Plan byProgram = Planner.of(calibration).plan(prepared.batch());
            Batch read = BatchDocument.parse(BatchDocument.text(prepared.batch()));
            Plan byFile = Planner.of(calibration).plan(read);

            assertThat(prepared.plan().migrations()).isNotEmpty();
            assertThat(byProgram).isEqualTo(prepared.plan());
            assertThat(byFile.actions())
                    .extracting(Action::id, Action::predecessors)
                    .isEqualTo(byProgram.actions().stream()
                            .map(action -> tuple(action.id(), action.predecessors()))
                            .toList());
            assertThat(byFile.strategy()).isEqualTo(byProgram.strategy());
            assertClose(byFile.makespan(), byProgram.makespan());
            assertClose(byFile.bound().time(), byProgram.bound().time());
            assertThat(byFile.bound().reason()).isEqualTo(byProgram.bound().reason());
        }
    }

    private static void assertClose(Duration actual, Duration expected) {
        assertThat(actual.toNanos()).isCloseTo(expected.toNanos(), ONE_IN_A_THOUSAND);
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void andTheOrderThatWasChosen_isPredictedToTakeAsLong(Supplier<Rack> world, Calibration calibration) {
        try (Rack rack = world.get()) {
            PreparedEvacuation prepared = rack.prepare(request(rack, calibration));
            Predictor predictor = Predictor.of(prepared.batch().network(), calibration);

            for (Action.Migrate move : prepared.plan().migrations()) {
                Duration alone = predictor
                        .estimate(new Job(prepared.batch().vm(move.vm()).profile(), move.from(), move.to(), move.how()))
                        .terms()
                        .total();
                assertThat(move.end().minus(move.start()).plusMillis(1)).isGreaterThanOrEqualTo(alone);
                if (prepared.plan().migrations().size() == 1) {
                    assertClose(move.end(), alone);
                }
            }
        }
    }

    @Test
    void whichIsTheSame_wheneverTheyArePreparedAgain() {
        for (Calibration calibration : List.of(Calibration.prior(), LEARNED)) {
            try (Rack rack = mixed();
                    Rack same = mixed()) {
                PreparedEvacuation prepared =
                        rack.prepare(request(rack, calibration).seed(7));
                PreparedEvacuation again =
                        same.prepare(request(same, calibration).seed(7));

                assertThat(PlanDocument.of(again.plan()).text())
                        .isEqualTo(PlanDocument.of(prepared.plan()).text());
                assertThat(rack.prepare(request(rack, calibration).seed(8)).plan())
                        .satisfies(other -> assertThat(other.makespan())
                                .isGreaterThanOrEqualTo(other.bound().time()));
            }
        }
    }

    @Test
    void andLearning_thatLinksCarryHalf_makesItLonger_andThatMemoryIsAQuarter_shorter() {
        List<Duration> times = Stream.of(
                        LEARNED, Calibration.prior(), Calibration.prior().with(new Quantity(Kind.EFFICIENCY, ""), 0.5))
                .map(calibration -> {
                    try (Rack rack = Rack.usual()) {
                        return rack.prepare(request(rack, calibration)).plan().makespan();
                    }
                })
                .toList();

        assertThat(times).isSorted().doesNotHaveDuplicates();
    }

    /** What options ask for is in the batch, and in its file. */
    @Test
    void alsoWithALimitOfTheRate() {
        try (Rack rack = Rack.usual()) {
            PreparedEvacuation prepared =
                    rack.prepare(request(rack, LEARNED).bandwidth(DataRate.ofMebibytesPerSecond(15)));
            Batch read = BatchDocument.parse(BatchDocument.text(prepared.batch()));

            assertClose(
                    Planner.of(LEARNED).plan(read).makespan(), prepared.plan().makespan());
        }
    }
}
