#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum {
  CZIP_OK = 0,
  /* The input is no complete gzip stream. */
  CZIP_DAMAGED = 1,
  /* More would come out than the limit. */
  CZIP_TOO_LARGE = 2,
  CZIP_NO_MEMORY = 3,
} czip_result;

/* Both give a buffer that the caller frees with czip_free. */
czip_result czip_gzip(const uint8_t *input, size_t length, uint8_t **output, size_t *output_length);
czip_result czip_gunzip(const uint8_t *input, size_t length, size_t limit, uint8_t **output,
                        size_t *output_length);
void czip_free(uint8_t *buffer);
