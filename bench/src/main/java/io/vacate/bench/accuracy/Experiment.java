package io.vacate.bench.accuracy;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkBuilder;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is known of an experiment beside its times: a full-duplex card for each host, and how its VMs write.
 *
 * @param network the hosts and their links
 * @param dirty how each VM rewrites its memory
 */
record Experiment(NetworkProfile network, DirtyCurve dirty) {
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(300);

    /** Makes a star of the hosts that a log names: each host's card is its widest link there, unless it is given. */
    static Experiment of(List<LoggedMigration> log, Map<String, DataRate> cards, DirtyCurve dirty) {
        Map<String, Double> widest = new TreeMap<>();
        for (LoggedMigration row : log) {
            widest.merge(row.source(), row.linkMbit(), Math::max);
            widest.merge(row.destination(), row.linkMbit(), Math::max);
        }
        NetworkBuilder network = NetworkProfile.builder();
        widest.forEach((host, megabits) ->
                network.nic(host, cards.getOrDefault(host, DataRate.ofMegabitsPerSecond(Math.round(megabits)))));
        return new Experiment(network.build(), dirty);
    }

    /** Returns the runs of a log, those of a plan together, in its order. */
    Map<String, List<ObservedRun>> runsByPlan(List<LoggedMigration> log) {
        Map<String, Map<String, List<ObservedRun.Member>>> members = new LinkedHashMap<>();
        for (LoggedMigration row : log) {
            members.computeIfAbsent(row.plan(), plan -> new LinkedHashMap<>())
                    .computeIfAbsent(row.run(), run -> new ArrayList<>())
                    .add(member(row));
        }
        Map<String, List<ObservedRun>> runs = new LinkedHashMap<>();
        members.forEach((plan, byRun) ->
                runs.put(plan, byRun.values().stream().map(ObservedRun::new).toList()));
        return runs;
    }

    private ObservedRun.Member member(LoggedMigration row) {
        DataSize memory = DataSize.ofMebibytes(row.memoryMib());
        VmId id = new VmId(UUID.nameUUIDFromBytes(row.vm().getBytes(StandardCharsets.UTF_8)));
        return new ObservedRun.Member(
                new VmProfile(id, row.vm(), memory, memory, dirty, DOWNTIME_LIMIT),
                row.source(),
                row.destination(),
                Tuning.PRE_COPY,
                millis(row.start()),
                millis(row.seconds()));
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    /** Returns the most memory of VMs that each host was ever seen to hold, those on their way counted at both ends. */
    static DataSize mostHeld(List<ObservedRun> runs) {
        long most = 0;
        for (ObservedRun run : runs) {
            for (ObservedRun.Member at : run.members()) {
                Map<String, Long> held = new HashMap<>();
                for (ObservedRun.Member other : run.members()) {
                    long bytes = other.vm().memory().bytes();
                    if (other.end().compareTo(at.start()) > 0) {
                        held.merge(other.from(), bytes, Long::sum);
                    }
                    if (other.start().compareTo(at.start()) <= 0) {
                        held.merge(other.to(), bytes, Long::sum);
                    }
                }
                most = Math.max(most, held.values().stream().max(Long::compare).orElse(0L));
            }
        }
        return DataSize.ofBytes(most);
    }
}
