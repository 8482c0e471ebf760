/// Lines of a file that cannot be imported; nothing was changed.
struct RejectedLicences: OperatorFault {
  let lines: [String]

  var isRefusal: Bool { false }
}
