// What the Glibc module of Swift leaves out: epoll, eventfd, and what the C library shows only under _GNU_SOURCE, which
// cannot be set here without giving its types another shape than the Glibc module has. Each function is one call. No logic.
#pragma once

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>

extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size, const cpu_set_t *set);
extern const char *strerrorname_np(int code);
extern const char *strerrordesc_np(int code);

static inline int CLinux_accept(int fd, struct sockaddr *address, socklen_t *length) {
    return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int CLinux_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static inline int CLinux_socket_pair(int pair[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
}

static inline int CLinux_eventfd(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

static inline int CLinux_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

static inline int CLinux_unsent_bytes(int fd, int *count) {
    return ioctl(fd, SIOCOUTQNSD, count);
}

static inline int CLinux_get_descriptor_limit(struct rlimit *limit) {
    return getrlimit(RLIMIT_NOFILE, limit);
}

static inline int CLinux_set_descriptor_limit(const struct rlimit *limit) {
    return setrlimit(RLIMIT_NOFILE, limit);
}

static inline int CLinux_unacknowledged_bytes(int fd, int *count) {
    return ioctl(fd, SIOCOUTQ, count);
}

static inline int CLinux_name_this_thread(const char *name) {
    return prctl(PR_SET_NAME, name);
}

static inline void CLinux_ignore_broken_pipe(void) {
    signal(SIGPIPE, SIG_IGN);
}
