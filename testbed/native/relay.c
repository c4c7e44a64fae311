/*
 * relay PORT
 *
 * Runs in a Xen node's dom0: passes the lines of wire.h from the consoles of all guests to PORT, a serial port behind
 * which the collector is, and requests from there to all guests. Which guests there are, and by which
 * terminals xenconsoled shows their consoles, it learns from xenstored, whose protocol is simple enough to be spoken
 * here: the program stays static and needs no library of Xen's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "wire.h"

#define XENSTORE_SOCKET "/run/xenstored/socket"
#define XS_DIRECTORY 1
#define XS_READ 2
#define XS_WATCH 4
#define XS_WATCH_EVENT 15
#define XS_ERROR 16
#define XS_PAYLOAD_MAX 4096

#define MAX_CONSOLES 64
#define LOOK_AGAIN_MS 1000

struct message {
    uint32_t type, request, transaction, length;
};

/* The lines that come in on one descriptor, in pieces. */
struct reader {
    size_t length;
    char line[WIRE_LINE_MAX];
};

struct console {
    int domain, terminal; /* terminal: -1 if the slot is free */
    struct reader reader;
};

static struct console consoles[MAX_CONSOLES];
static struct reader requests;
static int store, port;
static int changed = 1;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void read_fully(void *into, size_t count)
{
    for (char *at = into; count > 0;) {
        ssize_t got = read(store, at, count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            die("relay: xenstored");
        at += got;
        count -= (size_t)got;
    }
}

/* Reads one message; returns its type. Events are noted. */
static uint32_t receive(char *payload, size_t *length)
{
    struct message head;
    read_fully(&head, sizeof head);
    if (head.length > XS_PAYLOAD_MAX) {
        errno = EPROTO;
        die("relay: xenstored");
    }
    read_fully(payload, head.length);
    payload[head.length] = '\0';
    *length = head.length;
    if (head.type == XS_WATCH_EVENT)
        changed = 1;
    return head.type;
}

/* Sends a request and waits for the reply; returns whether it is no error. */
static int ask(uint32_t type, const char *body, size_t size, char *payload, size_t *length)
{
    struct message head = {type, 1, 0, (uint32_t)size};
    char bytes[sizeof head + 256];
    uint32_t answer;
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, body, size);
    if (write(store, bytes, sizeof head + size) != (ssize_t)(sizeof head + size))
        die("relay: xenstored");
    while ((answer = receive(payload, length)) == XS_WATCH_EVENT)
        ;
    return answer != XS_ERROR;
}

static void connect_store(void)
{
    static const char watch[] = "/local/domain\0relay";
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = XENSTORE_SOCKET};
    char payload[XS_PAYLOAD_MAX + 1];
    size_t length;
    store = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (store < 0 || connect(store, (struct sockaddr *)&address, sizeof address) != 0)
        die("relay: " XENSTORE_SOCKET);
    if (!ask(XS_WATCH, watch, sizeof watch, payload, &length))
        die("relay: watching xenstored");
}

static void forget(struct console *c)
{
    close(c->terminal);
    c->terminal = -1;
}

/* Opens a terminal for bytes as they are; returns -1 if it cannot be had. */
static int open_terminal(const char *path)
{
    struct termios t;
    int terminal = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (terminal >= 0 && tcgetattr(terminal, &t) == 0) {
        cfmakeraw(&t);
        t.c_cflag |= CLOCAL | CREAD;
        cfsetspeed(&t, B115200);
        tcsetattr(terminal, TCSANOW, &t);
    }
    return terminal;
}

static void open_console(int domain)
{
    char key[64], path[XS_PAYLOAD_MAX + 1];
    size_t length;
    struct console *slot = NULL;
    for (int i = 0; i < MAX_CONSOLES; i++) {
        if (consoles[i].terminal >= 0 && consoles[i].domain == domain)
            return;
        if (consoles[i].terminal < 0 && slot == NULL)
            slot = &consoles[i];
    }
    int size = snprintf(key, sizeof key, "/local/domain/%d/console/tty", domain) + 1;
    if (slot == NULL || !ask(XS_READ, key, (size_t)size, path, &length) || length == 0)
        return; /* xenconsoled has not come to it yet: another change will tell */
    int terminal = open_terminal(path);
    if (terminal >= 0)
        *slot = (struct console){.domain = domain, .terminal = terminal};
}

/* Opens the consoles of guests that have come, closes those of guests that have gone. */
static void look(void)
{
    static const char domains[] = "/local/domain";
    char list[XS_PAYLOAD_MAX + 1];
    size_t length;
    int seen[MAX_CONSOLES] = {0};
    changed = 0;
    if (!ask(XS_DIRECTORY, domains, sizeof domains, list, &length))
        return;
    for (size_t at = 0; at < length; at += strlen(list + at) + 1) {
        int domain = atoi(list + at);
        if (domain == 0)
            continue;
        open_console(domain);
        for (int i = 0; i < MAX_CONSOLES; i++)
            seen[i] |= consoles[i].terminal >= 0 && consoles[i].domain == domain;
    }
    for (int i = 0; i < MAX_CONSOLES; i++)
        if (consoles[i].terminal >= 0 && !seen[i])
            forget(&consoles[i]);
}

static void to_collector(const char *line, size_t length)
{
    if (write(port, line, length) < 0 && errno != EAGAIN)
        die("relay: port");
}

static void to_guests(const char *line, size_t length)
{
    for (int i = 0; i < MAX_CONSOLES; i++)
        if (consoles[i].terminal >= 0 && write(consoles[i].terminal, line, length) < 0) {
            /* the guest does not read: the collector asks again */
        }
}

/* Passes each whole line on; what is no line of ours (the guest's kernel speaks as well) is dropped. Returns 0 at the end. */
static int pass(int from, struct reader *r, void (*on)(const char *, size_t))
{
    char bytes[2048], copy[WIRE_LINE_MAX];
    ssize_t got = read(from, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 1;
    for (ssize_t k = 0; k < got; k++) {
        r->length = r->length < sizeof r->line - 2 ? r->length : 0;
        r->line[r->length++] = bytes[k];
        if (bytes[k] != '\n')
            continue;
        memcpy(copy, r->line, r->length);
        copy[r->length - 1] = '\0';
        if (wire_open(copy))
            on(r->line, r->length);
        r->length = 0;
    }
    return got > 0;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: relay PORT\n");
        return 2;
    }
    for (int i = 0; i < MAX_CONSOLES; i++)
        consoles[i].terminal = -1;
    port = open_terminal(arguments[1]);
    if (port < 0)
        die(arguments[1]);
    connect_store();
    for (;;) {
        struct pollfd waiting[MAX_CONSOLES + 2] = {{.fd = store, .events = POLLIN}, {.fd = port, .events = POLLIN}};
        char payload[XS_PAYLOAD_MAX + 1];
        size_t length;
        if (changed)
            look();
        for (int i = 0; i < MAX_CONSOLES; i++)
            waiting[i + 2] = (struct pollfd){.fd = consoles[i].terminal, .events = POLLIN};
        if (poll(waiting, MAX_CONSOLES + 2, LOOK_AGAIN_MS) <= 0) {
            changed = 1;
            continue;
        }
        if (waiting[0].revents)
            receive(payload, &length);
        if (waiting[1].revents && !pass(port, &requests, to_guests))
            return 1;
        for (int i = 0; i < MAX_CONSOLES; i++)
            if (consoles[i].terminal >= 0 && waiting[i + 2].revents
                && !pass(consoles[i].terminal, &consoles[i].reader, to_collector)) {
                forget(&consoles[i]);
                changed = 1;
            }
    }
}
