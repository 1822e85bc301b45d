// What the terminal's driver needs of ncurses, termios and signals, in plain integer types, so that
// no macro or global of curses.h reaches Swift.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stddef.h>
#include <stdint.h>

enum {
  CT_OK = 0,
  CT_NOT_A_TERMINAL = 1,
  CT_UNKNOWN_TERMINAL = 2,
  CT_SYSTEM = 3,
};

// Sets the locale (C.UTF-8 when the environment names none that exists) and loads the terminal's
// description, a related one when TERM is unknown. Returns one of the codes above.
int32_t ct_load(void);

// 1 when the locale's characters are UTF-8.
int32_t ct_is_utf8(void);

// The name under which the description was found.
const char *ct_name(void);

// A capability by its terminfo name; NULL when the terminal lacks it.
const char *ct_string(const char *capability);

// A number or flag by its terminfo name; negative or 0 when absent.
int32_t ct_number(const char *capability);
int32_t ct_flag(const char *capability);

// A capability with up to two parameters filled in; returns its length, 0 when absent or too long.
size_t ct_parameterised(const char *capability, int32_t first, int32_t second, char *out,
                        size_t size);

// Blocks the signals that end, stop, continue or resize, and returns a descriptor that tells of
// them (-1 on failure). Must run before the first thread starts.
int32_t ct_watch_signals(void);

// The next signal told by that descriptor; 0 when there is none.
int32_t ct_next_signal(int32_t descriptor);

// Puts the terminal into raw mode and lends standard error a memory file while the screen is up;
// again when it is up already and somebody else changed the modes.
int32_t ct_enter(void);

// Names what brings the terminal back (the bytes are copied) and installs crash handlers and an exit
// handler that do so.
void ct_set_restore(const uint8_t *bytes, size_t count);

// Brings the terminal back and prints what went to standard error meanwhile. Does nothing when the
// terminal is already back; safe in signal handlers.
void ct_restore(void);

// Stops this process as Ctrl-Z does and returns when it is continued.
void ct_stop_self(void);

// The window's size; 0 when the system knows it.
int32_t ct_size(int32_t *width, int32_t *height);

#endif
