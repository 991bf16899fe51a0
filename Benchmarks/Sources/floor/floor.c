// The floor: what a fan-out over TLS costs when there is nothing else. One thread, one epoll loop, OpenSSL with its
// defaults; every connection subscribes, a publication is framed once, and goes out by one SSL_write a connection
// straight from the shared frame. It reads no frames, has no names and no limits, and must not be exposed to a
// network.
//
//   floor --listen HOST:PORT --tls-cert FILE --tls-key FILE [--ready-file FILE]
//         [--publish-bytes N --publish-rate R [--publish-burst B]] [--deflate]
//
// Publications are texts of N bytes that begin with {"t":<microseconds since 1970>, R times a second, B at once. The
// ready file gets {"port":N} when it listens.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { ACCEPTS_A_TURN = 32, EVENTS_A_TURN = 512, MOST_HEAD = 4096 };

/// The frames of one publication, shared by all connections that have not received all of them yet.
struct frames {
    int references;
    size_t count;
    unsigned char bytes[];
};

/// What waits for a connection whose socket is full.
struct waiting {
    struct waiting *next;
    struct frames *frames;
};

struct connection {
    SSL *ssl;
    struct waiting *first, *last;
    size_t sent;  // bytes of `first` that are written
    char *head;   // the request so far
    unsigned head_count;
    int fd, place;  // in `subscribers`, -1 before the upgrade
    bool deflates, polls_write, is_broken;
};

static int poller, listener, ticker;
static SSL_CTX *context;
static struct connection **subscribers;
static int subscriber_count, subscriber_room;
static long publish_bytes = 1024, publish_burst = 1;
static double publish_rate;
static bool deflates;
static z_stream deflater;
static char *text;

