/*
 * Listens on a link to what QEMU processes send each other, and counts the guests' pages that anybody could read there.
 *
 *   eavesdropper INTERFACE BYTES SECONDS
 *
 * Ends when it has heard so many bytes (of TCP, to or from the ports that libvirt gives to migrations) or when the time is
 * over, and prints two numbers: bytes heard, and pages recognised by their words.
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
#define KNOWN 4096 /* pages, the first 16 MiB that a guest fills */
#define BUFFER (64 << 20)

static unsigned char hint[65536]; /* by the low 16 bits of a page's second word */

static int known_page(const unsigned char *at)
{
    uint64_t first, second;
    memcpy(&first, at, sizeof first);
    if (!hint[first & 0xFFFF])
        return 0;
    memcpy(&second, at + sizeof first, sizeof second);
    for (size_t i = 0; i < KNOWN; i++)
        if (word(i, 1, 0) == first)
            return word(i, 2, 0) == second;
    return 0;
}

static int is_migration(uint16_t port)
{
    return ntohs(port) >= FIRST_PORT && ntohs(port) <= LAST_PORT;
}

/* Returns the bytes that one packet carries for a migration, and adds the pages seen in it. */
static long hear(const unsigned char *packet, long length, long *pages)
{
    const struct iphdr *ip = (const void *)(packet + sizeof(struct ether_header));
    long start = (long)sizeof(struct ether_header) + ip->ihl * 4;
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
    struct sockaddr_ll link = {.sll_family = AF_PACKET,
                               .sll_protocol = htons(ETH_P_IP),
                               .sll_ifindex = (int)if_nametoindex(arguments[1])};
    long bytes = 0, pages = 0, wanted = atol(arguments[2]);
    time_t end = time(NULL) + atol(arguments[3]);
    int buffer = BUFFER;
    struct timeval wait = {1, 0};
    int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP));
    if (fd < 0 || link.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&link, sizeof link) != 0) {
        perror("cannot listen");
        return 1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    for (size_t i = 0; i < KNOWN; i++)
        hint[word(i, 1, 0) & 0xFFFF] = 1;
    while (bytes < wanted && time(NULL) < end) {
        ssize_t length = recv(fd, packet, sizeof packet, 0);
        if (length > 0)
            bytes += hear(packet, length, &pages);
    }
    printf("%ld %ld\n", bytes, pages);
    return 0;
}
