/*
 * /init of a testbed guest: fills memory, rewrites part of it at a given rate, verifies all of it, and
 * reports by heartbeats (see wire.h) on the first serial port, or on Xen's console.
 *
 * Kernel arguments: id=N dirty=MIB_PER_S wss=MIB fill=MIB disk=MIB corrupt=0|1 beat=MILLISECONDS (at most 1000), and console=hvc0 in a Xen guest
 *
 * Pages are rewritten in turn, so the content that page i must have follows from two numbers alone: the
 * round and the position in it. No table of expected values is needed, which a bad migration could damage
 * in step with the pages. Verification only reads: it dirties nothing, unless it finds a bad page.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "page.h"
#include "wire.h"

#define PAGES_PER_MIB 256
#define MS 1000000ULL       /* nanoseconds */
#define BEAT 20 /* milliseconds, if no argument says otherwise */
#define STATUS (200 * MS)
#define REWRITE_SLICE (40 * MS)
#define IDLE_SLICE 2  /* verification's time when nobody waits for it, in per cent of a tick */
#define BUSY_SLICE 80 /* ... and when somebody does: the tick comes on top, so below half of the CPU */

static char arguments[4096];
static uint64_t *memory;
static unsigned char *known_bad; /* one byte a page: each bad page counts once */
static size_t pages, working_set;
static uint64_t round_number, position;
static uint64_t bad, passes, wanted, served;

static size_t disk_pages;
static uint64_t disk_round, disk_position;

static long argument(const char *name, long fallback)
{
    char key[64];
    size_t length = (size_t)snprintf(key, sizeof key, "%s=", name);
    for (char *at = arguments; (at = strstr(at, key)) != NULL; at++)
        if (at == arguments || at[-1] == ' ')
            return atol(at + length);
    return fallback;
}

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
}

static inline uint64_t generation(size_t i)
{
    return i < working_set ? round_number + (i < position) : 0;
}

static void note_bad(size_t i)
{
    if (!known_bad[i]) {
        known_bad[i] = 1;
        bad++;
    }
}

static void verify_page(size_t i)
{
    const uint64_t *page = memory + i * WORDS;
    uint64_t g = generation(i), wrong = 0;
    for (size_t j = 0; j < WORDS; j++)
        wrong |= page[j] ^ word(i, j, g);
    if (wrong)
        note_bad(i);
}

/* Rewrites the next page of the working set, looking first whether what it held is what it should have. */
static void dirty_next(void)
{
    size_t i = position;
    uint64_t *page = memory + i * WORDS;
    for (size_t j = 0; j < WORDS; j += VARYING) {
        if (page[j] != word(i, j, round_number))
            note_bad(i);
        page[j] = word(i, j, round_number + 1);
    }
    if (++position == working_set) {
        position = 0;
        round_number++;
    }
}

/*
 * The disk: the first of the IDE bus, by its ports, as the kernel's drivers are modules that are not here. It is
 * rewritten page by page like the memory; what was never written holds zeros.
 */
#define IDE 0x1F0
#define IDE_STATUS (IDE + 7)
#define IDE_CONTROL 0x3F6
#define IDE_BUSY 0x80
#define IDE_WANTS_DATA 0x08
#define IDE_ERROR 0x21
#define SECTORS 8 /* in a page */
#define DISK_PATIENCE (20000 * MS)

static int disk_wait(int wish)
{
    uint64_t end = now() + DISK_PATIENCE;
    for (;;) {
        int status = inb(IDE_STATUS);
        if (!(status & IDE_BUSY)) {
            if (status & IDE_ERROR)
                return 0;
            if ((status & wish) == wish)
                return 1;
        }
        if (now() > end)
            return 0;
    }
}

