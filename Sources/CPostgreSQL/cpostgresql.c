#include "cpostgresql.h"

#include <stdlib.h>
#include <string.h>
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

enum { BINARY = 1 };

struct cpostgresql_connection {
  PGconn *handle;
  int is_lost;
};

// An answer is libpq's result itself.
static PGresult *result_of(const cpostgresql_answer *answer) { return (PGresult *)answer; }

// libpq writes the server's notices to the standard error otherwise.
static void be_quiet(void *context, const char *message) {
  (void)context;
  (void)message;
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
  connection->is_lost = PQstatus(connection->handle) != CONNECTION_OK;
  if (connection->is_lost) return connection;
  PQsetNoticeProcessor(connection->handle, be_quiet, NULL);
  connection->is_lost = !PQenterPipelineMode(connection->handle);
  return connection;
}

void cpostgresql_free(cpostgresql_connection *connection) {
  if (!connection) return;
  PQfinish(connection->handle);
  free(connection);
}

int cpostgresql_is_lost(const cpostgresql_connection *connection) { return connection->is_lost; }

const char *cpostgresql_trouble(const cpostgresql_connection *connection) {
  return PQerrorMessage(connection->handle);
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

cpostgresql_answer *cpostgresql_wait(cpostgresql_connection *connection) {
  PGresult *kept = NULL;
  int nothings = 0;
  if (!sent(connection, PQpipelineSync(connection->handle))) return NULL;
  // NULL ends the results of one statement; two in a row, or one without a connection, are the end of everything.
  while (nothings < 2) {
    PGresult *result = PQgetResult(connection->handle);
    if (!result) {
      if (PQstatus(connection->handle) != CONNECTION_OK) break;
      nothings++;
      continue;
    }
    nothings = 0;
    switch (PQresultStatus(result)) {
      case PGRES_PIPELINE_SYNC:
        PQclear(result);
        return (cpostgresql_answer *)kept;
      case PGRES_PIPELINE_ABORTED:
        PQclear(result);
        break;
      default:
        if (kept && failed(kept)) {
          PQclear(result);
        } else {
          PQclear(kept);
          kept = result;
        }
    }
  }
  connection->is_lost = 1;
  PQclear(kept);
  return NULL;
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
