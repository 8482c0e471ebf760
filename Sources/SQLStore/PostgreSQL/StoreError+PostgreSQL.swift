extension StoreError {
  /// The meaning of PostgreSQL's codes (https://www.postgresql.org/docs/15/errcodes-appendix.html).
  init(state: String, message: String, rule: String) {
    switch state {
    case "23505": self = .constraint(.unique, name: rule)
    case "23503": self = .constraint(.foreignKey, name: rule)
    case "23502": self = .constraint(.notNull, name: rule)
    case "23514": self = .constraint(.check, name: rule)
    case "53100": self = .full
    // Serialization failure, deadlock, a lock or a statement that took too long.
    case "40001", "40P01", "55P03", "57014": self = .busy
    case "XX001", "XX002": self = .corrupt(message)
    // A transaction that may only read: also a former primary that was demoted. One that stood still for too long.
    case "25006", "25P03", "": self = .unavailable(message)
    default:
      switch state.prefix(2) {
      case "23": self = .constraint(.other, name: rule)
      // Connections, resources, an operator's intervention, the system's own failures.
      case "08", "28", "53", "57", "58", "XX": self = .unavailable(message)
      default: self = .statement(message)
      }
    }
  }
}
