#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>

/* What glibc has for GNU programs alone, and Swift therefore doesn't see. */

/* Starts a program with three streams of the caller's and no other open file: a descriptor below zero is
   /dev/null. In a folder of its own where one is named. Gives an error number, 0 for none. */
int32_t spawn_on_streams(int32_t *child, const char *program, char *const arguments[],
                         char *const environment[], const char *folder, int32_t input,
                         int32_t output, int32_t errors);

/* Starts a program as the leader of a session on a terminal, and with no other open file. */
int32_t spawn_on_terminal(int32_t *child, const char *program, char *const arguments[],
                          char *const environment[], const char *terminal);

/* A file in memory that no child inherits; below zero where there is none. */
int32_t memory_file(const char *name);

#endif
