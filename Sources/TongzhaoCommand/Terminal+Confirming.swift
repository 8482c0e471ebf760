import ArgumentParser
import Foundation
import KeyCustody
import TongzhaoServer

extension Terminal {
  /// Asks before something that cannot be taken back. Without a terminal nobody is asked, and `--yes` is needed.
  static func confirm(_ question: String, yes: Bool) throws {
    if yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      error("\(question) Say --yes where there is no terminal to ask at.")
      throw Outcome.unconfirmed
    }
    FileHandle.standardError.write(Data("\(question) [yes/no] ".utf8))
    guard readLine()?.lowercased() == "yes" else { throw Outcome.unconfirmed }
  }

  /// Runs what an operator asked; a refusal is told in sentences and has an exit code of its own.
  static func operating<T>(_ work: () async throws -> T) async throws -> T {
    do {
      return try await work()
    } catch let refusal as OperatorRefusal {
      for line in refusal.lines { error(line) }
    } catch let refusal as KeyCustodyError {
      error(refusal.sentence)
    }
    throw Outcome.refused
  }
}

extension KeyCustodyError {
  /// For the operator.
  var sentence: String {
    switch self {
    case .noSigningKey(let slot): "No key signs in \(slot)."
    case .certificateExpired(let kid): "The certificate of \(kid) has expired."
    case .alreadyAnnounced(let kid): "A successor is announced already: \(kid)."
    case .announcementTooShort(let seconds):
      "A key must be announced for longer than the longest max-age of the key set, which is \(seconds) s."
    case .noAuthority(let use): "\(use.rawValue) needs a certificate, and no authority is configured to issue one."
    case .authorityExpires(let use): "The authority's own certificate ends before a \(use.rawValue) key would have to."
    case .noSecret(let purpose): "No secret for \(purpose.rawValue) is in use yet."
    case .permanentSecret(let purpose): "The secret for \(purpose.rawValue) cannot be changed."
    case .unknownKey(let kid): "There is no key \(kid)."
    case .wrongState(let kid, let state): "The key \(kid) is \(state.rawValue)."
    }
  }
}
