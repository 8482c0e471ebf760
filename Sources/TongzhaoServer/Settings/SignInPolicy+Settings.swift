import IdentityProvider

extension SignInPolicy {
  /// As the settings `sign-in.*` say.
  init(_ reader: inout SettingsReader) {
    self.init()
    frameLife = reader.number(
      "sign-in.frame-lifetime", "how old a QR frame may be at first touch", default: frameLife, in: 2...600)
    ticketLife = reader.number(
      "sign-in.ticket-lifetime", "from the scan until the wallet fetches the request", default: ticketLife, in: 10...600
    )
    renewalLimit = reader.number(
      "sign-in.order-lifetime", "how long an unscanned order lives, however often renewed", default: renewalLimit,
      in: 30...3600)
    let unattended = reader.number(
      "sign-in.order-renewal", "how long an unscanned order lives that no page renews", default: orderLife,
      in: 10...3600)
    // Settings of before may have a shorter whole.
    orderLife = min(unattended, renewalLimit)
    scannedLife = reader.number(
      "sign-in.scanned-lifetime", "from the scan to the wallet's answer", default: scannedLife, in: 30...900)
    approvedLife = reader.number(
      "sign-in.approved-lifetime", "from the approval to the number", default: approvedLife, in: 20...900)
    typedCodeLife = reader.number(
      "sign-in.typed-code-lifetime", "how long an eight-digit code can be typed", default: typedCodeLife, in: 20...600)
    keyBindingLife = reader.number(
      "sign-in.key-binding-age", "how old a key-binding proof may be, clock-skew apart", default: keyBindingLife,
      in: 30...900)
    skew = reader.number(
      "sign-in.clock-skew", "how far a wallet's clock may be off", default: skew, in: 0...300)
    receiptLife =
      reader.number(
        "sign-in.receipt-days", "how long a receipt and its 'not me' can be opened", default: receiptLife / 86_400,
        in: 1...3660, .days) * 86_400
    confirmedPairLife =
      reader.number(
        "sign-in.confirmed-days", "how long a browser and a phone need no number again",
        default: confirmedPairLife / 86_400, in: 1...366, .days) * 86_400
    attemptsPerOrder = reader.number(
      "sign-in.attempts-per-order", "how often one order's request is handed out", default: attemptsPerOrder,
      in: 2...100, .count)
    numberTries = reader.number(
      "sign-in.number-tries", "wrong numbers that end an order", default: numberTries, in: 1...10, .count)
    numberBudgetPerHour = reader.number(
      "sign-in.number-budget", "wrong numbers that one licence has in an hour", default: numberBudgetPerHour,
      in: 1...1000, .count)
    typedCodesPerMinute = reader.number(
      "sign-in.typed-codes-per-minute", "eight-digit codes that one address may try in a minute",
      default: typedCodesPerMinute, in: 1...10_000, .count)
    requestSignature = reader.signature(
      "sign-in.request-signature", "what the requests to wallets are signed by; every wallet must know it")
    ordersPerClient = reader.number(
      "sign-in.orders-per-client", "living orders of one client", default: 10_000, in: 1...10_000_000, .count)
    ordersPerSource = reader.number(
      "sign-in.orders-per-source", "living orders of one network address", default: 200, in: 1...1_000_000, .count)
  }
}

extension SessionLifetimes {
  /// As the settings `session.*` say.
  init(_ reader: inout SettingsReader) {
    self.init()
    longest = reader.number(
      "session.lifetime", "from the login to the session's end", default: 8 * 3600, in: 60...86_400)
    idle = reader.number(
      "session.idle", "without a request, after which a session ends", default: idle, in: 60...86_400)
    sharedLongest = reader.number(
      "session.shared-lifetime", "the first of these on a shared computer", default: sharedLongest, in: 60...86_400)
    sharedIdle = reader.number(
      "session.shared-idle", "the second of these on a shared computer", default: sharedIdle, in: 30...3600)
  }
}
