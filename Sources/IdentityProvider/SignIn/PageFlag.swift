/// The names by which templates ask for a state: `isWaiting`, `isDone`.
enum PageFlag {
  /// `is` and the state's word with a capital.
  static func name(_ state: some RawRepresentable<String>) -> String {
    "is" + state.rawValue.prefix(1).uppercased() + state.rawValue.dropFirst()
  }
}
