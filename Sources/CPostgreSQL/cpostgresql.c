#include "cpostgresql.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

enum { BINARY = 1 };

struct cpostgresql_connection {
  PGconn *handle;
  int is_lost;
  // What came so far of what is awaited; a wait that was too short may be taken up again.
  PGresult *kept;
  int nothings;
  int is_awaited;
};

// An answer is libpq's result itself.
static PGresult *result_of(const cpostgresql_answer *answer) { return (PGresult *)answer; }

// libpq writes the server's notices to the standard error otherwise.
static void be_quiet(void *context, const char *message) {
  (void)context;
  (void)message;
}

// Nothing that is sent or awaited ever holds the thread by itself: cpostgresql_wait looks at the clock.
static void begin(cpostgresql_connection *connection) {
  PQclear(connection->kept);
  connection->kept = NULL;
  connection->is_awaited = 0;
  connection->is_lost = PQstatus(connection->handle) != CONNECTION_OK;
  if (connection->is_lost) return;
  PQsetNoticeProcessor(connection->handle, be_quiet, NULL);
  connection->is_lost = PQsetnonblocking(connection->handle, 1) != 0 || !PQenterPipelineMode(connection->handle);
}

cpostgresql_connection *cpostgresql_open(const char *address, const char *password) {
  cpostgresql_connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  // What stands before the address is said otherwise by it; what stands after is not (PQconnectdbParams). A network that
  // was cut is noticed within half a minute, and not after the hours that are TCP's own.
  const char *const names[] = {
      "connect_timeout",     "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
      "keepalives_count",    "fallback_application_name", "dbname", "password",
      "target_session_attrs", "client_encoding", NULL};
  const char *const values[] = {"5", "15000", "10", "5", "3", "tongzhao", address, password, "read-write", "UTF8", NULL};
  connection->handle = PQconnectdbParams(names, values, 1);
  begin(connection);
  return connection;
}

void cpostgresql_reopen(cpostgresql_connection *connection) {
  // Why a server turned a connection away is told by code only in this verbosity, which can be asked for no sooner.
  PQsetErrorVerbosity(connection->handle, PQERRORS_VERBOSE);
  PQreset(connection->handle);
  begin(connection);
}

void cpostgresql_free(cpostgresql_connection *connection) {
  if (!connection) return;
  PQclear(connection->kept);
  PQfinish(connection->handle);
  free(connection);
}

int cpostgresql_is_lost(const cpostgresql_connection *connection) { return connection->is_lost; }

int cpostgresql_is_awaited(const cpostgresql_connection *connection) { return connection->is_awaited; }

int cpostgresql_process(const cpostgresql_connection *connection) { return PQbackendPID(connection->handle); }

const char *cpostgresql_trouble(const cpostgresql_connection *connection) {
  return PQerrorMessage(connection->handle);
}

int cpostgresql_is_turned_away(const cpostgresql_connection *connection) {
  // "…failed: FATAL:  28P01: …", whatever language the words are in.
  const char *rest = PQerrorMessage(connection->handle);
  while ((rest = strstr(rest, ":  28")) != NULL) {
    rest += strlen(":  ");
    if (strlen(rest) > 5 && rest[5] == ':') return 1;
  }
  return 0;
}

char *cpostgresql_fault_of_address(const char *address, int *has_password) {
  char *fault = NULL;
  *has_password = 0;
  PQconninfoOption *options = PQconninfoParse(address, &fault);
  if (!options) {
    char *copy = strdup(fault ? fault : "no memory");
    PQfreemem(fault);
    return copy;
  }
  for (PQconninfoOption *option = options; option->keyword; option++) {
    if (option->val && strcmp(option->keyword, "password") == 0) *has_password = 1;
  }
  PQconninfoFree(options);
  return NULL;
}

static int sent(cpostgresql_connection *connection, int success) {
  if (!success) connection->is_lost = 1;
  return success;
}

int cpostgresql_send_command(cpostgresql_connection *connection, const char *sql) {
  return sent(connection, PQsendQueryParams(connection->handle, sql, 0, NULL, NULL, NULL, NULL, BINARY));
}

int cpostgresql_send_prepare(
    cpostgresql_connection *connection, const char *name, const char *sql, int count, const uint32_t *types) {
  return sent(connection, PQsendPrepare(connection->handle, name, sql, count, types));
}

int cpostgresql_send_prepared(
    cpostgresql_connection *connection, const char *name, int count, const char *const *values, const int *lengths) {
  int *formats = malloc(sizeof *formats * (size_t)(count > 0 ? count : 1));
  if (!formats) return sent(connection, 0);
  for (int i = 0; i < count; i++) formats[i] = BINARY;
  int success = PQsendQueryPrepared(connection->handle, name, count, values, lengths, formats, BINARY);
  free(formats);
  return sent(connection, success);
}

static int failed(const PGresult *result) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      return 0;
    default:
      return 1;
  }
}

