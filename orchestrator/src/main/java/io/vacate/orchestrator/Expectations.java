package io.vacate.orchestrator;

import io.vacate.model.batch.Action;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.profile.Path;
import io.vacate.orchestrator.execute.VmMove;
import java.util.HashMap;
import java.util.Map;

/** What a plan knew of each of its moves, for the forecasts while they run. */
final class Expectations {
    private Expectations() {}

    /** Returns what was known, by the ids of moves. */
    static Map<String, LiveKnowledge> of(PreparedEvacuation prepared) {
        Predictor predictor = Predictor.of(prepared.batch().network(), prepared.learned());
        Map<String, LiveKnowledge> known = new HashMap<>();
        for (VmMove move : prepared.moves()) {
            Path path = predictor
                    .network()
                    .path(move.planned().from(), move.planned().to());
            MigrationEstimate estimate = move.planned().prediction().orElseGet(() -> predictor.estimate(job(move)));
            LiveKnowledge.Builder builder = LiveKnowledge.planned(
                            predictor.learned(move.profile()),
                            path,
                            move.planned().how(),
                            estimate,
                            prepared.learned().hypervisor())
                    .expectedTotal(move.predicted())
                    .sendBudget(move.sendBudget())
                    .residuals(prepared.learned().liveResiduals());
            known.put(move.id(), builder.build());
        }
        return known;
    }

    private static Predictor.Job job(VmMove move) {
        Action.Migrate planned = move.planned();
        return new Predictor.Job(move.profile(), planned.from(), planned.to(), planned.how());
    }
}
