import Foundation
package import LibCrypto
import Synchronization

/// The certificate revocation lists (RFC 5280 §5) that an operator keeps in a folder, one a file, PEM or DER. Whatever
/// fetches them puts the newest one in place under the same name; a running server takes it up within seconds.
///
/// Once a list of an authority is here, every certificate of that authority must be answered for by a current list:
/// when the operator's fetching stops, licences are refused rather than believed.
package final class RevocationListFolder: Sendable {
  /// A file that is no revocation list.
  package struct Unreadable: Error, CustomStringConvertible {
    package let file: String
    package var description: String { "\(file) is no certificate revocation list" }
  }

  private struct Kept: Sendable {
    let changedAt: Date
    let list: CertificateRevocationList
  }

  private let folder: String
  private let kept = Mutex([String: Kept]())

  /// Reads the folder. Throws when it, or a file in it, cannot be read: a server does not start on half its lists.
  package init(folder: String) throws {
    self.folder = folder
    for unreadable in try refresh() { throw unreadable }
  }

  /// The lists as they are now.
  package var lists: [CertificateRevocationList] { kept.withLock { $0.values.map(\.list) } }

  /// Takes up what changed. What cannot be read leaves the former list of that name in force, and is answered.
  @discardableResult
  package func refresh() throws -> [Unreadable] {
    var unreadable: [Unreadable] = []
    var present: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where !name.hasPrefix(".") {
      let path = folder + "/" + name
      present.insert(name)
      let changedAt = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date ?? .distantPast
      if kept.withLock({ $0[name]?.changedAt == changedAt }) { continue }
      guard let bytes = FileManager.default.contents(atPath: path), let list = Self.list([UInt8](bytes)) else {
        unreadable.append(Unreadable(file: path))
        continue
      }
      kept.withLock { $0[name] = Kept(changedAt: changedAt, list: list) }
    }
    kept.withLock { $0 = $0.filter { present.contains($0.key) } }
    return unreadable
  }

  /// Follows the folder until the task is cancelled.
  package func run(every interval: Duration = .seconds(5), failed: @escaping @Sendable (any Error) -> Void) async {
    while !Task.isCancelled {
      do {
        for unreadable in try refresh() { failed(unreadable) }
      } catch {
        failed(error)
      }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }

  /// Reads a list, PEM or DER.
  static func list(_ bytes: [UInt8]) -> CertificateRevocationList? {
    if let text = String(validating: bytes, as: UTF8.self), text.contains("-----BEGIN") {
      return try? CertificateRevocationList(pem: text)
    }
    return try? CertificateRevocationList(der: bytes)
  }
}
