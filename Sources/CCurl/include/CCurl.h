#ifndef CLINIC_CCURL_H
#define CLINIC_CCURL_H

#include <stdint.h>

// HTTP by libcurl, whose own calls are variadic and out of Swift's reach. One request, one answer; blocks.

typedef struct {
  const char *method;
  const char *url;
  // "Name: value", headers_count of them.
  const char *const *headers;
  uint32_t headers_count;
  const uint8_t *body;
  uint64_t body_length;
  // NULL for none; only ever sent as Basic, and never to another place than the URL's.
  const char *user;
  const char *password;
  // Whether redirects are followed (five at most); never with a user.
  int32_t follows;
  int32_t connect_seconds;
  int32_t total_seconds;
  // More than so many bytes of answer end the request.
  uint64_t limit;
  // Where the body of a success is written, whatever its length; -1 keeps it in memory.
  int32_t into;
} clinic_http_request;

typedef struct {
  int32_t status;
  uint8_t *body;
  uint64_t body_length;
  // The header lines of the last answer, each ended by CR LF.
  uint8_t *headers;
  uint64_t headers_length;
} clinic_http_response;

// 0, or libcurl's number of what failed. The response is to be released either way.
int32_t clinic_http_send(const clinic_http_request *request, clinic_http_response *response);
void clinic_http_release(clinic_http_response *response);
// libcurl's words for a number.
const char *clinic_http_failure(int32_t code);
// What kind of failure it is: 1 no connection or name, 2 time, 3 certificate, 4 the answer is too large,
// 5 the address, 0 another.
int32_t clinic_http_failure_kind(int32_t code);

#endif
