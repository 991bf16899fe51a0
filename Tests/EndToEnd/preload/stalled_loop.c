// A library to be preloaded (LD_PRELOAD): the threads of the boards' port stand still for good once the file is there that
// WALLBOARD_TEST_STALL names. They look whenever they wait in the kernel.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

int epoll_wait(int poller, struct epoll_event *events, int most, int milliseconds) {
  const char *file = getenv("WALLBOARD_TEST_STALL");
  char name[16] = "";
  pthread_getname_np(pthread_self(), name, sizeof name);
  if (file && !strncmp(name, "board-loop", 10)) while (!access(file, F_OK)) pause();
  return epoll_pwait(poller, events, most, milliseconds, NULL);
}
