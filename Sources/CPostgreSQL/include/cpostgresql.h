#pragma once
// libpq behind opaque types. Nothing of <libpq-fe.h> shows here. A connection is for one thread at a time. Opening and
// waiting hold that thread, each within its time.
#include <stddef.h>
#include <stdint.h>

typedef struct cpostgresql_connection cpostgresql_connection;
typedef struct cpostgresql_answer cpostgresql_answer;  // owned by the receiver

// Connects to what `address` says (a connection URI or keywords), always to a server that takes writes, with a password
// apart (NULL for none). NULL when there is no memory; otherwise ask whether it is lost, and free it in any case.
cpostgresql_connection *cpostgresql_open(const char *address, const char *password);
// The same once more for one that is lost.
void cpostgresql_reopen(cpostgresql_connection *connection);
void cpostgresql_free(cpostgresql_connection *connection);
int cpostgresql_is_lost(const cpostgresql_connection *connection);
// Whether an answer has not come yet.
int cpostgresql_is_awaited(const cpostgresql_connection *connection);
// The number of the server's process that serves it.
int cpostgresql_process(const cpostgresql_connection *connection);
// Whether the server answered and let nobody in (SQLSTATE class 28, as a wrong password): trying again mends nothing.
// Known of a connection that was reopened only.
int cpostgresql_is_turned_away(const cpostgresql_connection *connection);
// What went wrong with the connection.
const char *cpostgresql_trouble(const cpostgresql_connection *connection);

// Why an address cannot be read: owned by the receiver, freed by `free`; NULL when it can be. Whether it has a password
// in it is told in `*has_password`.
char *cpostgresql_fault_of_address(const char *address, int *has_password);

// These are only sent, in order; 0 when the connection is lost. A value of NULL is SQL's; every value is in the binary
// format of its type.
int cpostgresql_send_command(cpostgresql_connection *connection, const char *sql);
int cpostgresql_send_prepare(
    cpostgresql_connection *connection, const char *name, const char *sql, int count, const uint32_t *types);
int cpostgresql_send_prepared(
    cpostgresql_connection *connection, const char *name, int count, const char *const *values, const int *lengths);

// Waits until everything that was sent has been done. The answer is the first failure, after which nothing was done, or
// that of the last statement; NULL when the connection is lost, or when the answer is awaited still after so long, and
// may be waited for again.
cpostgresql_answer *cpostgresql_wait(cpostgresql_connection *connection, int milliseconds);

// The payload of the first notification that nobody has taken yet, of what this connection listens to: owned by the
// receiver, freed by `free`. NULL when none comes in time, or the connection is lost.
char *cpostgresql_announcement(cpostgresql_connection *connection, int milliseconds);

void cpostgresql_answer_free(cpostgresql_answer *answer);

// The SQLSTATE of a failure; NULL when there was none.
const char *cpostgresql_answer_state(const cpostgresql_answer *answer);
const char *cpostgresql_answer_message(const cpostgresql_answer *answer);
// The name of the rule that was broken, or of the column that may not be null; empty when there is none.
const char *cpostgresql_answer_rule(const cpostgresql_answer *answer);
// The command that was done with its number of rows, as "UPDATE 3" or "COMMIT".
const char *cpostgresql_answer_command(const cpostgresql_answer *answer);
int cpostgresql_answer_rows(const cpostgresql_answer *answer);
int cpostgresql_answer_columns(const cpostgresql_answer *answer);
uint32_t cpostgresql_answer_type(const cpostgresql_answer *answer, int column);
int cpostgresql_answer_is_null(const cpostgresql_answer *answer, int row, int column);
const uint8_t *cpostgresql_answer_bytes(const cpostgresql_answer *answer, int row, int column);
size_t cpostgresql_answer_count(const cpostgresql_answer *answer, int row, int column);
