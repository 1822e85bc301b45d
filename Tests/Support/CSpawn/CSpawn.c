#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>

static void stream(posix_spawn_file_actions_t *actions, int32_t from, int32_t to) {
  if (from < 0) {
    posix_spawn_file_actions_addopen(actions, to, "/dev/null", O_RDWR, 0);
  } else {
    posix_spawn_file_actions_adddup2(actions, from, to);
  }
}

/* Signals as a shell leaves them: the threads that tests run on block most of them. */
static void usual_signals(posix_spawnattr_t *attributes, short flags) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_init(attributes);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags);
}

int32_t spawn_on_streams(int32_t *child, const char *program, char *const arguments[],
                         char *const environment[], const char *folder, int32_t input,
                         int32_t output, int32_t errors) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  stream(&actions, input, 0);
  stream(&actions, output, 1);
  stream(&actions, errors, 2);
  if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_t attributes;
  usual_signals(&attributes, 0);
  int32_t failure = posix_spawn(child, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

int32_t spawn_on_terminal(int32_t *child, const char *program, char *const arguments[],
                          char *const environment[], const char *terminal) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  /* The leader of a session takes the first terminal it opens for its own. */
  posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, 0, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_t attributes;
  usual_signals(&attributes, POSIX_SPAWN_SETSID);
  int32_t failure = posix_spawn(child, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

int32_t memory_file(const char *name) {
  int descriptor = memfd_create(name, MFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}