/* Reads or writes one page; fails if the disk reports an error or does not answer. */
static int disk_page(size_t i, uint64_t *page, int write)
{
    uint32_t sector = (uint32_t)i * SECTORS;
    if (!disk_wait(0))
        return 0;
    outb(0xE0 | ((sector >> 24) & 15), IDE + 6);
    outb(SECTORS, IDE + 2);
    outb(sector & 255, IDE + 3);
    outb((sector >> 8) & 255, IDE + 4);
    outb((sector >> 16) & 255, IDE + 5);
    outb(write ? 0x30 : 0x20, IDE_STATUS);
    for (int k = 0; k < SECTORS; k++) {
        if (!disk_wait(IDE_WANTS_DATA))
            return 0;
        if (write)
            outsw(IDE, page + k * WORDS / SECTORS, 256);
        else
            insw(IDE, page + k * WORDS / SECTORS, 256);
    }
    return disk_wait(0);
}

static void verify_disk_page(size_t i)
{
    static uint64_t page[WORDS];
    uint64_t g = disk_round + (i < disk_position), wrong = 0;
    if (!disk_page(i, page, 0)) {
        note_bad(pages + i);
        return;
    }
    for (size_t j = 0; j < WORDS; j++)
        wrong |= page[j] ^ (g == 0 ? 0 : word(i, j, g));
    if (wrong)
        note_bad(pages + i);
}

static void dirty_disk(void)
{
    static uint64_t page[WORDS];
    size_t i = disk_position;
    if (disk_pages == 0)
        return;
    for (size_t j = 0; j < WORDS; j++)
        page[j] = word(i, j, disk_round + 1);
    if (!disk_page(i, page, 1))
        note_bad(pages + i);
    if (++disk_position == disk_pages) {
        disk_position = 0;
        disk_round++;
    }
}

/* Rewrites the pages that are due; what cannot be done by the deadline is dropped, so that beats go on. */
static uint64_t dirty_some(double *due, uint64_t deadline)
{
    uint64_t done = 0;
    for (; *due >= 1; (*due)--, done++) {
        if (done % 32 == 31 && now() > deadline) {
            *due = 0;
            break;
        }
        dirty_next();
    }
    return done;
}

/* Verifies on from where the last call ended, for about `slice` nanoseconds. */
static void verify_some(uint64_t slice)
{
    static size_t next;
    static uint64_t serving; /* the request that the pass under way answers */
    uint64_t end = now() + slice;
    if (wanted > served && serving < wanted) {
        serving = wanted;
        next = 0;
    }
    /* Reading the disk costs too much for what nobody waits for. */
    size_t all = pages + (serving > served ? disk_pages : 0);
    if (all == 0) {
        served = wanted;
        return;
    }
    do {
        for (int k = 0; k < 8; k++) {
            if (next < pages)
                verify_page(next);
            else if (next < all)
                verify_disk_page(next - pages);
            if (++next >= all) {
                next = 0;
                passes++;
                served = serving;
                return;
            }
        }
    } while (now() < end);
}

static void read_requests(int port, long id)
{
    static char line[WIRE_LINE_MAX];
    static size_t length;
    char c;
    while (read(port, &c, 1) == 1) {
        if (c != '\n') {
            length = length < sizeof line - 1 ? length : 0;
            line[length++] = c;
            continue;
        }
        line[length] = '\0';
        length = 0;
        unsigned long long request;
        long asked;
        if (wire_open(line) && sscanf(line, "V %ld %llu", &asked, &request) == 2 && asked == id && request > wanted)
            wanted = request;
    }
}

static int open_port(void)
{
    /* A Xen guest has no serial port, only its console. */
    int port = open(strstr(arguments, "console=hvc0") ? "/dev/hvc0" : "/dev/ttyS0", O_RDWR | O_NOCTTY | O_NONBLOCK);
    struct termios t;
    if (port >= 0 && tcgetattr(port, &t) == 0) {
        cfmakeraw(&t);
        t.c_cflag |= CLOCAL | CREAD;
        cfsetspeed(&t, B115200);
        tcsetattr(port, TCSANOW, &t);
    }
    return port;
}

