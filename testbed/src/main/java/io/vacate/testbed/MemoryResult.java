package io.vacate.testbed;

import java.util.ArrayList;
import java.util.List;

/**
 * What a guest says of its memory.
 *
 * @param alive whether it speaks
 * @param pagesVerified the pages that it verified since it was asked; 0 if it did not get through them in time
 * @param badPages the pages that it has found bad since it started
 * @param restarts how often it spoke as it had spoken before: it was started anew, or two of it run
 */
public record MemoryResult(boolean alive, long pagesVerified, long badPages, int restarts) {
    /**
     * Returns what is wrong.
     *
     * @return one sentence each; empty if all is well
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!alive) {
            problems.add("it is silent");
        } else if (pagesVerified == 0) {
            problems.add("it did not verify its memory in time");
        }
        if (badPages > 0) {
            problems.add(badPages + " bad pages");
        }
        if (restarts > 0) {
            problems.add("it was started anew, or runs twice: " + restarts + " times");
        }
        return List.copyOf(problems);
    }
}
