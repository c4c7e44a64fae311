package io.vacate.model.plan.lanes;

import java.util.Arrays;
import java.util.List;

/**
 * What is decided of lanes. The array must not change.
 *
 * @param order who is asked first
 * @param most how many run at once
 * @param shares for each job, the part that it takes of each link that it fills when it is alone; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent")
public record Choice(List<Integer> order, int most, double[] shares) {
    /** Returns the choice in which only {@code most} counts. */
    public static Choice atOnce(List<Integer> order, int most) {
        return new Choice(order, most, new double[order.size()]);
    }

    /** Returns the choice in which {@code count} share each link that one fills. */
    public static Choice onEachLink(List<Integer> order, int count) {
        double[] shares = new double[order.size()];
        Arrays.fill(shares, 1.0 / count);
        return new Choice(order, Integer.MAX_VALUE, shares);
    }
}
