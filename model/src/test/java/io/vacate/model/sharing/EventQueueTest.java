package io.vacate.model.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Event queue")
class EventQueueTest {
    @Test
    void events_comeInTheOrderOfTimeThenNumber() {
        EventQueue queue = new EventQueue(4);
        queue.schedule(3, 1);
        queue.schedule(2, 1);
        queue.schedule(1, 0.5);
        queue.schedule(0, 2);

        assertThat(drain(queue)).containsExactly(1, 2, 3, 0);
    }

    @Test
    void eventThatIsPutOff_comesAtItsNewPlace() {
        EventQueue queue = new EventQueue(3);
        queue.schedule(0, 1);
        queue.schedule(1, 2);
        queue.schedule(2, 3);
        queue.schedule(0, 9);
        queue.schedule(0, 2);

        assertThat(queue.nextTime()).isEqualTo(2);
        assertThat(drain(queue)).containsExactly(0, 1, 2);
    }

    @Test
    void eventThatIsPutOffAndBroughtForward_comesOnce() {
        EventQueue queue = new EventQueue(2);
        queue.schedule(0, 1);
        queue.schedule(1, 2);
        queue.schedule(0, 5);
        queue.schedule(0, 1.5);

        assertThat(queue.nextTime()).isEqualTo(1.5);
        assertThat(drain(queue)).containsExactly(0, 1);
    }

    @Test
    void randomChanges_agreeWithLookingAtAll() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int items = 1 + random.nextInt(60);
            EventQueue queue = new EventQueue(items);
            double[] times = new double[items];
            Arrays.fill(times, Double.POSITIVE_INFINITY);
            for (int step = 0; step < 1000; step++) {
                if (random.nextInt(4) > 0) {
                    int item = random.nextInt(items);
                    times[item] = random.nextInt(40);
                    queue.schedule(item, times[item]);
                } else if (!queue.isEmpty()) {
                    int first = first(times);
                    assertThat(queue.nextTime())
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(times[first]);
                    assertThat(queue.poll()).as("seed %d, step %d", seed, step).isEqualTo(first);
                    times[first] = Double.POSITIVE_INFINITY;
                }
            }
        }
    }

    private static int first(double[] times) {
        int first = 0;
        for (int item = 1; item < times.length; item++) {
            first = times[item] < times[first] ? item : first;
        }
        return first;
    }

    private static int[] drain(EventQueue queue) {
        int[] items = new int[10];
        int size = 0;
        while (!queue.isEmpty()) {
            items[size++] = queue.poll();
        }
        return Arrays.copyOf(items, size);
    }
}
