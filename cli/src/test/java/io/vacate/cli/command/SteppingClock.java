package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A library that, loaded before all others, lets a process see the wall clock some seconds ahead: those in a file. */
final class SteppingClock {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static long ahead(void) {
                const char *name = getenv("CLOCK_STEP_FILE");
                FILE *file = name ? fopen(name, "r") : NULL;
                long seconds = 0;
                if (file) {
                    if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
                    fclose(file);
                }
                return seconds;
            }

            int clock_gettime(clockid_t clock, struct timespec *now) {
                int result = syscall(SYS_clock_gettime, clock, now);
                if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
                return result;
            }

            int gettimeofday(struct timeval *now, void *zone) {
                int result = syscall(SYS_gettimeofday, now, zone);
                if (result == 0 && now) now->tv_sec += ahead();
                return result;
            }

            time_t time(time_t *where) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                if (where) *where = now.tv_sec;
                return now.tv_sec;
            }
            """;

    private SteppingClock() {}

    /** Compiles it, with the compiler that the testbed's guests are built with. */
    static Path build(Path directory) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("clock.c"), SOURCE);
        Path library = directory.resolve("clock.so");
        Process compiler = new ProcessBuilder(
                        "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(said).isZero();
        return library;
    }
}
