/*
 * Collects the guests' heartbeats (see wire.h).
 *
 *   collector ADDRESS PORT CONTROLLER GUESTS_DIR
 *
 * For each guest with a folder GUESTS_DIR/<id> it keeps two files:
 *   beat  KEY=VALUE lines with the newest status, replaced at each status line
 *   gaps  one line for each gap between heartbeats above 60 ms: wall-clock ms, gap in ms, from, to (addresses)
 * A datagram "V <id> <request>" from the address CONTROLLER asks that guest to verify all its pages; it is
 * repeated to the guest until the guest says that it has done so, for datagrams get lost.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

#define MAX_GUESTS 4096
#define MAX_PEERS 1024
#define GAP_MIN_MS 60
#define ASK_AGAIN_MS 300
#define OVERTAKEN 50 /* a beat may arrive this much late (from the source of a migration) without being a restart */

typedef unsigned long long u64;

/* A serial port that sends to us; its lines may come in pieces. */
struct peer {
    struct sockaddr_in address;
    u64 heard;
    size_t length;
    char line[WIRE_LINE_MAX];
};

struct guest {
    struct sockaddr_in address;
    u64 heard, longest, longest_wall, restarts, wanted, asked;
    u64 sequence, uptime, rate, passes, bad, pages, served;
};

static struct peer peers[MAX_PEERS];
static struct guest *guests[MAX_GUESTS];
static const char *folder;
static int sock;

static u64 clock_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}

static struct guest *guest(unsigned id)
{
    char path[512];
    if (id == 0 || id >= MAX_GUESTS)
        return NULL;
    snprintf(path, sizeof path, "%s/%u", folder, id);
    if (access(path, F_OK) != 0) {
        free(guests[id]);
        guests[id] = NULL;
    } else if (guests[id] == NULL) {
        guests[id] = calloc(1, sizeof *guests[id]);
    }
    return guests[id];
}

static void write_status(unsigned id, const struct guest *g)
{
    char path[512], temporary[520], address[INET_ADDRSTRLEN];
    snprintf(path, sizeof path, "%s/%u/beat", folder, id);
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *file = fopen(temporary, "w");
    if (file == NULL)
        return;
    inet_ntop(AF_INET, &g->address.sin_addr, address, sizeof address);
    fprintf(file,
            "address=%s\nheard_ms=%llu\nsequence=%llu\nuptime_ms=%llu\ndirty_kib_per_s=%llu\npasses=%llu\n"
            "bad_pages=%llu\npages=%llu\nserved=%llu\nlongest_gap_ms=%llu\nlongest_gap_at_ms=%llu\nrestarts=%llu\n",
            address, clock_ms(CLOCK_REALTIME), g->sequence, g->uptime, g->rate, g->passes, g->bad, g->pages,
            g->served, g->longest, g->longest_wall, g->restarts);
    if (fclose(file) == 0)
        rename(temporary, path);
}

static void note_gap(unsigned id, struct guest *g, u64 gap, const struct sockaddr_in *to)
{
    char path[512], before[INET_ADDRSTRLEN], after[INET_ADDRSTRLEN];
    u64 wall = clock_ms(CLOCK_REALTIME);
    if (gap > g->longest) {
        g->longest = gap;
        g->longest_wall = wall;
    }
    if (gap < GAP_MIN_MS)
        return;
    snprintf(path, sizeof path, "%s/%u/gaps", folder, id);
    FILE *file = fopen(path, "a");
    if (file == NULL)
        return;
    inet_ntop(AF_INET, &g->address.sin_addr, before, sizeof before);
    inet_ntop(AF_INET, &to->sin_addr, after, sizeof after);
    fprintf(file, "%llu %llu %s %s\n", wall, gap, before, after);
    fclose(file);
}

