package io.vacate.model.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The grid of the times that matter")
class GridTest {
    private static final int[][] NONE = {{}, {}, {}};

    private static Jobs jobs(int[] duration, int[] release, int[] tail, int[] deadline, int[][] uses, int floor) {
        int n = duration.length;
        int[][] none = new int[n][0];
        long[][] nothing = new long[n][0];
        int[][] amounts = Arrays.stream(uses)
                .map(some -> IntStream.generate(() -> 1).limit(some.length).toArray())
                .toArray(int[][]::new);
        return new Jobs(
                duration,
                release,
                tail,
                deadline,
                new Jobs.Resources(new String[] {"first", "second"}, new int[] {1, 1}),
                uses,
                amounts,
                new Jobs.Stores(new String[0], new long[0]),
                none,
                nothing,
                none,
                nothing,
                none,
                none,
                new int[n],
                floor,
                Optional.empty());
    }

    private static int[] all(int value, int count) {
        int[] all = new int[count];
        Arrays.fill(all, value);
        return all;
    }

    @Test
    void step_dividesDurations_andWhatReleasesAndTailsDifferBy() {
        int[] any = all(Jobs.NO_DEADLINE, 3);
        int[] lasting = {18, 20, 36};
        assertThat(Grid.of(jobs(lasting, all(120, 3), all(17, 3), any, NONE, 0)))
                .isEqualTo(new Grid(120, 17, 2));
        assertThat(Grid.of(jobs(lasting, new int[] {120, 124, 130}, all(17, 3), any, NONE, 0)))
                .isEqualTo(new Grid(120, 17, 2));
        assertThat(Grid.of(jobs(lasting, new int[] {120, 121, 130}, all(17, 3), any, NONE, 0))
                        .step())
                .isEqualTo(1);
        assertThat(Grid.of(jobs(lasting, all(120, 3), new int[] {17, 17, 20}, any, NONE, 0))
                        .step())
                .isEqualTo(1);
        assertThat(Grid.of(jobs(new int[0], new int[0], new int[0], new int[0], new int[0][], 9))
                        .step())
                .isEqualTo(1);
    }

    @Test
    void coarseTimes_standForTheTimesOnTheGrid() {
        Jobs jobs = jobs(
                new int[] {18, 20, 36},
                new int[] {120, 124, 120},
                new int[] {17, 17, 19},
                new int[] {Jobs.NO_DEADLINE, 145, 100},
                NONE,
                180);
        Grid grid = Grid.of(jobs);
        Jobs coarse = grid.coarse(jobs);
        assertThat(coarse.duration).containsExactly(9, 10, 18);
        assertThat(coarse.release).containsExactly(0, 2, 0);
        assertThat(coarse.tail).containsExactly(0, 0, 1);
        assertThat(coarse.deadline).containsExactly(Jobs.NO_DEADLINE, 12, -10);
        // 180 is not a time at which any job can end with its tail: 179 and 181 are.
        assertThat(coarse.floor).isEqualTo(21);
        assertThat(grid.target(jobs, 180)).isEqualTo(21);
        assertThat(grid.target(jobs, 181)).isEqualTo(22);
        assertThat(grid.target(jobs, 182)).isEqualTo(23);
        assertThat(grid.target(jobs, 10)).isZero();

        Schedule fine = grid.fine(jobs, new Schedule(new int[] {3, 2, 0}, new int[0], 28, 21, 0));
        assertThat(fine.start).containsExactly(126, 124, 120);
        assertThat(fine.makespan).isEqualTo(180);
        // The second ends at 144, in time; the third at 156.
        assertThat(fine.lateness).isEqualTo(56);
    }

    @Test
    void onTheGrid_schedulesAreAsShortAsOnAllTicks() {
        int onTime = 0;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int n = 5;
            int step = 2 + random.nextInt(4);
            int lag = 1 + random.nextInt(9);
            int[] duration = random.ints(n, 1, 8).map(steps -> steps * step).toArray();
            int[] release =
                    random.ints(n, 0, 6).map(steps -> lag + steps * step).toArray();
            int[] tail = random.ints(n, 0, 4).map(steps -> 3 + steps * step).toArray();
            int[] deadline = random.ints(n, 0, 3)
                    .map(kind -> kind == 0 ? 70 + random.nextInt(60) : Jobs.NO_DEADLINE)
                    .toArray();
            int[][] uses = random.ints(n, 0, 3)
                    .mapToObj(kind -> kind == 2 ? new int[] {0, 1} : new int[] {kind})
                    .toArray(int[][]::new);
            Jobs jobs = jobs(duration, release, tail, deadline, uses, random.nextInt(60));
            Grid grid = Grid.of(jobs);
            assertThat(grid.step()).as("seed %d", seed).isGreaterThanOrEqualTo(step);

            Schedule coarse = grid.fine(jobs, best(grid.coarse(jobs)));
            Schedule fine = best(jobs);
            assertThat(coarse.lateness > 0).as("seed %d", seed).isEqualTo(fine.lateness > 0);
            if (fine.lateness == 0) {
                assertThat(coarse.makespan).as("seed %d", seed).isEqualTo(fine.makespan);
                onTime++;
            }
        }
        assertThat(onTime).isGreaterThan(100);
    }

    private static Schedule best(Jobs jobs) {
        AtomicInteger asked = new AtomicInteger();
        return new Levels(jobs, 1, 1, () -> asked.incrementAndGet() > 4000, schedule -> {})
                .run()
                .orElseThrow();
    }
}
