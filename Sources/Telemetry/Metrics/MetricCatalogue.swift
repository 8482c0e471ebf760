/// Every metric that the servers show, in the order of the exposition. What is not here is not shown: a new metric needs
/// its line, and with it a name that a second reader has seen.
package enum MetricCatalogue {
  /// From a page out of memory to a login that waited for another house's status list, in seconds.
  private static let latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  package static let all: [MetricDefinition] = [
    .init("http_requests_total", .counter, "Answered requests by route template, method and class of status."),
    .init(
      "http_request_duration_seconds", .histogram,
      "Time until the head of the answer was ready, by route template, method and class of status.",
      buckets: latencies),
    .init("tongzhao_event_streams_open", .gauge, "Pages that wait for news of their order."),
    .init("tongzhao_logins_total", .counter, "Logins that came to an end, by scenario and outcome."),
    .init("tongzhao_refusals_total", .counter, "Requests that a rule refused, by area and reason."),
    .init("tongzhao_tokens_issued_total", .counter, "Answers of the token endpoint that carry tokens, by grant type."),
    .init("tongzhao_introspections_total", .counter, "Answers of the introspection endpoint, by result."),
    .init("tongzhao_orders_waiting", .gauge, "Logins under way, by state."),
    .init("tongzhao_status_list_fetches_total", .counter, "Status lists asked of licence issuers, by result."),
    .init(
      "tongzhao_status_list_fetched_timestamp_seconds", .gauge,
      "When the status list that has been kept longest was fetched; absent while none is kept."),
    .init("tongzhao_deliveries_waiting", .gauge, "What clients are still to be told: logouts in the outbox."),
    .init("tongzhao_deliveries_abandoned", .gauge, "Deliveries whose tries are used up; they wait for an operator."),
    .init(
      "tongzhao_deliveries_oldest_timestamp_seconds", .gauge,
      "Since when the oldest delivery waits; the present while none does."),
    .init("tongzhao_delivery_attempts_total", .counter, "Tries to tell a client something, by result."),
    .init("tongzhao_signing_keys", .gauge, "Keys by use, algorithm and state."),
    .init(
      "tongzhao_signing_key_next_change_timestamp_seconds", .gauge,
      "When the next step of a slot's schedule is due, by use, algorithm and step."),
    .init(
      "tongzhao_signing_key_retires_timestamp_seconds", .gauge,
      "When the key that signs is to be succeeded, by use and algorithm."),
    .init(
      "tongzhao_signing_key_successor", .gauge,
      "1 while a complete successor is announced for a slot, 0 while none is."),
    .init(
      "tongzhao_certificate_expires_timestamp_seconds", .gauge,
      "When the first certificate of a chain ends: of the server's https, or of a signing key."),
    .init("tongzhao_keys_followed_timestamp_seconds", .gauge, "When the keys were last compared with the database."),
    .init("tongzhao_audit_tree_size", .gauge, "Leaves of the audit log."),
    .init("tongzhao_audit_checkpoint_size", .gauge, "Leaves that the newest signed checkpoint covers."),
    .init(
      "tongzhao_audit_checkpoint_timestamp_seconds", .gauge,
      "When the audit log was last found to be signed up to its end, or signed."),
    .init(
      "tongzhao_database_write_queue_length", .gauge, "Writes that wait for the transaction after the present one."),
    .init(
      "tongzhao_database_batch_writes", .histogram, "Writes that shared one transaction.",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256]),
    .init(
      "tongzhao_database_transaction_duration_seconds", .histogram,
      "Time of one transaction with all its writes, until it was durable.", buckets: latencies),
    .init("tongzhao_database_size_bytes", .gauge, "Size of the database file, without its write-ahead log."),
    .init("tongzhao_health_check", .gauge, "1 while a check of readiness passes, 0 while it fails, by check."),
    .init("tongzhao_trace_spans_total", .counter, "Spans that were recorded, by what became of them."),
    .init("tongzhao_build_info", .gauge, "Always 1; the labels say what is running."),
    .init("process_start_time_seconds", .gauge, "Start time of the process since the Unix epoch in seconds."),
    .init("process_cpu_seconds_total", .counter, "User and system CPU time spent in seconds."),
    .init("process_resident_memory_bytes", .gauge, "Resident memory size in bytes."),
    .init("process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes."),
    .init("process_open_fds", .gauge, "Open file descriptors."),
    .init("process_max_fds", .gauge, "Maximum number of open file descriptors."),
  ]

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
