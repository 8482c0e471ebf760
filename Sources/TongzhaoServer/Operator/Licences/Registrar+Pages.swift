import ELicence
import JOSE
import LicenceIssuer

extension Registrar {
  /// A page behind this licence, told with how to read on.
  func page(
    after code: CreditCode?, _ read: (LicenceCursor?) async throws -> LicencePage
  ) async throws -> OperatorAnswer {
    var cursor: LicenceCursor?
    if let code { cursor = LicenceCursor(after: try await show(code).licence) }
    let page = try await read(cursor)
    return OperatorAnswer(
      json: .array(page.licences.map { .object($0.json) }), lines: page.licences.map(\.line),
      warnings: page.next.map { ["more: --after \($0.uscc)"] } ?? [])
  }
}
