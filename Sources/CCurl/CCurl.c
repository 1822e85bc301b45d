#include "CCurl.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  uint8_t *bytes;
  uint64_t length;
  uint64_t limit;
  int overflowed;
  // The body of a success goes to this descriptor, unless it is negative.
  int into;
  CURL *curl;
} buffer;

static int is_for_descriptor(const buffer *into);

static size_t append(const char *data, size_t size, size_t count, void *context) {
  buffer *into = context;
  size_t length = size * count;
  if (is_for_descriptor(into)) {
    for (size_t done = 0; done < length;) {
      ssize_t written = write(into->into, data + done, length - done);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return 0;
      done += (size_t)written;
    }
    return length;
  }
  if (into->length + length > into->limit) {
    into->overflowed = 1;
    return 0;
  }
  uint8_t *grown = realloc(into->bytes, into->length + length + 1);
  if (!grown) return 0;
  memcpy(grown + into->length, data, length);
  into->bytes = grown;
  into->length += length;
  return length;
}

static size_t append_header(const char *data, size_t size, size_t count, void *context) {
  buffer *into = context;
  // A new answer, after a redirect or a "100 Continue".
  if (size * count > 5 && memcmp(data, "HTTP/", 5) == 0) into->length = 0;
  return append(data, size, count, context);
}

// libcurl and the thirty libraries it brings are loaded by the first request: a terminal that asks for
// nothing over the network opens without them. "4" is the ABI since 2006.
static const char *const library = "libcurl.so.4";

static struct {
  int ready;
  __typeof__(curl_global_init) *global_init;
  __typeof__(curl_easy_init) *init;
  __typeof__(curl_easy_setopt) *set;
  __typeof__(curl_easy_perform) *perform;
  __typeof__(curl_easy_getinfo) *get;
  __typeof__(curl_easy_cleanup) *cleanup;
  __typeof__(curl_easy_strerror) *words;
  __typeof__(curl_slist_append) *append;
  __typeof__(curl_slist_free_all) *free_all;
} api;

static int is_for_descriptor(const buffer *into) {
  long status = 0;
  if (into->into < 0 || !into->curl) return 0;
  api.get(into->curl, CURLINFO_RESPONSE_CODE, &status);
  return status >= 200 && status < 300;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return;
  const struct {
    const char *name;
    void **place;
  } calls[] = {
      {"curl_global_init", (void **)&api.global_init}, {"curl_easy_init", (void **)&api.init},
      {"curl_easy_setopt", (void **)&api.set},         {"curl_easy_perform", (void **)&api.perform},
      {"curl_easy_getinfo", (void **)&api.get},        {"curl_easy_cleanup", (void **)&api.cleanup},
      {"curl_easy_strerror", (void **)&api.words},     {"curl_slist_append", (void **)&api.append},
      {"curl_slist_free_all", (void **)&api.free_all},
  };
  for (size_t index = 0; index < sizeof calls / sizeof *calls; index++)
    if (!(*calls[index].place = dlsym(handle, calls[index].name))) return;
  api.ready = api.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static void allow_protocols(CURL *curl) {
#if LIBCURL_VERSION_NUM >= 0x075500
  api.set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  api.set(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  api.set(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  api.set(curl, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

int32_t clinic_http_send(const clinic_http_request *request, clinic_http_response *response) {
  memset(response, 0, sizeof *response);
  pthread_once(&once, load);
  if (!api.ready) return CURLE_FAILED_INIT;
  CURL *curl = api.init();
  if (!curl) return CURLE_FAILED_INIT;
  buffer body = {.limit = request->limit, .into = request->into, .curl = curl};
  buffer headers = {.limit = 256 * 1024, .into = -1};
  struct curl_slist *sent = NULL;
  for (uint32_t index = 0; index < request->headers_count; index++)
    sent = api.append(sent, request->headers[index]);
  // No "Expect: 100-continue": some servers wait for it in vain.
  sent = api.append(sent, "Expect:");
  allow_protocols(curl);
  api.set(curl, CURLOPT_NOSIGNAL, 1L);
  api.set(curl, CURLOPT_URL, request->url);
  api.set(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  api.set(curl, CURLOPT_USERAGENT, "Clinic");
  api.set(curl, CURLOPT_HTTPHEADER, sent);
  api.set(curl, CURLOPT_CONNECTTIMEOUT, (long)request->connect_seconds);
  api.set(curl, CURLOPT_TIMEOUT, (long)request->total_seconds);
  api.set(curl, CURLOPT_WRITEFUNCTION, append);
  api.set(curl, CURLOPT_WRITEDATA, &body);
  api.set(curl, CURLOPT_HEADERFUNCTION, append_header);
  api.set(curl, CURLOPT_HEADERDATA, &headers);
  if (request->body) {
    api.set(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
    api.set(curl, CURLOPT_POSTFIELDS, request->body);
  }
  api.set(curl, CURLOPT_CUSTOMREQUEST, request->method);
  if (request->user) {
    api.set(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    api.set(curl, CURLOPT_USERNAME, request->user);
    api.set(curl, CURLOPT_PASSWORD, request->password);
  } else if (request->follows) {
    api.set(curl, CURLOPT_FOLLOWLOCATION, 1L);
    api.set(curl, CURLOPT_MAXREDIRS, 5L);
  }
  CURLcode code = api.perform(curl);
  long status = 0;
  api.get(curl, CURLINFO_RESPONSE_CODE, &status);
  api.free_all(sent);
  api.cleanup(curl);
  response->status = (int32_t)status;
  response->body = body.bytes;
  response->body_length = body.length;
  response->headers = headers.bytes;
  response->headers_length = headers.length;
  return body.overflowed ? CURLE_FILESIZE_EXCEEDED : (int32_t)code;
}

void clinic_http_release(clinic_http_response *response) {
  free(response->body);
  free(response->headers);
  memset(response, 0, sizeof *response);
}

const char *clinic_http_failure(int32_t code) {
  pthread_once(&once, load);
  return api.ready ? api.words((CURLcode)code) : "libcurl.so.4 could not be loaded";
}

int32_t clinic_http_failure_kind(int32_t code) {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR: return 1;
  case CURLE_OPERATION_TIMEDOUT: return 2;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_PEER_FAILED_VERIFICATION: return 3;
  case CURLE_FILESIZE_EXCEEDED: return 4;
  case CURLE_URL_MALFORMAT:
  case CURLE_UNSUPPORTED_PROTOCOL: return 5;
  default: return 0;
  }
}
