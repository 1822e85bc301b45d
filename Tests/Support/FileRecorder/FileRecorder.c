// Preloaded into a program, records what it asks of the files below the folder that
// CLINIC_RECORD_UNDER names, in the order in which it was done, into the file that CLINIC_RECORD_TO
// names: names made, changed and removed, bytes written, lengths set, what was forced to disk, and
// what the program said on its output. From that record the files can be made again as a power cut
// might have left them, which no killed process can show: the system still has what it wrote.
//
// A record is five little-endian numbers (kind and length of the path, 32 bits each; inode, offset
// and length of the data, 64 bits each), then the path, then the data.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATED = 1, WRITTEN, CUT, FORCED, RENAMED, UNLINKED, FOLDER_MADE, SAID };

struct head {
  uint32_t kind, path;
  uint64_t inode, offset, length;
};

#define DESCRIPTORS 4096
static const char *under;
static int record = -1;
static uint64_t inodes[DESCRIPTORS];
// A call and its record are one step, so that the record's order is the files' order.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  under = getenv("CLINIC_RECORD_UNDER");
  const char *to = getenv("CLINIC_RECORD_TO");
  if (under && to) {
    record = (int)syscall(
        SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
}

static int concerns(const char *path) {
  return record >= 0 && path && strncmp(path, under, strlen(under)) == 0;
}

static int is_followed(int descriptor) {
  return record >= 0 && descriptor >= 0 && descriptor < DESCRIPTORS && inodes[descriptor] != 0;
}

static void note(
    uint32_t kind, const char *path, uint64_t inode, uint64_t offset, const void *data,
    uint64_t length) {
  int saved = errno;
  struct head head = {kind, path ? (uint32_t)strlen(path) : 0, inode, offset, length};
  struct iovec parts[3] = {
      {&head, sizeof head}, {(void *)path, head.path}, {(void *)data, data ? length : 0}};
  if (syscall(SYS_writev, record, parts, 3) !=
      (ssize_t)(sizeof head + head.path + parts[2].iov_len)) {
    abort();
  }
  errno = saved;
}

static uint64_t inode_of(int descriptor) {
  struct stat info;
  return fstat(descriptor, &info) == 0 ? (uint64_t)info.st_ino : 0;
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
  if (!concerns(path)) return (int)syscall(SYS_openat, folder, path, flags, mode);
  pthread_mutex_lock(&turn);
  int was_there = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
  int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (descriptor >= 0 && descriptor < DESCRIPTORS) {
    inodes[descriptor] = inode_of(descriptor);
    if (!was_there) note(CREATED, path, inodes[descriptor], 0, NULL, 0);
    if (was_there && flags & O_TRUNC) note(CUT, NULL, inodes[descriptor], 0, NULL, 0);
  }
  pthread_mutex_unlock(&turn);
  return descriptor;
}

#define MODE_OF(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(folder, path, flags, mode);
}

int close(int descriptor) {
  if (is_followed(descriptor)) inodes[descriptor] = 0;
  return (int)syscall(SYS_close, descriptor);
}

static ssize_t written(int descriptor, const void *data, size_t length, off_t offset) {
  int isPlaced = offset >= 0;
  if (descriptor == 1 && record >= 0) note(SAID, NULL, 0, 0, data, length);
  if (!is_followed(descriptor)) {
    return isPlaced ? syscall(SYS_pwrite64, descriptor, data, length, offset)
                    : syscall(SYS_write, descriptor, data, length);
  }
  pthread_mutex_lock(&turn);
  off_t place = isPlaced ? offset : (off_t)syscall(SYS_lseek, descriptor, 0, SEEK_CUR);
  ssize_t count = isPlaced ? syscall(SYS_pwrite64, descriptor, data, length, offset)
                           : syscall(SYS_write, descriptor, data, length);
  if (count > 0) note(WRITTEN, NULL, inodes[descriptor], (uint64_t)place, data, (uint64_t)count);
  pthread_mutex_unlock(&turn);
  return count;
}

ssize_t write(int descriptor, const void *data, size_t length) {
  return written(descriptor, data, length, -1);
}

ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset) {
  return written(descriptor, data, length, offset);
}

ssize_t pwrite64(int descriptor, const void *data, size_t length, off_t offset) {
  return written(descriptor, data, length, offset);
}

int ftruncate(int descriptor, off_t length) {
  if (!is_followed(descriptor)) return (int)syscall(SYS_ftruncate, descriptor, length);
  pthread_mutex_lock(&turn);
  int status = (int)syscall(SYS_ftruncate, descriptor, length);
  if (status == 0) note(CUT, NULL, inodes[descriptor], (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&turn);
  return status;
}

int ftruncate64(int descriptor, off_t length) { return ftruncate(descriptor, length); }

static int forced(long call, int descriptor) {
  if (!is_followed(descriptor)) return (int)syscall(call, descriptor);
  pthread_mutex_lock(&turn);
  int status = (int)syscall(call, descriptor);
  if (status == 0) note(FORCED, NULL, inodes[descriptor], 0, NULL, 0);
  pthread_mutex_unlock(&turn);
  return status;
}

int fsync(int descriptor) { return forced(SYS_fsync, descriptor); }

int fdatasync(int descriptor) { return forced(SYS_fdatasync, descriptor); }

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  pthread_mutex_lock(&turn);
  int status = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  if (status == 0 && concerns(from)) note(RENAMED, from, 0, 0, to, strlen(to));
  pthread_mutex_unlock(&turn);
  return status;
}

int rename(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path) {
  pthread_mutex_lock(&turn);
  int status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (status == 0 && concerns(path)) note(UNLINKED, path, 0, 0, NULL, 0);
  pthread_mutex_unlock(&turn);
  return status;
}

int mkdir(const char *path, mode_t mode) {
  pthread_mutex_lock(&turn);
  int status = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  struct stat info;
  if (status == 0 && concerns(path) && stat(path, &info) == 0) {
    note(FOLDER_MADE, path, (uint64_t)info.st_ino, 0, NULL, 0);
  }
  pthread_mutex_unlock(&turn);
  return status;
}
