package io.vacate.bench.accuracy;

/** The formulas that others predict a migration with, for comparison. Sizes in MiB, rates in Mbit/s, times in seconds. */
enum Naive {
    /** Memory / bandwidth: what is written on the back of an envelope. */
    MEMORY_BY_BANDWIDTH("memory / bandwidth") {
        @Override
        double seconds(double memoryMib, double megabits) {
            return bits(memoryMib) / megabits;
        }
    },
    /** CloudSim: half of the bandwidth is left to other traffic ({@code PowerDatacenter}: RAM / (BW / 2 · 8000)). */
    CLOUDSIM("CloudSim: memory / (bandwidth / 2)") {
        @Override
        double seconds(double memoryMib, double megabits) {
            return bits(memoryMib) / (megabits / 2);
        }
    },
    /**
     * mVM: memory at nine bits a byte, cold pages written meanwhile, and a geometric term for the hot set (V. Kherbache,
     * E. Madelaine and F. Hermenier, "Scheduling Live Migration of Virtual Machines", IEEE TCC 2017).
     */
    MVM("mVM") {
        @Override
        double seconds(double memoryMib, double megabits) {
            double rate = megabits / BITS_WITH_OVERHEAD;
            double once = memoryMib / rate;
            double hotRate = HOT_MIB / HOT_SECONDS;
            double cold = (HOT_MIB + (once - HOT_SECONDS) * COLD_MIB_PER_SECOND) / (rate - COLD_MIB_PER_SECOND);
            double hot = HOT_MIB / rate * (hotRate / (rate - hotRate));
            return once + cold + hot;
        }
    };

    private static final double BITS_WITH_OVERHEAD = 9;
    private static final double HOT_MIB = 96;
    private static final double HOT_SECONDS = 2;
    private static final double COLD_MIB_PER_SECOND = 2;

    private final String title;

    Naive(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract double seconds(double memoryMib, double megabits);

    private static double bits(double memoryMib) {
        return memoryMib * 0x1p20 * Byte.SIZE / 1e6;
    }
}
