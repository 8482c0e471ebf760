// A machine whose disk is full, read-only or slow, and whose clock is wrong, for one process that is started with this
// library in front (LD_PRELOAD). What is wrong now stands in a file of four numbers that a test shares with it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct faults {
  volatile int64_t write_error;    // errno of every write to a database file; 0: none
  volatile int64_t sync_delay;     // milliseconds that every flush takes longer
  volatile int64_t clock_offset;   // seconds by which the clock of the day is ahead
  volatile int64_t refused;        // how many writes were refused, so that a test sees that the fault was met
};

static struct faults *faults(void) {
  static struct faults none, *shared;
  if (shared) return shared;
  const char *path = getenv("TONGZHAO_TEST_FAULTS");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return shared = &none;
  void *map = mmap(NULL, sizeof(struct faults), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return shared = map == MAP_FAILED ? &none : map;
}

static int refuses(void) {
  struct faults *now = faults();
  if (!now->write_error) return 0;
  __atomic_add_fetch(&now->refused, 1, __ATOMIC_RELAXED);
  errno = (int)now->write_error;
  return 1;
}

static void dawdle(void) {
  int64_t delay = faults()->sync_delay;
  if (delay > 0) usleep((useconds_t)delay * 1000);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  return refuses() ? -1 : NEXT(pwrite)(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  return refuses() ? -1 : NEXT(pwrite64)(file, bytes, count, at);
}
int ftruncate(int file, off_t length) { return refuses() ? -1 : NEXT(ftruncate)(file, length); }
int ftruncate64(int file, off64_t length) { return refuses() ? -1 : NEXT(ftruncate64)(file, length); }
int fsync(int file) { dawdle(); return NEXT(fsync)(file); }
int fdatasync(int file) { dawdle(); return NEXT(fdatasync)(file); }

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = NEXT(clock_gettime)(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += faults()->clock_offset;
  return result;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int result = NEXT(gettimeofday)(now, zone);
  if (result == 0) now->tv_sec += faults()->clock_offset;
  return result;
}
time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