static void fail(const char *what) {
    perror(what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void poll_for(struct connection *c, int operation, unsigned events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(poller, operation, c->fd, &event) != 0) fail("epoll_ctl");
}

// Publications

/// Writes the next text with the current time: the one of wire-echo's GeneratedText.
static void generate_text(void) {
    static unsigned random = 1;
    static const char end[] = "],\"pad\":\"\"}";
    const long end_count = sizeof end - 1;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    long count = sprintf(text, "{\"t\":%lld,\"queues\":[", now.tv_sec * 1000000LL + now.tv_nsec / 1000);
    for (int number = 0;; number++) {
        random = random * 1103515245 + 12345;
        char entry[64];
        int length = sprintf(
            entry, "%s{\"id\":%d,\"waiting\":%u,\"longest\":%u}", number ? "," : "", number, (random >> 16) % 40,
            (random >> 16) % 997);
        if (count + length + end_count > publish_bytes) break;
        memcpy(text + count, entry, length);
        count += length;
    }
    memset(text + count, '.', publish_bytes - count);
    memcpy(text + count, end, end_count - 2);
    memcpy(text + publish_bytes - 2, end + end_count - 2, 2);
}

static struct frames *append_frame(
    struct frames *frames, const unsigned char *payload, size_t count, unsigned char first) {
    unsigned char head[10] = {first, count < 126 ? count : count <= 0xffff ? 126 : 127};
    int width = count < 126 ? 0 : count <= 0xffff ? 2 : 8;
    for (int i = 0; i < width; i++) head[2 + i] = (unsigned char)((unsigned long)count >> 8 * (width - 1 - i));
    size_t before = frames ? frames->count : 0;
    frames = realloc(frames, sizeof *frames + before + 2 + width + count);
    memcpy(frames->bytes + before, head, 2 + width);
    memcpy(frames->bytes + before + 2 + width, payload, count);
    frames->count = before + 2 + width + count;
    frames->references = 1;
    return frames;
}

static void release(struct frames *frames) {
    if (frames && --frames->references == 0) free(frames);
}

/// Writes what waits, as far as the socket accepts it.
static void flush(struct connection *c) {
    while (c->first && !c->is_broken) {
        struct frames *frames = c->first->frames;
        int count = SSL_write(c->ssl, frames->bytes + c->sent, (int)(frames->count - c->sent));
        if (count <= 0) {
            if (SSL_get_error(c->ssl, count) != SSL_ERROR_WANT_WRITE) c->is_broken = true;
            break;
        }
        c->sent += count;
        if (c->sent < frames->count) continue;
        struct waiting *done = c->first;
        c->first = done->next;
        c->sent = 0;
        release(frames);
        free(done);
    }
    if (c->is_broken) {
        ERR_clear_error();
        shutdown(c->fd, SHUT_RDWR);  // its next event frees it
    }
    if (c->polls_write == (c->first != NULL)) return;
    c->polls_write = c->first != NULL;
    poll_for(c, EPOLL_CTL_MOD, EPOLLIN | (c->polls_write ? EPOLLOUT : 0));
}

static void wait_behind(struct connection *c, struct frames *frames, size_t sent) {
    struct waiting *more = calloc(1, sizeof *more);
    more->frames = frames;
    frames->references++;
    if (c->first) c->last->next = more; else c->first = more, c->sent = sent;
    c->last = more;
}

static void publish(void) {
    struct frames *plain = NULL, *deflated = NULL;
    for (long i = 0; i < publish_burst; i++) {
        generate_text();
        plain = append_frame(plain, (unsigned char *)text, publish_bytes, 0x81);
        if (!deflates) continue;
        unsigned char output[compressBound(publish_bytes) + 64];
        deflateReset(&deflater);
        deflater.next_in = (unsigned char *)text;
        deflater.avail_in = publish_bytes;
        deflater.next_out = output;
        deflater.avail_out = sizeof output;
        deflate(&deflater, Z_SYNC_FLUSH);
        deflated = append_frame(deflated, output, sizeof output - deflater.avail_out - 4, 0xc1);
    }
    for (int i = 0; i < subscriber_count; i++) {
        struct connection *c = subscribers[i];
        struct frames *frames = c->deflates ? deflated : plain;
        if (c->is_broken) continue;
        if (c->first) {
            wait_behind(c, frames, 0);
            continue;
        }
        int count = SSL_write(c->ssl, frames->bytes, (int)frames->count);
        if (count == (int)frames->count) continue;
        if (count <= 0 && SSL_get_error(c->ssl, count) != SSL_ERROR_WANT_WRITE) c->is_broken = true;
        else wait_behind(c, frames, count > 0 ? count : 0);
        flush(c);
    }
    release(plain);
    release(deflated);
}

// Connections

static void end(struct connection *c) {
    if (c->place >= 0) {
        subscribers[c->place] = subscribers[--subscriber_count];
        subscribers[c->place]->place = c->place;
    }
    while (c->first) {
        struct waiting *next = c->first->next;
        release(c->first->frames);
        free(c->first);
        c->first = next;
    }
    SSL_free(c->ssl);
    ERR_clear_error();
    close(c->fd);
    free(c->head);
    free(c);
}

static void subscribe(struct connection *c) {
    if (subscriber_count == subscriber_room) {
        subscriber_room = subscriber_room ? 2 * subscriber_room : 1024;
        subscribers = realloc(subscribers, subscriber_room * sizeof *subscribers);
    }
    c->place = subscriber_count;
    subscribers[subscriber_count++] = c;
}

/// Answers the request once it is there; returns false if it is not an upgrade.
static bool upgrade(struct connection *c, const char *bytes, int count) {
    if (c->head_count + count >= MOST_HEAD) return false;
    c->head = realloc(c->head, c->head_count + count + 1);
    memcpy(c->head + c->head_count, bytes, count);
    c->head_count += count;
    c->head[c->head_count] = 0;
    if (!strstr(c->head, "\r\n\r\n")) return true;
    char *key = strcasestr(c->head, "\r\nSec-WebSocket-Key:");
    if (!key) return false;
    key += strlen("\r\nSec-WebSocket-Key:");
    key += strspn(key, " ");
    char challenge[128];
    int length = snprintf(
        challenge, sizeof challenge, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)strcspn(key, " \r"), key);
    if (length >= (int)sizeof challenge) return false;
    unsigned char digest[SHA_DIGEST_LENGTH], accept[32];
    SHA1((unsigned char *)challenge, length, digest);
    EVP_EncodeBlock(accept, digest, sizeof digest);
    c->deflates = deflates && strcasestr(c->head, "permessage-deflate");
    char answer[512];
    int answer_count = snprintf(
        answer, sizeof answer,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
        accept,
        c->deflates ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                      "client_no_context_takeover\r\n" : "");
    free(c->head);
    c->head = NULL;
    if (SSL_write(c->ssl, answer, answer_count) != answer_count) return false;
    subscribe(c);
    return true;
}

