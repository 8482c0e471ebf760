import OAuth

extension StoreError: TransientFailure {
  package var retryAfter: Int? {
    switch self {
    case .unavailable, .full, .busy: 5
    case .corrupt, .constraint, .statement: nil
    }
  }
}
