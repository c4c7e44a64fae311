package io.vacate.orchestrator.execute;

/**
 * Switches hosts on and off, by whatever means their owner has. Implementations must be thread-safe; both methods may block and
 * are called on worker threads. What they throw becomes the result of the step.
 */
public interface HostPower {
    /** Refuses. */
    HostPower NONE = new HostPower() {
        @Override
        public void boot(String host) {
            throw new NoHostPowerException("boot", host);
        }

        @Override
        public void shutDown(String host) {
            throw new NoHostPowerException("shut down", host);
        }

        @Override
        public boolean canBoot() {
            return false;
        }

        @Override
        public boolean canShutDown() {
            return false;
        }
    };

    /**
     * Switches a host on. Need not wait until it is up: the host counts as up when it answers.
     *
     * @param host its name in the plan
     */
    void boot(String host);

    /**
     * Switches a host off, which has been asked and has no VM that runs or waits to be resumed.
     *
     * @param host its name in the plan
     */
    void shutDown(String host);

    /** Tells whether hosts can be switched on: if not, a plan that does is refused before anything starts. */
    default boolean canBoot() {
        return true;
    }

    /** Tells whether hosts can be switched off: if not, a plan that does is refused before anything starts. */
    default boolean canShutDown() {
        return true;
    }
}