static void work(struct connection *c, unsigned events) {
    static char buffer[16384];
    if (events & EPOLLOUT) flush(c);
    if (!(events & ~EPOLLOUT)) return;
    int count = SSL_read(c->ssl, buffer, sizeof buffer);  // works on the handshake too
    if (count <= 0) {
        if (SSL_get_error(c->ssl, count) != SSL_ERROR_WANT_READ || c->is_broken) end(c);
    } else if (c->place < 0 && !upgrade(c, buffer, count)) {
        end(c);
    }
}

static void accept_some(void) {
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->place = -1;
        c->ssl = SSL_new(context);
        SSL_set_fd(c->ssl, fd);
        SSL_set_accept_state(c->ssl);
        poll_for(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

// The start

static void listen_at(char *address, const char *ready_file) {
    char *colon = strrchr(address, ':');
    if (!colon) fail("--listen HOST:PORT");
    *colon = 0;
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
    socklen_t length = sizeof name;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (inet_pton(AF_INET, address, &name.sin_addr) != 1 || bind(listener, (void *)&name, length) != 0
        || listen(listener, SOMAXCONN) != 0 || getsockname(listener, (void *)&name, &length) != 0)
        fail(address);
    if (!ready_file) return;
    FILE *file = fopen(ready_file, "w");
    if (!file) fail(ready_file);
    fprintf(file, "{\"port\":%d}\n", ntohs(name.sin_port));
    fclose(file);
}

static void set_up_tls(const char *certificate, const char *key) {
    context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (!certificate || SSL_CTX_use_certificate_chain_file(context, certificate) != 1) fail("--tls-cert");
    if (!key || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) fail("--tls-key");
}

int main(int count, char **words) {
    static const struct option options[] = {
        {"listen", 1, 0, 'l'}, {"tls-cert", 1, 0, 'c'}, {"tls-key", 1, 0, 'k'}, {"ready-file", 1, 0, 'f'},
        {"publish-bytes", 1, 0, 'b'}, {"publish-rate", 1, 0, 'r'}, {"publish-burst", 1, 0, 'B'}, {"deflate", 0, 0, 'd'},
        {0}};
    char *address = "127.0.0.1:0", *certificate = NULL, *key = NULL, *ready_file = NULL;
    for (int option; (option = getopt_long(count, words, "", options, NULL)) != -1;) switch (option) {
        case 'l': address = optarg; break;
        case 'c': certificate = optarg; break;
        case 'k': key = optarg; break;
        case 'f': ready_file = optarg; break;
        case 'b': publish_bytes = atol(optarg); break;
        case 'r': publish_rate = atof(optarg); break;
        case 'B': publish_burst = atol(optarg); break;
        case 'd': deflates = true; break;
        default: return 2;
    }
    if (publish_bytes < 64 || publish_burst < 1) return fprintf(stderr, "--publish-bytes is 64 or more\n"), 2;
    signal(SIGPIPE, SIG_IGN);
    text = malloc(publish_bytes);
    deflateInit2(&deflater, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    set_up_tls(certificate, key);
    poller = epoll_create1(EPOLL_CLOEXEC);
    ticker = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (publish_rate > 0) {
        long nanoseconds = 1e9 / publish_rate;
        struct timespec every = {nanoseconds / 1000000000, nanoseconds % 1000000000};
        timerfd_settime(ticker, 0, &(struct itimerspec){every, every}, NULL);
    }
    listen_at(strdup(address), ready_file);
    int *own[] = {&listener, &ticker};
    for (int i = 0; i < 2; i++)
        epoll_ctl(poller, EPOLL_CTL_ADD, *own[i], &(struct epoll_event){.events = EPOLLIN, .data.ptr = own[i]});
    for (;;) {
        struct epoll_event events[EVENTS_A_TURN];
        int ready = epoll_wait(poller, events, EVENTS_A_TURN, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr == &listener) accept_some();
            else if (events[i].data.ptr != &ticker) work(events[i].data.ptr, events[i].events);
        }
        unsigned long missed;
        if (read(ticker, &missed, sizeof missed) > 0) publish();
    }
}
