package io.vacate.bench.naive;

/** The formulas that others predict a migration with. Rates in Mbit/s, times in seconds. */
public enum Naive {
    /** Memory / bandwidth: what is written on the back of an envelope. */
    MEMORY_BY_BANDWIDTH("memory / bandwidth") {
        @Override
        public double seconds(NaiveVm vm, double megabits) {
            return bits(vm.memoryMib()) / megabits;
        }
    },
    /** CloudSim: half of the bandwidth is left to other traffic ({@code PowerDatacenter}: RAM / (BW / 2 · 8000)). */
    CLOUDSIM("CloudSim: memory / (bandwidth / 2)") {
        @Override
        public double seconds(NaiveVm vm, double megabits) {
            return bits(vm.memoryMib()) / (megabits / 2);
        }
    },
    /**
     * mVM: memory at nine bits a byte, cold pages written meanwhile, and a geometric term for the hot set (V. Kherbache,
     * E. Madelaine and F. Hermenier, "Scheduling Live Migration of Virtual Machines", IEEE TCC 2017).
     */
    MVM("mVM") {
        @Override
        public double seconds(NaiveVm vm, double megabits) {
            double rate = megabits / BITS_WITH_OVERHEAD;
            if (rate <= vm.hotRate() || rate <= vm.coldMibPerSecond()) {
                return Double.POSITIVE_INFINITY;
            }
            double once = vm.memoryMib() / rate;
            double coldWritten = Math.max(0, once - vm.hotSeconds()) * vm.coldMibPerSecond();
            double hotOnce = Math.min(vm.hotMib(), vm.hotRate() * once);
            double again = (hotOnce + coldWritten) / (rate - vm.coldMibPerSecond());
            return once + again + hotOnce / rate * (vm.hotRate() / (rate - vm.hotRate()));
        }
    };

    private static final double BITS_WITH_OVERHEAD = 9;

    private final String title;

    Naive(String title) {
        this.title = title;
    }

    /** Returns its name for tables. */
    public String title() {
        return title;
    }

    /**
     * Returns the predicted time.
     *
     * @return infinite if the formula says that the migration never ends
     */
    public abstract double seconds(NaiveVm vm, double megabits);

    private static double bits(double memoryMib) {
        return memoryMib * 0x1p20 * Byte.SIZE / 1e6;
    }
}
