package io.vacate.testbed;

import java.time.Duration;
import java.util.List;

/**
 * How a guest is, after it verified its memory anew.
 *
 * @param ok whether all is well: alive, on exactly one host by the word of all, every page that it filled verified, none bad
 * @param alive whether heartbeats arrive
 * @param hosts the names of the hosts on which it is active (running or paused); exactly one, if all is well
 * @param pagesVerified the pages that were verified since the check began; 0 if the pass did not end
 * @param badPages the pages found bad since the guest started
 * @param longestGap the longest gap between heartbeats since the guest started: at least its longest downtime
 * @param longestGapSinceLastCheck the longest gap since the last check of this guest ended; zero if below 60 ms
 * @param problems what is wrong, for people; empty if all is well
 */
public record CheckResult(
        boolean ok,
        boolean alive,
        List<String> hosts,
        long pagesVerified,
        long badPages,
        Duration longestGap,
        Duration longestGapSinceLastCheck,
        List<String> problems) {
    /** Copies the lists. */
    public CheckResult {
        hosts = List.copyOf(hosts);
        problems = List.copyOf(problems);
    }
}
