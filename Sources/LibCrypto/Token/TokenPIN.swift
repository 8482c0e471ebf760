import Synchronization

/// Where a token's PIN is read, each time that it is needed. A PIN that was refused is not tried again: tokens lock
/// themselves after a few wrong ones.
final class TokenPIN: Sendable {
  private let read: @Sendable () throws -> [UInt8]
  private let refused = Mutex<[UInt8]?>(nil)

  init(_ read: @escaping @Sendable () throws -> [UInt8]) { self.read = read }

  func using<T>(_ work: ([UInt8]) throws(TokenError) -> T) throws(TokenError) -> T {
    let pin: [UInt8]
    do { pin = try read() } catch { throw .noPIN("\(error)") }
    guard refused.withLock({ $0 }) != pin else { throw .pinRefused }
    do {
      return try work(pin)
    } catch {
      if error == .pinRefused { refused.withLock { $0 = pin } }
      throw error
    }
  }
}
