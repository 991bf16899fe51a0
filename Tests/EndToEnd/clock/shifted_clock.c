// A library to be preloaded (LD_PRELOAD): the time of day is WALLBOARD_TEST_CLOCK_SHIFT seconds later for the
// program, or earlier. With WALLBOARD_TEST_CLOCK_FILE the seconds are the first 8 bytes of that file, a number that
// may change while the program runs. What only counts on (CLOCK_MONOTONIC, timers) is left alone.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile long long *moving;

__attribute__((constructor)) static void map_file(void) {
  const char *path = getenv("WALLBOARD_TEST_CLOCK_FILE");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *page = mmap(NULL, sizeof(long long), PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) moving = page;
  close(file);
}

static long long shift(void) {
  if (moving) return *moving;
  const char *text = getenv("WALLBOARD_TEST_CLOCK_SHIFT");
  return text ? atoll(text) : 0;
}

// From 1970 to 9999: Linux lets nobody set a clock to before 1970 (clock_settime(2)), and libraries rely on it.
static long long shifted(long long seconds) {
  const long long last = 253402300799;
  long long sum;
  if (__builtin_add_overflow(seconds, shift(), &sum)) return shift() < 0 ? 0 : last;
  return sum < 0 ? 0 : sum > last ? last : sum;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  long answer = syscall(SYS_clock_gettime, clock, now);
  if (answer == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec = shifted(now->tv_sec);
  return (int)answer;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (out) *out = exact.tv_sec;
  return exact.tv_sec;
}
