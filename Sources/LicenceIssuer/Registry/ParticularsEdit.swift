package import ELicence
import JOSE

/// A change of particulars as a registrar writes it: `field=value`, an empty value for a fact that the face no longer
/// shows.
package struct ParticularsEdit: Sendable, Hashable {
  /// A claim's name, such as `address`.
  package let field: String
  /// The value as typed.
  package let value: String

  /// Sets a field to a value.
  package init(field: String, value: String) {
    self.field = field
    self.value = value
  }

  /// Reads `field=value`; nil without an equals sign or a name before it.
  package init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    self.init(field: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
  }

  /// The particulars with all edits made. The credit code is the licence's identity and stays.
  package static func applying(
    _ edits: [ParticularsEdit], to particulars: Particulars
  ) throws(RegistryRefusal) -> Particulars {
    var json = particulars.json
    for edit in edits {
      guard Particulars.claimNames.contains(edit.field), edit.field != "uscc" else {
        throw .fieldNotChangeable(edit.field)
      }
      guard edit.value.utf8.count <= 16_384, edit.value.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" })
      else { throw .fieldInvalid(edit.field) }
      if edit.value.isEmpty {
        json[edit.field] = nil
      } else if edit.field == "registered_capital" {
        json[edit.field] = RegisteredCapital(printed: edit.value).json
      } else {
        json[edit.field] = .string(edit.value)
      }
    }
    do { return try Particulars(json: json) } catch { throw .fieldInvalid(error.claim) }
  }
}
