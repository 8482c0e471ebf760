/// Every command that an operator can ask, by area. A new one is added to its area's list, a new area here.
package enum OperatorCommands {
  package static let all: [any OperatorCommand.Type] =
    clients + keys + trust + licences + audit + operators + emergency + care + usage + deliveries

  /// The command of this name.
  package static func named(_ name: String) -> (any OperatorCommand.Type)? {
    all.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}
