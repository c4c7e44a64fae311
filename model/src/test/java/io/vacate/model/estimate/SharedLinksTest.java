package io.vacate.model.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.model.fixture.Vms;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Max-min fair rates (Bertsekas and Gallager, "Data Networks", section 6.5.2). */
@DisplayName("Shared links")
class SharedLinksTest {
    private static final long UNCAPPED = Long.MAX_VALUE;

    private static Link link(String name, long bytesPerSecond) {
        return new Link(name, DataRate.ofBytesPerSecond(bytesPerSecond));
    }

    private static SimulatedJob job(int number, long cap, List<Link> links) {
        return SimulatedJob.of(
                Vms.idle(number, 1), new Path("from" + number, "to" + number, links, DataRate.ofBytesPerSecond(cap)));
    }

    private static double[] rates(List<SimulatedJob> jobs) {
        CompiledJobs compiled = new CompiledJobs(FixedCosts.PRIOR, jobs);
        SharedLinks shared = new SharedLinks(compiled);
        double[] rates = new double[jobs.size()];
        for (int job = 0; job < jobs.size(); job++) {
            shared.join(job);
        }
        int count = shared.refill();
        for (int i = 0; i < count; i++) {
            rates[shared.refilled(i)] = shared.rate(shared.refilled(i));
        }
        return rates;
    }

    @Test
    void textbookExample_givesTheLeftoverToWhoCanUseIt() {
        // Three share link a (30 B/s), 10 each; of link b (60 B/s) that leaves 50 to the fourth.
        Link a = link("a", 30);
        Link b = link("b", 60);

        double[] rates = rates(List.of(
                job(0, UNCAPPED, List.of(a)),
                job(1, UNCAPPED, List.of(a)),
                job(2, UNCAPPED, List.of(a, b)),
                job(3, UNCAPPED, List.of(b))));

        assertThat(rates).containsExactly(10, 10, 10, 50);
    }

    @Test
    void cap_leavesTheRestToTheOthers() {
        Link a = link("a", 30);

        double[] rates = rates(List.of(job(0, 4, List.of(a)), job(1, UNCAPPED, List.of(a)), job(2, 20, List.of(a))));

        assertThat(rates).containsExactly(4, 13, 13);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void randomNetworks_agreeWithRaisingAllTogether(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<SimulatedJob> jobs = randomJobs(random);

            double[] expected = raiseTogether(jobs);

            assertThat(rates(jobs))
                    .as("seed %d, round %d, %s", seed, round, jobs)
                    .containsExactly(expected, within(1e-6));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void joiningAndLeaving_agreesWithFillingAnew(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<SimulatedJob> jobs = randomJobs(random);
            SharedLinks shared = new SharedLinks(new CompiledJobs(FixedCosts.PRIOR, jobs));
            boolean[] in = new boolean[jobs.size()];
            double[] kept = new double[jobs.size()];
            for (int step = 0; step < 30; step++) {
                int job = random.nextInt(jobs.size());
                if (in[job]) {
                    shared.leave(job);
                    kept[job] = 0;
                } else {
                    shared.join(job);
                }
                in[job] = !in[job];
                int count = shared.refill();
                for (int i = 0; i < count; i++) {
                    kept[shared.refilled(i)] = shared.rate(shared.refilled(i));
                }
                assertThat(kept)
                        .as("seed %d, round %d, step %d", seed, round, step)
                        .containsExactly(anew(jobs, in), within(1e-6));
            }
        }
    }

    private static double[] anew(List<SimulatedJob> jobs, boolean[] in) {
        List<SimulatedJob> present = new ArrayList<>();
        for (int job = 0; job < in.length; job++) {
            if (in[job]) {
                present.add(jobs.get(job));
            }
        }
        double[] some = rates(present);
        double[] all = new double[in.length];
        int next = 0;
        for (int job = 0; job < in.length; job++) {
            all[job] = in[job] ? some[next++] : 0;
        }
        return all;
    }

    static List<SimulatedJob> randomJobs(Random random) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            links.add(link("link" + i, 1_000L + random.nextInt(9) * 1_000L));
        }
        List<SimulatedJob> jobs = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Collections.shuffle(links, random);
            long cap = random.nextBoolean() ? UNCAPPED : 100L + random.nextInt(5_000);
            jobs.add(job(i, cap, links.subList(0, 1 + random.nextInt(Math.min(3, links.size())))));
        }
        return jobs;
    }

    /** The definition: raise every rate by the same amount; freeze who meets a cap or a full link; go on. */
    private static double[] raiseTogether(List<SimulatedJob> jobs) {
        double[] rates = new double[jobs.size()];
        boolean[] frozen = new boolean[jobs.size()];
        for (int step = 0; step < jobs.size(); step++) {
            double raise = Double.POSITIVE_INFINITY;
            for (int job = 0; job < rates.length; job++) {
                if (!frozen[job]) {
                    raise = Math.min(raise, slack(jobs, rates, frozen, job));
                }
            }
            if (Double.isInfinite(raise)) {
                break;
            }
            for (int job = 0; job < rates.length; job++) {
                rates[job] += frozen[job] ? 0 : raise;
            }
            boolean[] full = new boolean[rates.length];
            for (int job = 0; job < rates.length; job++) {
                full[job] = slack(jobs, rates, frozen, job) < 1e-7;
            }
            for (int job = 0; job < rates.length; job++) {
                frozen[job] |= full[job];
            }
        }
        return rates;
    }

    private static double slack(List<SimulatedJob> jobs, double[] rates, boolean[] frozen, int job) {
        double slack = jobs.get(job).rateLimit().bytesPerSecond() - rates[job];
        for (Link link : jobs.get(job).path().links()) {
            double used = 0;
            int rising = 0;
            for (int other = 0; other < rates.length; other++) {
                if (jobs.get(other).path().links().contains(link)) {
                    used += rates[other];
                    rising += frozen[other] ? 0 : 1;
                }
            }
            slack = Math.min(slack, (link.capacity().bytesPerSecond() - used) / Math.max(1, rising));
        }
        return slack;
    }
}
