/*
 * reaper FILE COMMAND [ARGUMENT…]
 *
 * Runs COMMAND, writes its pid into FILE, and takes note of the end of every process that it leaves behind, until none is
 * left. libvirtd detaches its QEMUs, and takes one for alive as long as nobody noted its end. A host's init does so at
 * once; that of a container may take seconds, by which every migration would seem longer.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void write_pid(const char *path, pid_t pid) {
    char fresh[4096];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
        errno = ENAMETOOLONG;
        die(path);
    }
    FILE *file = fopen(fresh, "w");
    if (!file || fprintf(file, "%d\n", (int)pid) < 0 || fclose(file) != 0 || rename(fresh, path) != 0) {
        die(path);
    }
}

int main(int count, char **arguments) {
    if (count < 3) {
        fputs("usage: reaper FILE COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        die("prctl");
    }
    pid_t child = fork();
    if (child < 0) {
        die("fork");
    }
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        die(arguments[2]);
    }
    write_pid(arguments[1], child);
    while (wait(NULL) > 0 || errno == EINTR) {
    }
    return 0;
}
