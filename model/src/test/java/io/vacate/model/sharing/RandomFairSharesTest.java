package io.vacate.model.sharing;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever joins and leaves, in networks of all shapes, the shares are those of the definition. */
@DisplayName("Fair shares of random networks")
class RandomFairSharesTest {
    @Test
    void randomNetworks_agreeWithTheDefinitionAfterEachChange() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            new RandomWalk("mixed, seed " + seed, RandomNetworks.mixed(random), random).run(40, 3);
        }
    }

    @Test
    void starNetworks_agreeWithTheDefinitionAfterEachChange() {
        for (long seed = 0; seed < 24; seed++) {
            Random random = new Random(seed);
            RandomNetworks network = RandomNetworks.star(random, 5 + random.nextInt(30), 120, seed % 3 / 2.0);
            new RandomWalk("star, seed " + seed, network, random).fillAndDrain();
        }
    }

    @Test
    void oneBottleneckForAll_agreesWithTheDefinitionAfterEachChange() {
        for (long seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            RandomNetworks network = RandomNetworks.dense(random, 1 + random.nextInt(10), 100);
            new RandomWalk("dense, seed " + seed, network, random).fillAndDrain();
        }
    }

    @Test
    void chains_carryAChangeToTheirOtherEnd() {
        for (long seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            RandomWalk walk = new RandomWalk("chain, seed " + seed, RandomNetworks.chain(random, 100), random);
            walk.fillAndDrain();
            walk.run(100, 1);
        }
    }
}
