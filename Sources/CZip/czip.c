#include "czip.h"

#include <stdlib.h>
#include <zlib.h>

/* 15 bits of window; 16 more ask zlib for the header of gzip. */
#define GZIP_WINDOW (15 + 16)

static uInt next_chunk(size_t left) { return left > 1u << 30 ? 1u << 30 : (uInt)left; }

czip_result czip_gzip(const uint8_t *input, size_t length, uint8_t **output,
                      size_t *output_length) {
  z_stream stream = {0};
  /* Level 1: most of what a page of the feed can lose, at a third of the time. */
  if (deflateInit2(&stream, 1, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return CZIP_NO_MEMORY;
  }
  uLong bound = deflateBound(&stream, (uLong)length) + 32;
  uint8_t *buffer = malloc(bound);
  if (buffer == NULL) {
    deflateEnd(&stream);
    return CZIP_NO_MEMORY;
  }
  stream.next_in = (Bytef *)input;
  stream.avail_in = (uInt)length;
  stream.next_out = buffer;
  stream.avail_out = (uInt)bound;
  int state = deflate(&stream, Z_FINISH);
  *output_length = stream.total_out;
  deflateEnd(&stream);
  if (state != Z_STREAM_END) {
    free(buffer);
    return CZIP_NO_MEMORY;
  }
  *output = buffer;
  return CZIP_OK;
}

czip_result czip_gunzip(const uint8_t *input, size_t length, size_t limit, uint8_t **output,
                        size_t *output_length) {
  z_stream stream = {0};
  if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) return CZIP_NO_MEMORY;
  size_t capacity = length * 4 < 4096 ? 4096 : length * 4;
  if (capacity > limit + 1) capacity = limit + 1;
  uint8_t *buffer = malloc(capacity);
  czip_result result = buffer == NULL ? CZIP_NO_MEMORY : CZIP_DAMAGED;
  size_t used = 0;
  stream.next_in = (Bytef *)input;
  stream.avail_in = next_chunk(length);
  while (buffer != NULL) {
    stream.next_out = buffer + used;
    stream.avail_out = next_chunk(capacity - used);
    int state = inflate(&stream, Z_NO_FLUSH);
    used = (size_t)(stream.next_out - buffer);
    if (used > limit) {
      result = CZIP_TOO_LARGE;
      break;
    }
    if (state == Z_STREAM_END) {
      /* Bytes after the end are no part of the stream. */
      result = stream.avail_in == 0 ? CZIP_OK : CZIP_DAMAGED;
      break;
    }
    if (state != Z_OK || (stream.avail_out != 0 && stream.avail_in == 0)) break;
    if (used == capacity) {
      size_t next = capacity * 2 > limit + 1 ? limit + 1 : capacity * 2;
      uint8_t *larger = realloc(buffer, next);
      if (larger == NULL) {
        result = CZIP_NO_MEMORY;
        break;
      }
      buffer = larger;
      capacity = next;
    }
  }
  inflateEnd(&stream);
  if (result != CZIP_OK) {
    free(buffer);
    return result;
  }
  *output = buffer;
  *output_length = used;
  return CZIP_OK;
}

void czip_free(uint8_t *buffer) { free(buffer); }
