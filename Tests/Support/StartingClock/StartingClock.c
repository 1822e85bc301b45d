// Preloaded into a program, lets its calendar clock begin at the second since 1970 that
// CLINIC_PROOF_STARTS_AT names, and run on from there. Other clocks, and the files' times, stay as they are.
// What people do at the desk depends on the day and the hour; a proof of it has to be the same on
// every day.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t shift;

static int ask(clockid_t clock, struct timespec *now) {
  return (int)syscall(SYS_clock_gettime, clock, now);
}

__attribute__((constructor)) static void begin(void) {
  const char *start = getenv("CLINIC_PROOF_STARTS_AT");
  struct timespec now;
  if (start && ask(CLOCK_REALTIME, &now) == 0) shift = (time_t)atoll(start) - now.tv_sec;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = ask(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += shift;
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *stored) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  if (stored) *stored = now.tv_sec;
  return now.tv_sec;
}
