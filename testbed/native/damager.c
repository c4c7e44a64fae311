/*
 * damager PID
 *
 * Flips one bit in a page of the guest that the QEMU process PID holds, behind the guest's back and QEMU's: as a migration does
 * that loses a page. The bit is in a word that the guest never rewrites. Fails if no page of a guest is there.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "page.h"

#define MOST_PAGES (1ULL << 20) /* that a guest can have: 4 GiB */
#define LEAST_MEMORY (16UL << 20) /* of a mapping, to be a guest's */
#define DAMAGED 5               /* the word; those that are looked at come before it */

static uint64_t chunk[256 * WORDS];

static int is_guests(const uint64_t *page)
{
    uint64_t number = word_number(page[1]);
    return number < MOST_PAGES * WORDS && number % WORDS == 1 && page[2] == word(number / WORDS, 2, 0)
        && page[DAMAGED] == word(number / WORDS, DAMAGED, 0);
}

/* Damages the first page of a guest between two addresses; returns whether there is one. */
static int damage(int memory, unsigned long from, unsigned long to)
{
    for (unsigned long at = from; at < to; at += sizeof chunk) {
        size_t wanted = to - at < sizeof chunk ? to - at : sizeof chunk;
        ssize_t got = pread(memory, chunk, wanted, (off_t)at);
        for (ssize_t k = 0; (k + 1) * WORDS * 8 <= got; k++) {
            uint64_t *page = chunk + k * WORDS, wrong = page[DAMAGED] ^ 1;
            if (is_guests(page))
                return pwrite(memory, &wrong, sizeof wrong, (off_t)(at + (unsigned long)(k * WORDS + DAMAGED) * 8))
                    == sizeof wrong;
        }
    }
    return 0;
}

int main(int count, char **arguments)
{
    char path[64], line[512], rights[8];
    unsigned long from, to;
    if (count != 2)
        return 2;
    snprintf(path, sizeof path, "/proc/%ld/mem", atol(arguments[1]));
    int memory = open(path, O_RDWR | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/%ld/maps", atol(arguments[1]));
    FILE *maps = fopen(path, "r");
    if (memory < 0 || maps == NULL) {
        perror("damager");
        return 1;
    }
    while (fgets(line, sizeof line, maps) != NULL)
        if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3 && rights[0] == 'r' && rights[1] == 'w'
            && to - from >= LEAST_MEMORY && damage(memory, from, to))
            return 0;
    fputs("damager: no page of a guest is there\n", stderr);
    return 1;
}
