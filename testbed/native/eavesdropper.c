/*
 * Listens on a link to what QEMU processes send each other, and counts the guests' pages that anybody could read there.
 *
 *   eavesdropper INTERFACE BYTES SECONDS
 *
 * Ends when it has heard so many bytes (of TCP, to or from the ports that libvirt gives to migrations) or when the time is
 * over, and prints JSON: the bytes heard, and the pages recognised by their words.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "page.h"

#define FIRST_PORT 49152
#define LAST_PORT 49215
#define MOST_PAGES (1ULL << 20) /* that a guest can have: 4 GiB */
#define BUFFER (64 << 20)

/* Tells whether here is the second word of a page, and the third after it. */
static int known_page(const unsigned char *at)
{
    uint64_t first, second;
    memcpy(&first, at, sizeof first);
    uint64_t number = word_number(first);
    if (number >= MOST_PAGES * WORDS || number % WORDS != 1)
        return 0;
    memcpy(&second, at + sizeof first, sizeof second);
    return second == word(number / WORDS, 2, 0);
}

static int is_migration(uint16_t port)
{
    return ntohs(port) >= FIRST_PORT && ntohs(port) <= LAST_PORT;
}

/* Returns the bytes that one packet carries for a migration, and adds the pages seen in it. */
static long hear(const unsigned char *packet, long length, long *pages)
{
    const struct ether_header *frame = (const void *)packet;
    const struct iphdr *ip = (const void *)(packet + sizeof *frame);
    if (length < (long)(sizeof *frame + sizeof *ip) || frame->ether_type != htons(ETHERTYPE_IP))
        return 0;
    long start = (long)sizeof *frame + ip->ihl * 4;
    if (length < start + (long)sizeof(struct tcphdr) || ip->protocol != IPPROTO_TCP)
        return 0;
    const struct tcphdr *tcp = (const void *)(packet + start);
    if (!is_migration(tcp->source) && !is_migration(tcp->dest))
        return 0;
    start += tcp->doff * 4;
    for (long at = start; at + 16 <= length; at++)
        *pages += known_page(packet + at);
    return length > start ? length - start : 0;
}

int main(int count, char **arguments)
{
    static unsigned char packet[1 << 17];
    if (count != 4)
        return 2;
    /* All protocols: a bridge takes the packets of a single one away before they get here. */
    struct sockaddr_ll link = {.sll_family = AF_PACKET,
                               .sll_protocol = htons(ETH_P_ALL),
                               .sll_ifindex = (int)if_nametoindex(arguments[1])};
    long bytes = 0, pages = 0, wanted = atol(arguments[2]);
    time_t end = time(NULL) + atol(arguments[3]);
    int buffer = BUFFER;
    struct timeval wait = {1, 0};
    int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    if (fd < 0 || link.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&link, sizeof link) != 0) {
        perror("cannot listen");
        return 1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    while (bytes < wanted && time(NULL) < end) {
        ssize_t length = recv(fd, packet, sizeof packet, 0);
        if (length > 0)
            bytes += hear(packet, length, &pages);
    }
    printf("{\"bytes\":%ld,\"readable_pages\":%ld}\n", bytes, pages);
    return 0;
}