static void heard(const char *line, const struct sockaddr_in *from)
{
    unsigned id;
    u64 v[7];
    int status = sscanf(line, "S %u %llu %llu %llu %llu %llu %llu %llu", &id, &v[0], &v[1], &v[2], &v[3], &v[4],
                        &v[5], &v[6]) == 8;
    if (!status && sscanf(line, "B %u %llu", &id, &v[0]) != 2)
        return;
    struct guest *g = guest(id);
    if (g == NULL)
        return;
    u64 now = clock_ms(CLOCK_MONOTONIC);
    if (g->heard != 0)
        note_gap(id, g, now - g->heard, from);
    if (v[0] + OVERTAKEN < g->sequence)
        g->restarts++;
    g->heard = now;
    g->address = *from;
    g->sequence = v[0];
    if (!status)
        return;
    g->uptime = v[1];
    g->rate = v[2];
    g->passes = v[3];
    g->bad = v[4];
    g->pages = v[5];
    g->served = v[6];
    write_status(id, g);
}

/* The slot of a sender; a new one takes the slot that has been silent longest. */
static struct peer *peer(const struct sockaddr_in *from)
{
    struct peer *oldest = &peers[0];
    for (int i = 0; i < MAX_PEERS; i++) {
        struct peer *p = &peers[i];
        if (p->address.sin_addr.s_addr == from->sin_addr.s_addr && p->address.sin_port == from->sin_port)
            return p;
        if (p->heard < oldest->heard)
            oldest = p;
        if (p->heard == 0)
            break;
    }
    oldest->address = *from;
    oldest->length = 0;
    return oldest;
}

static void take(const char *bytes, ssize_t count, const struct sockaddr_in *from)
{
    struct peer *p = peer(from);
    p->heard = clock_ms(CLOCK_MONOTONIC);
    for (ssize_t k = 0; k < count; k++) {
        if (bytes[k] != '\n') {
            p->length = p->length < sizeof p->line - 1 ? p->length : 0;
            p->line[p->length++] = bytes[k];
            continue;
        }
        p->line[p->length] = '\0';
        p->length = 0;
        if (wire_open(p->line))
            heard(p->line, from);
    }
}

static void command(char *bytes, ssize_t count)
{
    unsigned id;
    u64 request;
    bytes[count] = '\0';
    if (sscanf(bytes, "V %u %llu", &id, &request) != 2)
        return;
    struct guest *g = guest(id);
    if (g != NULL && request > g->wanted) {
        g->wanted = request;
        g->asked = 0;
    }
}

static void ask_guests(void)
{
    static u64 looked;
    u64 now = clock_ms(CLOCK_MONOTONIC);
    if (now - looked < 50)
        return;
    looked = now;
    for (unsigned id = 1; id < MAX_GUESTS; id++) {
        struct guest *g = guests[id];
        if (g == NULL || g->wanted <= g->served || g->heard == 0 || now - g->asked < ASK_AGAIN_MS)
            continue;
        char line[WIRE_LINE_MAX];
        int n = wire_seal(line, snprintf(line, sizeof line - 8, "V %u %llu", id, g->wanted));
        sendto(sock, line, (size_t)n, MSG_DONTWAIT, (struct sockaddr *)&g->address, sizeof g->address);
        g->asked = now;
    }
}

int main(int count, char **argument)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    struct in_addr controller;
    int room = 4 << 20;
    if (count != 5 || inet_pton(AF_INET, argument[1], &own.sin_addr) != 1
        || inet_pton(AF_INET, argument[3], &controller) != 1) {
        fprintf(stderr, "usage: collector ADDRESS PORT CONTROLLER GUESTS_DIR\n");
        return 2;
    }
    own.sin_port = htons((uint16_t)atoi(argument[2]));
    folder = argument[4];
    sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (bind(sock, (struct sockaddr *)&own, sizeof own) != 0) {
        perror("collector: bind");
        return 1;
    }
    struct pollfd waiting = {.fd = sock, .events = POLLIN};
    for (;;) {
        char bytes[2049];
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        if (poll(&waiting, 1, 100) > 0) {
            ssize_t got = recvfrom(sock, bytes, sizeof bytes - 1, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
            if (got > 0 && from.sin_addr.s_addr == controller.s_addr)
                command(bytes, got);
            else if (got > 0)
                take(bytes, got, &from);
        }
        ask_guests();
    }
}
