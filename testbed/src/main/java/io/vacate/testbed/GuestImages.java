package io.vacate.testbed;

import java.nio.file.Path;

/**
 * What guests are made of, for tests that start them without the testbed's hosts.
 *
 * @param emulator a QEMU that does not corrupt guests when they migrate
 * @param kernel the guests' kernel
 * @param initramfs the program in the guest, which rewrites and verifies memory
 * @param collector the program that collects what guests say
 */
public record GuestImages(Path emulator, Path kernel, Path initramfs, Path collector) {
    /**
     * Fetches what is missing, which can take minutes the first time. Where it cannot be had the calling test is aborted, or
     * fails if {@code VACATE_REQUIRE_TESTBED=true}.
     *
     * @return the images
     * @throws TestbedException if they could be had, but were not
     */
    public static GuestImages require() {
        try {
            return Answers.images(TestbedSession.images());
        } catch (TestbedSession.CannotRunException e) {
            throw TestbedSession.refusal(e);
        }
    }
}