/* Loads what lies in /modules, in the order of the names: the drivers of a balloon, in guests that have one. */
static void load_modules(void)
{
    struct dirent **names;
    int count = scandir("/modules", &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[300];
        snprintf(path, sizeof path, "/modules/%s", names[i]->d_name);
        int file = open(path, O_RDONLY);
        if (file >= 0) {
            syscall(SYS_finit_module, file, "", 0); /* of the folders themselves it makes nothing */
            close(file);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static void *map(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

static void beat(int port, long id, uint64_t t, uint64_t *next_status, uint64_t rewritten)
{
    static uint64_t sequence, last_time, last_rewritten;
    char line[WIRE_LINE_MAX];
    int n;
    sequence++;
    if (t < *next_status) {
        n = snprintf(line, sizeof line - 8, "B %ld %llu", id, (unsigned long long)sequence);
    } else {
        uint64_t rate = last_time ? (rewritten - last_rewritten) * 4 * 1000 / ((t - last_time) / MS + 1) : 0;
        n = snprintf(line, sizeof line - 8, "S %ld %llu %llu %llu %llu %llu %llu %llu", id,
                     (unsigned long long)sequence, (unsigned long long)(t / MS), (unsigned long long)rate,
                     (unsigned long long)passes, (unsigned long long)bad, (unsigned long long)pages,
                     (unsigned long long)served);
        last_time = t;
        last_rewritten = rewritten;
        *next_status = t + STATUS;
    }
    n = wire_seal(line, n);
    if (write(port, line, (size_t)n) < 0) {
        /* the port is stuck: a gap in the heartbeats says so */
    }
}

int main(void)
{
    mkdir("/proc", 0755);
    mkdir("/dev", 0755);
    mount("proc", "/proc", "proc", 0, NULL);
    mount("dev", "/dev", "devtmpfs", 0, NULL);
    int file = open("/proc/cmdline", O_RDONLY);
    ssize_t got = read(file, arguments, sizeof arguments - 1);
    arguments[got > 0 ? got : 0] = '\0';
    close(file);

    load_modules();
    long id = argument("id", 0), rate = argument("dirty", 0), fill = argument("fill", 0);
    working_set = (size_t)argument("wss", 0) * PAGES_PER_MIB;
    pages = (size_t)fill * PAGES_PER_MIB;
    disk_pages = (size_t)argument("disk", 0) * PAGES_PER_MIB;
    int port = open_port();
    if (port < 0 || working_set > pages)
        return 1; /* the kernel panics and the guest goes: `testbed/guest` reports it */
    if (disk_pages > 0) {
        if (iopl(3) != 0)
            return 1;
        outb(2, IDE_CONTROL); /* no interrupts: we ask */
    }
    if (pages + disk_pages > 0) {
        memory = map(pages * WORDS * 8 + 1);
        known_bad = map(pages + disk_pages);
        if (memory == NULL || known_bad == NULL)
            return 1;
    }
    for (size_t i = 0; i < pages; i++)
        for (size_t j = 0; j < WORDS; j++)
            memory[i * WORDS + j] = word(i, j, 0);
    if (argument("corrupt", 0) && pages > 0)
        memory[pages / 2 * WORDS + 5] ^= 1;

    uint64_t pause = (uint64_t)argument("beat", BEAT) * MS, tick = pause / 2;
    double due = 0; /* pages to rewrite now */
    uint64_t last = now(), next_beat = last, next_status = last, rewritten = 0;
    for (;;) {
        uint64_t t = now();
        /* After a stall (a migration's downtime) catch up with a quarter of a second at most. */
        uint64_t step = t - last < 250 * MS ? t - last : 250 * MS;
        last = t;
        if (working_set > 0)
            due += (double)step / 1e9 * (double)rate * PAGES_PER_MIB;
        rewritten += dirty_some(&due, t + REWRITE_SLICE);
        dirty_disk();
        read_requests(port, id);
        verify_some(tick * (wanted > served ? BUSY_SLICE : IDLE_SLICE) / 100);
        t = now();
        if (t >= next_beat) {
            beat(port, id, t, &next_status, rewritten);
            next_beat = t - next_beat < pause ? next_beat + pause : t + pause;
        }
        struct timespec nap = {0, (long)tick};
        nanosleep(&nap, NULL);
    }
}
