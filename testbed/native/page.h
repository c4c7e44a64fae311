/* What the pages of a guest hold. */
#ifndef VACATE_PAGE_H
#define VACATE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#define WORDS 512  /* 64-bit words in a page of 4 KiB */
#define VARYING 64 /* each 64th word changes with each rewrite, the others never */

/* The word j that page i must hold in the given generation: incompressible, and different for each. */
static inline uint64_t word(size_t i, size_t j, uint64_t generation)
{
    uint64_t v = (i * WORDS + j + 1) * 0x9E3779B97F4A7C15ULL;
    if (j % VARYING == 0)
        v += generation * 0xD1B54A32D192ED03ULL;
    v ^= v >> 29;
    return v * 0xBF58476D1CE4E5B9ULL;
}

#endif
