import ArgumentParser
import JOSE

/// What the portal signs by, and has its tokens signed by.
struct SignatureOption: ParsableArguments {
  @Flag(help: "Sign by SM2, and have tokens signed by it (SGD_SM3_SM2).") var sm2 = false

  var algorithm: SignatureAlgorithm { sm2 ? .sm2 : .es256 }
  var name: String { algorithm.rawValue }
}
