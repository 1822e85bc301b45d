#ifndef CLINIC_CSYSTEM_H
#define CLINIC_CSYSTEM_H

#include <stdint.h>

// The system calls that Swift can't reach (variadic, or a type and a function of one name).
// Every function answers 0 or a positive value for success and a negated errno for failure.

// Tries once to take the advisory lock of an open file; -EWOULDBLOCK if another holds it.
int32_t clinic_flock_try(int32_t descriptor, int32_t exclusive);
int32_t clinic_flock_unlock(int32_t descriptor);

// The magic number of the file system that holds the path (see statfs(2)).
int64_t clinic_filesystem_magic(const char *path);

// Opens a file for reading and writing, made if absent; close-on-exec.
int32_t clinic_open(const char *path, uint32_t mode);
// Makes a file that must not exist, for writing; close-on-exec.
int32_t clinic_create_exclusive(const char *path, uint32_t mode);
// Renames without replacing; -EEXIST if the target is there.
int32_t clinic_rename_exclusive(const char *from, const char *to);
// Forces a folder's entries to disk.
int32_t clinic_sync_folder(const char *path);
// Reserves real blocks, so that they are there on a full disk.
int32_t clinic_allocate(int32_t descriptor, int64_t bytes);

// Fills memory with random bytes of the system; 0 when all of it was filled.
int32_t clinic_random(void *bytes, uint32_t count);

// No core dump and no reading by other processes of the same user (RLIMIT_CORE, PR_SET_DUMPABLE).
int32_t clinic_forbid_core_dumps(void);
int32_t clinic_core_dumps_forbidden(void);
// A write over the file size limit fails with EFBIG instead of ending the process.
int32_t clinic_ignore_file_size_signal(void);

// A non-blocking inotify descriptor that becomes readable when the file is written to.
int32_t clinic_watch_file(const char *path);
// Reads away all waiting events of a watch and answers how many bytes there were.
int32_t clinic_drain_watch(int32_t descriptor);

// Blocks SIGTERM, SIGINT, SIGHUP and SIGUSR1, to be read from the descriptor that is answered
// (signalfd); before any other thread starts.
int32_t clinic_service_signals(void);
// The next signal that waits, or 0.
int32_t clinic_next_signal(int32_t descriptor);
// A non-blocking descriptor that becomes readable when links, addresses or routes change (rtnetlink);
// to be read away by clinic_drain_watch.
int32_t clinic_watch_network(void);

#endif
