package io.vacate.bench.planning;

import com.fasterxml.jackson.databind.node.NullNode;
import io.vacate.bench.planning.peer.CpSatPeer;
import io.vacate.bench.planning.peer.MvmPeer;
import io.vacate.bench.planning.peer.Peer;
import io.vacate.bench.planning.peer.PeerResult;
import io.vacate.documents.PlanDocument;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What other planners find for the same problems in the same run, beside ours. */
final class PeerColumns {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final int WARM_UP = 40;

    private final List<Peer> peers;
    private final Duration limit;
    private final Optional<Path> out;

    /**
     * Makes the columns.
     *
     * @param out directory for the plans, each in a directory named as its peer
     */
    PeerColumns(List<Peer> peers, Duration limit, Optional<Path> out) {
        this.peers = peers;
        this.limit = limit;
        this.out = out;
    }

    /** Returns a peer by its name; empty if there is none of that name. mVM has physics of its own. */
    static Optional<Peer> named(String name, ConstantRates physics) {
        return switch (name) {
            case "mvm" -> Optional.of(new MvmPeer());
            case "cp-sat" -> Optional.of(new CpSatPeer(physics));
            default -> Optional.empty();
        };
    }

    /** Plans something made up, as our planner does before it is measured. */
    void warmUp() {
        peers.forEach(peer -> peer.plan(FatTree.of(WARM_UP, 7), limit));
    }

    String header() {
        StringBuilder header = new StringBuilder();
        peers.forEach(
                peer -> header.append("%9s %10s %9s  %-28s".formatted(peer.name() + " s", "ms", "bound", "status")));
        return header.toString();
    }

    /** Lets each peer plan a problem, and writes its plan. */
    Map<Peer, PeerResult> plan(Batch problem) throws IOException {
        Map<Peer, PeerResult> results = new LinkedHashMap<>();
        for (Peer peer : peers) {
            PeerResult result = peer.plan(problem, limit);
            results.put(peer, result);
            if (out.isPresent() && result.plan().isPresent()) {
                Path directory = Files.createDirectories(out.get().resolve(peer.name()));
                Files.writeString(
                        directory.resolve(problem.name() + ".json"),
                        PlanDocument.of(result.plan().get()).text());
            }
        }
        if (!peers.isEmpty()) {
            // Or our next plan would pay for what they leave behind.
            System.gc();
        }
        return results;
    }

    String cells(Map<Peer, PeerResult> results) {
        StringBuilder cells = new StringBuilder();
        results.values()
                .forEach(result -> cells.append("%9s %10.1f %9s  %-28s"
                        .formatted(
                                result.plan()
                                        .map(plan -> rounded(plan.makespan()))
                                        .orElse("-"),
                                result.millis(),
                                result.bound().map(PeerColumns::rounded).orElse("-"),
                                result.status())));
        return cells.toString();
    }

    private static String rounded(Duration time) {
        return "%.0f".formatted(time.toMillis() / MILLIS_PER_SECOND);
    }

    /** Adds a peer's makespan, its bound if it proves one, how long it took and its status: null where there is no such time. */
    void addTo(Map<String, @Nullable Object> row, Map<Peer, PeerResult> results) {
        results.forEach((peer, result) -> {
            String prefix = peer.name().replace('-', '_');
            row.put(prefix + "_makespan_s", seconds(result.plan().map(Plan::makespan)));
            row.put(prefix + "_ms", result.millis());
            if (peer.provesBounds()) {
                row.put(prefix + "_bound_s", seconds(result.bound()));
            }
            row.put(prefix + "_status", result.status());
        });
    }

    private static Object seconds(Optional<Duration> time) {
        return time.<Object>map(given -> given.toMillis() / MILLIS_PER_SECOND).orElse(NullNode.getInstance());
    }
}
