extension SQLOrderStore {
  /// The tables of this store. Orders and all that belongs to them are short-lived; receipts outlive them.
  package static let migrations: [Migration] = [
    Migration(
      name: "orders 1 tables",
      statements: [
        """
        CREATE TABLE orders (
          id TEXT NOT NULL PRIMARY KEY,
          client_id TEXT NOT NULL,
          source TEXT NOT NULL,
          browser BLOB NOT NULL,
          request TEXT NOT NULL,
          context TEXT NOT NULL,
          shared BIGINT NOT NULL,
          state TEXT NOT NULL
            CHECK (state IN ('created', 'scanned', 'approved', 'denied', 'cancelled', 'failed', 'consumed')),
          created_at BIGINT NOT NULL,
          ends_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL,
          attempts BIGINT NOT NULL DEFAULT 0,
          wrong_numbers BIGINT NOT NULL DEFAULT 0,
          channel TEXT,
          presentation_id TEXT,
          uscc TEXT,
          holder_key TEXT,
          number BLOB,
          response_code BLOB,
          confirmed BIGINT NOT NULL DEFAULT 0,
          notice TEXT,
          version BIGINT NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX orders_by_client ON orders (client_id, ends_at)",
        "CREATE INDEX orders_by_source ON orders (source, ends_at)",
        "CREATE INDEX orders_by_version ON orders (version)",
        "CREATE INDEX orders_by_expiry ON orders (expires_at)",
        "CREATE TABLE order_clock (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)",
        "INSERT INTO order_clock (id, version) VALUES (1, 0)",
        """
        CREATE TABLE order_attempts (
          id TEXT NOT NULL PRIMARY KEY,
          order_id TEXT NOT NULL,
          channel TEXT NOT NULL,
          nonce TEXT NOT NULL,
          state TEXT NOT NULL,
          sealed_key BLOB NOT NULL,
          audience TEXT NOT NULL,
          transaction_data TEXT NOT NULL,
          request_object TEXT NOT NULL,
          invalid_answers BIGINT NOT NULL DEFAULT 0,
          expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX order_attempts_by_order ON order_attempts (order_id)",
        "CREATE INDEX order_attempts_by_expiry ON order_attempts (expires_at)",
        """
        CREATE TABLE typed_codes (
          digest BLOB NOT NULL PRIMARY KEY,
          order_id TEXT NOT NULL UNIQUE,
          expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX typed_codes_by_expiry ON typed_codes (expires_at)",
        """
        CREATE TABLE confirmed_pairs (
          browser BLOB NOT NULL,
          holder_key TEXT NOT NULL,
          expires_at BIGINT NOT NULL,
          PRIMARY KEY (browser, holder_key)
        )
        """,
        "CREATE INDEX confirmed_pairs_by_expiry ON confirmed_pairs (expires_at)",
        """
        CREATE TABLE wrong_numbers (
          uscc TEXT NOT NULL,
          hour BIGINT NOT NULL,
          tries BIGINT NOT NULL,
          expires_at BIGINT NOT NULL,
          PRIMARY KEY (uscc, hour)
        )
        """,
        "CREATE INDEX wrong_numbers_by_expiry ON wrong_numbers (expires_at)",
        """
        CREATE TABLE receipts (
          digest BLOB NOT NULL PRIMARY KEY,
          order_id TEXT NOT NULL UNIQUE,
          presentation_id TEXT NOT NULL,
          channel TEXT NOT NULL,
          text TEXT NOT NULL,
          evidence BLOB NOT NULL,
          disowned_at BIGINT,
          expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX receipts_by_expiry ON receipts (expires_at)",
      ]),
    // What a receipt must still know when its order's row has gone.
    Migration(
      name: "orders 2 receipts outlive orders",
      statements: [
        "ALTER TABLE receipts ADD COLUMN holder_key TEXT",
        "ALTER TABLE receipts ADD COLUMN completed BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX confirmed_pairs_by_key ON confirmed_pairs (holder_key)",
      ]),
    // Wrong numbers by the second, so that the hour in which they count slides. `wrong_numbers` is not written any more.
    Migration(
      name: "orders 3 sliding budget",
      statements: [
        """
        CREATE TABLE wrong_number_times (
          uscc TEXT NOT NULL,
          wrong_at BIGINT NOT NULL,
          tries BIGINT NOT NULL,
          expires_at BIGINT NOT NULL,
          PRIMARY KEY (uscc, wrong_at)
        )
        """,
        "CREATE INDEX wrong_number_times_by_expiry ON wrong_number_times (expires_at)",
      ]),
  ]

  package static let endings: [RestoreEnding] = [
    RestoreEnding(what: "open orders ended", statement: "DELETE FROM orders WHERE $1 = $1"),
    RestoreEnding(what: "attempts of wallets ended", statement: "DELETE FROM order_attempts WHERE $1 = $1"),
    RestoreEnding(what: "typed codes voided", statement: "DELETE FROM typed_codes WHERE $1 = $1"),
    RestoreEnding(
      what: "browsers forgotten that a phone had confirmed", statement: "DELETE FROM confirmed_pairs WHERE $1 = $1",
      isLogin: true),
  ]

  /// What may be swept away once its time has come.
  package static let expiring: [ExpiringRows] = [
    ExpiringRows(
      table: "orders",
      deletion:
        "DELETE FROM orders WHERE id IN (SELECT id FROM orders WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)"),
    ExpiringRows(
      table: "order_attempts",
      deletion: """
        DELETE FROM order_attempts WHERE id IN
          (SELECT id FROM order_attempts WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "typed_codes",
      deletion: """
        DELETE FROM typed_codes WHERE digest IN
          (SELECT digest FROM typed_codes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "confirmed_pairs",
      deletion: """
        DELETE FROM confirmed_pairs WHERE (browser, holder_key) IN
          (SELECT browser, holder_key FROM confirmed_pairs WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "wrong_numbers",
      deletion: """
        DELETE FROM wrong_numbers WHERE (uscc, hour) IN
          (SELECT uscc, hour FROM wrong_numbers WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "wrong_number_times",
      deletion: """
        DELETE FROM wrong_number_times WHERE (uscc, wrong_at) IN
          (SELECT uscc, wrong_at FROM wrong_number_times WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "receipts",
      deletion: """
        DELETE FROM receipts WHERE digest IN
          (SELECT digest FROM receipts WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
  ]
}
