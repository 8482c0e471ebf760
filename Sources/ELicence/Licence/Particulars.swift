/// The particulars of a licence (照面信息): one set of neutral facts for every kind of entity. What the face prints beside
/// each comes from the kind. A fact that the face does not show is absent, never an empty text.
package struct Particulars: Sendable, Hashable {
  package var uscc: CreditCode
  package var kind: EntityKind
  package var entityName: String?
  /// The type as printed: 有限责任公司（自然人独资）.
  package var entityType: String?
  package var representativeName: String?
  /// The label printed beside the name: 法定代表人, 经营者, 执行事务合伙人 …
  package var representativeTitle: String?
  package var registeredCapital: RegisteredCapital?
  package var establishedOn: CalendarDate?
  package var termFrom: CalendarDate?
  /// The last day of the term, inclusive; absent means 长期.
  package var termTo: CalendarDate?
  package var address: String?
  package var businessScope: String?
  /// 组成形式 of a household business: by a person or by a family.
  package var compositionForm: String?
  package var registrationAuthority: String?
  package var approvedOn: CalendarDate?
  package var licenceSerial: String?

  package init(uscc: CreditCode, kind: EntityKind) {
    self.uscc = uscc
    self.kind = kind
  }

  /// What to call the entity: its name, or for a nameless household business its operator.
  package var displayName: String {
    if let entityName { return entityName }
    if let representativeName { return "\(kind.label.chinese)（\(representativeName)）" }
    return uscc.value
  }
}
