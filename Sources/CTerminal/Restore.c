#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
// Crashes, and signals that end a process which doesn't expect them.
static const int fatal[] = {SIGSEGV, SIGILL,  SIGTRAP, SIGABRT,   SIGBUS,  SIGFPE, SIGSYS,
                            SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU};
enum { FATAL_COUNT = sizeof fatal / sizeof *fatal };

static struct sigaction former[FATAL_COUNT];
static struct termios shell_modes;
static atomic_int is_up;
static uint8_t restore_bytes[512];
static size_t restore_count;
static int real_stderr = -1;
static int held_stderr = -1;

static void fill_set(sigset_t *set) {
  sigemptyset(set);
  for (size_t i = 0; i < sizeof watched / sizeof *watched; i++) sigaddset(set, watched[i]);
}

int32_t ct_watch_signals(void) {
  sigset_t set;
  fill_set(&set);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int32_t ct_next_signal(int32_t descriptor) {
  struct signalfd_siginfo info;
  ssize_t count = read(descriptor, &info, sizeof info);
  return count == (ssize_t)sizeof info ? (int32_t)info.ssi_signo : 0;
}

int32_t ct_enter(void) {
  // While the screen is up the modes that the shell gets back are known already.
  if (!atomic_load(&is_up) && tcgetattr(STDIN_FILENO, &shell_modes) != 0) return CT_SYSTEM;
  struct termios raw = shell_modes;
  raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
  raw.c_oflag &= ~(tcflag_t)OPOST;
  raw.c_cflag |= CS8;
  raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  // Not TCSAFLUSH: what was typed ahead stays.
  if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0) return CT_SYSTEM;
  if (isatty(STDERR_FILENO) && real_stderr < 0) {
    int memory = memfd_create("messages", MFD_CLOEXEC);
    int copy = dup(STDERR_FILENO);
    if (memory >= 0 && copy >= 0 && dup2(memory, STDERR_FILENO) >= 0) {
      held_stderr = memory;
      real_stderr = copy;
    } else {
      if (memory >= 0) close(memory);
      if (copy >= 0) close(copy);
    }
  }
  atomic_store(&is_up, 1);
  return CT_OK;
}

static void write_whole(int descriptor, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

static void release_stderr(void) {
  if (real_stderr < 0) return;
  dup2(real_stderr, STDERR_FILENO);
  close(real_stderr);
  real_stderr = -1;
  uint8_t chunk[1024];
  off_t offset = 0;
  ssize_t count;
  while ((count = pread(held_stderr, chunk, sizeof chunk, offset)) > 0) {
    write_whole(STDERR_FILENO, chunk, (size_t)count);
    offset += count;
  }
  close(held_stderr);
  held_stderr = -1;
}

void ct_restore(void) {
  if (!atomic_exchange(&is_up, 0)) return;
  int saved = errno;
  write_whole(STDOUT_FILENO, restore_bytes, restore_count);
  // A background process that sets modes would be stopped for it.
  sigset_t output, before;
  sigemptyset(&output);
  sigaddset(&output, SIGTTOU);
  sigprocmask(SIG_BLOCK, &output, &before);
  tcsetattr(STDIN_FILENO, TCSANOW, &shell_modes);
  sigprocmask(SIG_SETMASK, &before, NULL);
  release_stderr();
  errno = saved;
}

static void on_fatal(int number) {
  ct_restore();
  for (size_t i = 0; i < FATAL_COUNT; i++) {
    if (fatal[i] == number) sigaction(number, &former[i], NULL);
  }
  raise(number);
}

void ct_set_restore(const uint8_t *bytes, size_t count) {
  static int installed;
  restore_count = count < sizeof restore_bytes ? count : sizeof restore_bytes;
  memcpy(restore_bytes, bytes, restore_count);
  if (installed) return;
  installed = 1;
  // A stack of its own lets the handler run after the thread's stack has overflowed.
  static uint8_t stack[64 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    sigaltstack(&alternate, NULL);
  }
  struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  // The runtime's own crash handler asks questions at the terminal for 30 seconds: it gets its turn
  // only where somebody asked for backtraces.
  int wants_backtrace = getenv("SWIFT_BACKTRACE") != NULL;
  for (size_t i = 0; i < FATAL_COUNT; i++) {
    sigaction(fatal[i], NULL, &former[i]);
    if (former[i].sa_handler == SIG_IGN) continue;
    sigaction(fatal[i], &action, NULL);
    if (!wants_backtrace) former[i] = (struct sigaction){.sa_handler = SIG_DFL};
  }
  // A peer that closes its end is an error of that write, not the end of the program.
  signal(SIGPIPE, SIG_IGN);
  atexit(ct_restore);
}

void ct_stop_self(void) {
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  struct sigaction usual = {.sa_handler = SIG_DFL}, kept;
  sigaction(SIGTSTP, &usual, &kept);
  kill(0, SIGTSTP);
  // Unblocked, the pending stop takes hold here; the next line runs after SIGCONT.
  sigprocmask(SIG_UNBLOCK, &stop, &before);
  sigprocmask(SIG_SETMASK, &before, NULL);
  sigaction(SIGTSTP, &kept, NULL);
  // This continuation is known to the caller: it isn't told a second time.
  sigset_t go_on;
  sigemptyset(&go_on);
  sigaddset(&go_on, SIGCONT);
  struct timespec at_once = {0, 0};
  sigtimedwait(&go_on, NULL, &at_once);
}
