// The Transport room is the wallet's only way out: one promise, kept by HTTP in a process and by a router in a test.
// Issuance and Presentation speak through it; nothing else of this target knows of sockets.

/// A request that the wallet makes.
package struct WalletHTTPRequest: Sendable {
  /// The methods that the wallet uses.
  package enum Method: String, Sendable, Hashable { case get = "GET", post = "POST" }

  package let method: Method
  package let url: WebAddress
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(_ method: Method, _ url: WebAddress, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What came back.
package struct WalletHTTPAnswer: Sendable {
  package let status: Int
  /// `Content-Type` without parameters, in lower case; empty when there was none.
  package let mediaType: String
  package let body: [UInt8]

  package init(status: Int, contentType: String?, body: [UInt8]) {
    self.status = status
    mediaType = String(
      (contentType ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" })
    self.body = body
  }

  package var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why nothing came back.
package enum WalletTransportFailure: Error, Sendable, Hashable {
  /// No connection, no believable certificate, or no answer in time.
  case unreachable(String)
  /// More than the wallet reads.
  case tooLarge
}

/// Makes requests. It follows no redirect, takes no longer than ten seconds, and reads no more than a mebibyte.
package protocol WalletTransport: Sendable {
  func send(_ request: WalletHTTPRequest) async throws(WalletTransportFailure) -> WalletHTTPAnswer
}
