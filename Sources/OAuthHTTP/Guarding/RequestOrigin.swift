/// Who asks, for the duration of an answer. It travels with the task, so that what is recorded deep inside names its
/// request without every function between having to hand it on. Nothing is decided by it.
package struct RequestOrigin: Sendable {
  package let requestID: String
  package let address: ClientAddress
  /// Why the request is refused, when it is.
  package let notes = RefusalNotes()

  package init(requestID: String, address: ClientAddress) {
    self.requestID = requestID
    self.address = address
  }

  /// The request that is being answered; nil outside of any.
  @TaskLocal package static var current: RequestOrigin?
}
