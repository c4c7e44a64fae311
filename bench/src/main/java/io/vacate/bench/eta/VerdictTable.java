package io.vacate.bench.eta;

import io.vacate.model.live.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What was said of each run about its convergence. */
final class VerdictTable {
    private final Experience.Earlier earlier;
    private final List<Verdicts> all;

    private VerdictTable(Experience.Earlier earlier, List<Verdicts> all) {
        this.earlier = earlier;
        this.all = all;
    }

    static VerdictTable of(List<TraceRun> runs, Experience experience, Experience.Earlier earlier) {
        return new VerdictTable(
                earlier,
                runs.stream()
                        .filter(run -> !run.running().isEmpty())
                        .map(run -> Verdicts.of(run, experience.before(run, earlier)))
                        .toList());
    }

    long judged() {
        return all.stream().filter(Verdicts::isJudged).count();
    }

    /** Returns the share of the judged runs whose verdict was right; NaN without any. */
    double right() {
        return share(all.stream().filter(Verdicts::isJudged).toList(), Verdicts::isRight);
    }

    /** Returns the share of the convergent runs of which it was ever said that they would not converge; NaN without any. */
    double falseAlarms() {
        return share(
                all.stream()
                        .filter(said -> said.kind() == TraceRun.Kind.CONVERGENT)
                        .toList(),
                Verdicts::isFalseAlarm);
    }

    private static double share(List<Verdicts> some, Predicate<Verdicts> what) {
        return some.isEmpty() ? Double.NaN : some.stream().filter(what).count() / (double) some.size();
    }

    boolean meetsBars() {
        return !(right() < 1) && !(falseAlarms() > 0);
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%-12s: %d of %d verdicts right, %d false alarms",
                earlier,
                all.stream()
                        .filter(Verdicts::isJudged)
                        .filter(Verdicts::isRight)
                        .count(),
                judged(),
                all.stream().filter(Verdicts::isFalseAlarm).count());
    }

    List<String> lines() {
        Map<String, List<Verdicts>> groups = new LinkedHashMap<>();
        all.forEach(said -> groups.computeIfAbsent(said.run().id().scenario(), key -> new ArrayList<>())
                .add(said));
        List<String> lines = new ArrayList<>();
        lines.add("verdict by the third dirty-sync, " + earlier);
        lines.add(String.format(
                Locale.ROOT,
                "  %-38s %-14s %5s %9s %9s %6s %6s",
                "scenario",
                "kind",
                "runs",
                "converges",
                "does not",
                "right",
                "kept"));
        groups.forEach((scenario, group) -> lines.add(line(scenario, group)));
        return lines;
    }

    private static String line(String scenario, List<Verdicts> group) {
        long alarms = group.stream().filter(said -> said.bySync().isAlarm()).count();
        long undecided = group.stream()
                .filter(said -> said.bySync() instanceof Verdict.Undecided)
                .count();
        return String.format(
                Locale.ROOT,
                "  %-38s %-14s %5d %9d %9d %6s %6d",
                scenario,
                group.get(0).kind().toString().toLowerCase(Locale.ROOT),
                group.size(),
                group.size() - alarms - undecided,
                alarms,
                group.get(0).isJudged()
                        ? String.valueOf(
                                group.stream().filter(Verdicts::isRight).count())
                        : "-",
                group.stream().filter(Verdicts::kept).count());
    }
}
