#include "CCurl.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint8_t *bytes;
  uint64_t length;
  uint64_t limit;
  int overflowed;
} buffer;

static size_t append(const char *data, size_t size, size_t count, void *context) {
  buffer *into = context;
  size_t length = size * count;
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

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static void allow_protocols(CURL *curl) {
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

int32_t clinic_http_send(const clinic_http_request *request, clinic_http_response *response) {
  memset(response, 0, sizeof *response);
  pthread_once(&once, start);
  CURL *curl = curl_easy_init();
  if (!curl) return CURLE_FAILED_INIT;
  buffer body = {.limit = request->limit}, headers = {.limit = 256 * 1024};
  struct curl_slist *sent = NULL;
  for (uint32_t index = 0; index < request->headers_count; index++)
    sent = curl_slist_append(sent, request->headers[index]);
  // No "Expect: 100-continue": some servers wait for it in vain.
  sent = curl_slist_append(sent, "Expect:");
  allow_protocols(curl);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_URL, request->url);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "Clinic");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, sent);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)request->connect_seconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)request->total_seconds);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, append_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers);
  if (request->body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
  if (request->user) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, request->password);
  } else if (request->follows) {
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
  }
  CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(sent);
  curl_easy_cleanup(curl);
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

const char *clinic_http_failure(int32_t code) { return curl_easy_strerror((CURLcode)code); }

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
