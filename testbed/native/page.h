/* What the pages of a guest hold. */
#ifndef VACATE_PAGE_H
#define VACATE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#define WORDS 512  /* 64-bit words in a page of 4 KiB */
#define PAGE_STEP 0x9E3779B97F4A7C15ULL
#define PAGE_SCALE 0xBF58476D1CE4E5B9ULL
#define VARYING 64 /* each 64th word changes with each rewrite, the others never */

/* The word j that page i must hold in the given generation: incompressible, and different for each. */
static inline uint64_t word(size_t i, size_t j, uint64_t generation)
{
    uint64_t v = (i * WORDS + j + 1) * PAGE_STEP;
    if (j % VARYING == 0)
        v += generation * 0xD1B54A32D192ED03ULL;
    v ^= v >> 29;
    return v * PAGE_SCALE;
}

/* The number that an odd number must be multiplied by to give 1; each step doubles the bits that are right. */
static inline uint64_t inverse(uint64_t odd)
{
    uint64_t x = odd;
    for (int k = 0; k < 5; k++)
        x *= 2 - odd * x;
    return x;
}

/* The other way round: the i * WORDS + j of a word that never changes. Of what is no such word, some large number. */
static inline uint64_t word_number(uint64_t value)
{
    uint64_t v = value * inverse(PAGE_SCALE);
    v ^= v >> 29 ^ v >> 58;
    return v * inverse(PAGE_STEP) - 1;
}

#endif
