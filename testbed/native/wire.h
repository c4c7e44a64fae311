/*
 * The lines that a guest and the collector exchange over the guest's serial port:
 *
 *   B <id> <seq>                                      a beat, every 20 ms (guest to collector)
 *   S <id> <seq> <uptime ms> <dirty KiB/s> <passes> <bad pages> <pages> <served>
 *                                                     status, every 200 ms; counts as a beat
 *   V <request>                                       "verify all pages now" (collector to guest)
 *
 * <served> is the newest request for which a whole pass, begun after the request had arrived, is done.
 * Each line ends with '*', two hex digits (the XOR of all bytes before the '*') and '\n': a serial port
 * over UDP loses bytes, and a damaged number must not be taken for a real one.
 */
#ifndef VACATE_WIRE_H
#define VACATE_WIRE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIRE_LINE_MAX 200

static unsigned char wire_sum(const char *text, size_t length)
{
    unsigned char sum = 0;
    for (size_t i = 0; i < length; i++)
        sum ^= (unsigned char)text[i];
    return sum;
}

/* Appends "*XX\n" to the text in `line` (room for 4 more bytes needed); returns the new length. */
static int wire_seal(char *line, int length)
{
    return length + sprintf(line + length, "*%02x\n", wire_sum(line, (size_t)length));
}

/* Checks a received line without its '\n' and cuts the checksum off; returns 1 if it is intact. */
static int wire_open(char *line)
{
    char *star = strrchr(line, '*');
    if (star == NULL || strlen(star) != 3)
        return 0;
    if (strtoul(star + 1, NULL, 16) != wire_sum(line, (size_t)(star - line)))
        return 0;
    *star = '\0';
    return 1;
}

#endif
