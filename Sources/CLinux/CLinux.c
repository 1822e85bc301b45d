#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

static int32_t result(int value) { return value < 0 ? -errno : value; }

int32_t clinic_flock_try(int32_t descriptor, int32_t exclusive) {
  int status;
  do {
    status = flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
  } while (status < 0 && errno == EINTR);
  return result(status);
}

int32_t clinic_flock_unlock(int32_t descriptor) { return result(flock(descriptor, LOCK_UN)); }

int64_t clinic_filesystem_magic(const char *path) {
  struct statfs info;
  if (statfs(path, &info) < 0) return -errno;
  return (int64_t)(uint32_t)info.f_type;
}

int32_t clinic_open(const char *path, uint32_t mode) {
  return result(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode));
}

int32_t clinic_create_exclusive(const char *path, uint32_t mode) {
  return result(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
}

int32_t clinic_rename_exclusive(const char *from, const char *to) {
  int status = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
  if (status < 0 && (errno == EINVAL || errno == ENOSYS)) {
    // Some file systems know no flags: link(2) also refuses to replace.
    status = link(from, to);
    if (status == 0) unlink(from);
  }
  return result(status);
}

int32_t clinic_sync_folder(const char *path) {
  int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  int32_t status = result(fsync(descriptor));
  close(descriptor);
  return status;
}

int32_t clinic_allocate(int32_t descriptor, int64_t bytes) {
  return -posix_fallocate(descriptor, 0, bytes);
}

int32_t clinic_random(void *bytes, uint32_t count) {
  ssize_t filled = getrandom(bytes, count, 0);
  return filled == (ssize_t)count ? 0 : -EAGAIN;
}

int32_t clinic_forbid_core_dumps(void) {
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) < 0) return -errno;
  return result(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

int32_t clinic_core_dumps_forbidden(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) < 0) return -errno;
  return limit.rlim_cur == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

int32_t clinic_ignore_file_size_signal(void) {
  return signal(SIGXFSZ, SIG_IGN) == SIG_ERR ? -errno : 0;
}

int32_t clinic_watch_file(const char *path) {
  int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) return -errno;
  if (inotify_add_watch(descriptor, path, IN_MODIFY) < 0) {
    int32_t failure = -errno;
    close(descriptor);
    return failure;
  }
  return descriptor;
}

int32_t clinic_drain_watch(int32_t descriptor) {
  char buffer[4096];
  int32_t total = 0;
  for (;;) {
    ssize_t count = read(descriptor, buffer, sizeof buffer);
    if (count > 0) {
      total += (int32_t)count;
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else {
      return total;
    }
  }
}

int32_t clinic_service_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGUSR1);
  if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0) return -EINVAL;
  return result(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

int32_t clinic_next_signal(int32_t descriptor) {
  struct signalfd_siginfo info;
  ssize_t count;
  do {
    count = read(descriptor, &info, sizeof info);
  } while (count < 0 && errno == EINTR);
  return count == (ssize_t)sizeof info ? (int32_t)info.ssi_signo : 0;
}

int32_t clinic_watch_network(void) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (descriptor < 0) return -errno;
  struct sockaddr_nl address = {
      .nl_family = AF_NETLINK,
      .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE};
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
    int32_t failure = -errno;
    close(descriptor);
    return failure;
  }
  return descriptor;
}
