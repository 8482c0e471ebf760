import ArgumentParser
import TongzhaoServer

/// Which server is asked: one of the two at this machine, or the address of an admin API.
enum AskedServer: ExpressibleByArgument, Sendable, Hashable {
  case kind(ServerKind)
  case address(String)

  init?(argument: String) {
    if let kind = ServerKind(rawValue: argument) {
      self = .kind(kind)
    } else if argument.hasPrefix("https://") || argument.hasPrefix("unix:/") {
      self = .address(argument)
    } else {
      return nil
    }
  }

  /// Which of the two is meant at this machine.
  var kind: ServerKind? {
    switch self {
    case .kind(let kind): kind
    case .address: nil
    }
  }

  /// The admin API that is meant.
  var address: String? {
    switch self {
    case .kind: nil
    case .address(let address): address
    }
  }
}
