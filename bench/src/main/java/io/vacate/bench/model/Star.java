package io.vacate.bench.model;

import java.util.Random;

/**
 * Migrations between hosts that each have an up- and a down-link of 10 Gbit/s to one switch. Hosts, sizes and caps are
 * random, from a fixed seed. Nobody writes to its arrays once it is made.
 */
final class Star {
    /** What a link carries, in B/s. */
    static final double LINK = 1.25e9;

    private static final int MIGRATIONS_PER_HOST = 4;
    private static final long SEED = 42;

    final int hosts;
    /** By migration: source and destination. */
    final int[] from;

    final int[] to;
    /** By migration: memory to move, from 1 to 16 GiB. */
    final int[] mebibytes;
    /** By migration: most that it takes in B/s, or infinity. */
    final double[] cap;

    /**
     * Makes migrations.
     *
     * @param migrations how many
     * @param capped the part of them that is capped, at 0.5 to 9.5 Gbit/s
     */
    Star(int migrations, double capped) {
        hosts = migrations / MIGRATIONS_PER_HOST;
        from = new int[migrations];
        to = new int[migrations];
        mebibytes = new int[migrations];
        cap = new double[migrations];
        Random random = new Random(SEED);
        for (int i = 0; i < migrations; i++) {
            from[i] = random.nextInt(hosts);
            to[i] = (from[i] + 1 + random.nextInt(hosts - 1)) % hosts;
            mebibytes[i] = 1024 + random.nextInt(15 * 1024);
            cap[i] =
                    random.nextDouble() < capped ? LINK * (0.05 + 0.9 * random.nextDouble()) : Double.POSITIVE_INFINITY;
        }
    }
}
