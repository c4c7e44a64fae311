package io.vacate.model.plan.search;

/** What is drawn by whom, where there is a cap: watts, and times in ticks. Never changed once built. */
final class Power {
    /** No more may be drawn at any time. */
    final int cap;

    /** What is drawn before anything happens. */
    final int atFirst;

    /** What each job draws in addition while it runs. */
    final int[] watts;

    /** What a host draws from the start of its boot to the end of its shutdown. */
    final int host;

    /** What a host draws in addition while it boots. */
    final int booting;

    /** How long each host that boots takes for it, and when it may begin. */
    final int[] boot;

    final int[] bootNotBefore;

    /** How long each host that shuts down takes for it, and when it may begin. */
    final int[] shutdown;

    final int[] shutdownNotBefore;

    /** Which boot each job waits for; {@link #NONE} if none. */
    final int[] bootOf;

    /** Which shutdown waits for each job; {@link #NONE} if none. */
    final int[] shutdownOf;

    /** Neither boot nor shutdown. */
    static final int NONE = -1;

    Power(
            int cap,
            int atFirst,
            int[] watts,
            int host,
            int booting,
            int[] boot,
            int[] bootNotBefore,
            int[] shutdown,
            int[] shutdownNotBefore,
            int[] bootOf,
            int[] shutdownOf) {
        this.cap = cap;
        this.atFirst = atFirst;
        this.watts = watts;
        this.host = host;
        this.booting = booting;
        this.boot = boot;
        this.bootNotBefore = bootNotBefore;
        this.shutdown = shutdown;
        this.shutdownNotBefore = shutdownNotBefore;
        this.bootOf = bootOf;
        this.shutdownOf = shutdownOf;
    }
}
