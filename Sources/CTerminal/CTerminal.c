#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static char loaded_name[64];

int32_t ct_load(void) {
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CT_NOT_A_TERMINAL;
  if (setlocale(LC_CTYPE, "") == NULL) setlocale(LC_CTYPE, "C.UTF-8");
  const char *wanted = getenv("TERM");
  if (wanted == NULL || *wanted == 0 || strcmp(wanted, "dumb") == 0) return CT_UNKNOWN_TERMINAL;
  // A name nobody described here is nearly always a terminal that follows xterm.
  const char *tries[] = {wanted, "xterm-256color", "xterm", "vt220", "vt100"};
  for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
    int status = 0;
    if (setupterm(tries[i], STDOUT_FILENO, &status) != OK) continue;
    strncpy(loaded_name, tries[i], sizeof loaded_name - 1);
    return ct_string("cup") != NULL ? CT_OK : CT_UNKNOWN_TERMINAL;
  }
  return CT_UNKNOWN_TERMINAL;
}

int32_t ct_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

const char *ct_name(void) { return loaded_name; }

const char *ct_string(const char *capability) {
  const char *value = tigetstr(capability);
  return value == (char *)-1 ? NULL : value;
}

int32_t ct_number(const char *capability) { return tigetnum(capability); }

int32_t ct_flag(const char *capability) { return tigetflag(capability) > 0; }

size_t ct_parameterised(const char *capability, int32_t first, int32_t second, char *out,
                        size_t size) {
  const char *pattern = ct_string(capability);
  if (pattern == NULL) return 0;
  const char *filled = tiparm(pattern, (int)first, (int)second);
  if (filled == NULL) return 0;
  size_t length = strlen(filled);
  if (length > size) return 0;
  memcpy(out, filled, length);
  return length;
}

int32_t ct_size(int32_t *width, int32_t *height) {
  struct winsize window;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) return -1;
  if (window.ws_col == 0 || window.ws_row == 0) return -1;
  *width = window.ws_col;
  *height = window.ws_row;
  return 0;
}