static int64_t milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Waits for `events` on the connection's socket. 0 when the time has come and nothing else.
static int ready(const cpostgresql_connection *connection, short events, int64_t latest) {
  struct pollfd socket = {.fd = PQsocket(connection->handle), .events = events};
  int found;
  do {
    int64_t left = latest - milliseconds_now();
    found = poll(&socket, 1, left < 0 ? 0 : (int)left);
  } while (found < 0 && errno == EINTR);
  return found == 0 ? 0 : socket.revents;
}

// Sends what waits to be sent and takes what comes, until there is a result to be had: 1. 0 when the time has come, -1
// when the connection failed.
static int exchanged(const cpostgresql_connection *connection, int64_t latest) {
  PGconn *handle = connection->handle;
  for (;;) {
    int unsent = PQflush(handle);
    if (unsent < 0) return -1;
    if (!unsent && !PQisBusy(handle)) return 1;
    int events = ready(connection, unsent ? POLLIN | POLLOUT : POLLIN, latest);
    if (!events) return 0;
    // A server that sends while we do must be listened to, or both would wait.
    if (events & ~POLLOUT && !PQconsumeInput(handle)) return -1;
  }
}

static cpostgresql_answer *ended(cpostgresql_connection *connection) {
  PGresult *kept = connection->kept;
  connection->kept = NULL;
  connection->is_awaited = 0;
  return (cpostgresql_answer *)kept;
}

cpostgresql_answer *cpostgresql_wait(cpostgresql_connection *connection, int milliseconds) {
  int64_t latest = milliseconds_now() + milliseconds;
  if (!connection->is_awaited) {
    if (!sent(connection, PQpipelineSync(connection->handle))) return NULL;
    connection->is_awaited = 1;
    connection->nothings = 0;
  }
  // NULL ends the results of one statement; two in a row, or one without a connection, are the end of everything.
  while (connection->nothings < 2) {
    int state = exchanged(connection, latest);
    if (state == 0) return NULL;
    if (state < 0) break;
    PGresult *result = PQgetResult(connection->handle);
    if (!result) {
      if (PQstatus(connection->handle) != CONNECTION_OK) break;
      connection->nothings++;
      continue;
    }
    connection->nothings = 0;
    switch (PQresultStatus(result)) {
      case PGRES_PIPELINE_SYNC:
        PQclear(result);
        return ended(connection);
      case PGRES_PIPELINE_ABORTED:
        PQclear(result);
        break;
      default:
        if (connection->kept && failed(connection->kept)) {
          PQclear(result);
        } else {
          PQclear(connection->kept);
          connection->kept = result;
        }
    }
  }
  connection->is_lost = 1;
  cpostgresql_answer_free(ended(connection));
  return NULL;
}

char *cpostgresql_announcement(cpostgresql_connection *connection, int milliseconds) {
  int64_t latest = milliseconds_now() + milliseconds;
  for (;;) {
    PGnotify *heard = PQnotifies(connection->handle);
    if (heard) {
      char *payload = strdup(heard->extra);
      PQfreemem(heard);
      return payload;
    }
    if (!ready(connection, POLLIN, latest)) return NULL;
    if (!sent(connection, PQconsumeInput(connection->handle))) return NULL;
  }
}

void cpostgresql_answer_free(cpostgresql_answer *answer) { PQclear(result_of(answer)); }

const char *cpostgresql_answer_state(const cpostgresql_answer *answer) {
  if (!failed(result_of(answer))) return NULL;
  const char *state = PQresultErrorField(result_of(answer), PG_DIAG_SQLSTATE);
  return state ? state : "";
}

const char *cpostgresql_answer_message(const cpostgresql_answer *answer) {
  // The primary message alone: the detail quotes values of rows.
  const char *message = PQresultErrorField(result_of(answer), PG_DIAG_MESSAGE_PRIMARY);
  return message ? message : PQresultErrorMessage(result_of(answer));
}

const char *cpostgresql_answer_rule(const cpostgresql_answer *answer) {
  const char *rule = PQresultErrorField(result_of(answer), PG_DIAG_CONSTRAINT_NAME);
  if (!rule) rule = PQresultErrorField(result_of(answer), PG_DIAG_COLUMN_NAME);
  return rule ? rule : "";
}

const char *cpostgresql_answer_command(const cpostgresql_answer *answer) { return PQcmdStatus(result_of(answer)); }

int cpostgresql_answer_rows(const cpostgresql_answer *answer) { return PQntuples(result_of(answer)); }

int cpostgresql_answer_columns(const cpostgresql_answer *answer) { return PQnfields(result_of(answer)); }

uint32_t cpostgresql_answer_type(const cpostgresql_answer *answer, int column) {
  return PQftype(result_of(answer), column);
}

int cpostgresql_answer_is_null(const cpostgresql_answer *answer, int row, int column) {
  return PQgetisnull(result_of(answer), row, column);
}

const uint8_t *cpostgresql_answer_bytes(const cpostgresql_answer *answer, int row, int column) {
  return (const uint8_t *)PQgetvalue(result_of(answer), row, column);
}

size_t cpostgresql_answer_count(const cpostgresql_answer *answer, int row, int column) {
  return (size_t)PQgetlength(result_of(answer), row, column);
}
