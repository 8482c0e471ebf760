/// Why an admin API did not do what it was asked, told as it told it.
package enum AdminFailure: Error, Sendable, Hashable {
  case refused([String])
  case failed([String])
  case notLoggedIn
  case notConfigured(String)
  case unreadable
}

extension AdminFailure: OperatorFault {
  package var isRefusal: Bool {
    switch self {
    case .refused, .notLoggedIn: true
    case .failed, .notConfigured, .unreadable: false
    }
  }

  package var lines: [String] {
    switch self {
    case .refused(let lines), .failed(let lines): lines
    case .notLoggedIn: ["There is no session: tongzhao login."]
    case .notConfigured(let what): [what]
    case .unreadable: ["The server's answer cannot be understood: is it an admin API of this version?"]
    }
  }
}
