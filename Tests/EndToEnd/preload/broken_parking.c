// A library to be preloaded (LD_PRELOAD): an OpenSSL whose sessions cannot be parked. WALLBOARD_TEST_PARKING says
// what happens on a try: "crash", "hang", or "end", which ends the process as if all were well.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ssl_st;
struct ssl_ctx_st;

struct ssl_ctx_st *SSL_set_SSL_CTX(struct ssl_st *session, struct ssl_ctx_st *context) {
  (void)session;
  const char *how = getenv("WALLBOARD_TEST_PARKING");
  if (how && !strcmp(how, "hang")) for (;;) pause();
  if (how && !strcmp(how, "end")) _exit(0);
  raise(SIGSEGV);
  return context;
}
