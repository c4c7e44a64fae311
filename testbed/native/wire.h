/*
 * The lines that a guest and the collector exchange over the guest's serial port, or over a Xen guest's console,
 * where a request reaches all guests of a node and each heeds its own:
 *
 *   B <id> <seq>                                      a beat, every 20 ms (guest to collector)
 *   S <id> <seq> <uptime ms> <dirty KiB/s> <passes> <bad pages> <pages> <served>
 *                                                     status, every 200 ms; counts as a beat
 *   V <id> <request>                                  "verify all pages now" (collector to guest)
 *
 * <served> is the newest request for which a whole pass, begun after the request had arrived, is done.
 * Each line ends with '*', four hex digits (the CRC-16/CCITT-FALSE of all bytes before the '*') and '\n'.
 * QEMU sends each byte of a serial port in a datagram of its own, a full link drops some of them, and a
 * damaged number must not be taken for a real one. (An XOR would not do: it misses two equal digits lost.)
 */
#ifndef VACATE_WIRE_H
#define VACATE_WIRE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIRE_LINE_MAX 200

static inline unsigned wire_crc(const char *text, size_t length)
{
    unsigned crc = 0xFFFF;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned)(unsigned char)text[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021U : 0U)) & 0xFFFF;
    }
    return crc;
}

/* Appends "*XXXX\n" to the text in `line` (room for 7 more bytes needed); returns the new length. */
static inline int wire_seal(char *line, int length)
{
    return length + sprintf(line + length, "*%04x\n", wire_crc(line, (size_t)length));
}

/* Checks a received line without its '\n' and cuts the checksum off; returns 1 if it is intact. */
static inline int wire_open(char *line)
{
    char *star = strrchr(line, '*');
    if (star == NULL || strlen(star) != 5)
        return 0;
    if (strtoul(star + 1, NULL, 16) != wire_crc(line, (size_t)(star - line)))
        return 0;
    *star = '\0';
    return 1;
}

#endif
