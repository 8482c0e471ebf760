package import KeyCustody

extension PassphraseSeal.Refusal: OperatorFault {
  package var lines: [String] {
    switch self {
    case .malformed: ["The profile's key cannot be read."]
    case .wrongPassphrase: ["The passphrase is wrong."]
    case .tooWeak:
      ["A passphrase has \(PassphraseSeal.shortestPassphrase) characters or more, five of them different."]
    }
  }
}

extension PrivateFileError: OperatorFault {
  package var isRefusal: Bool { false }
  package var lines: [String] { [description] }
}
