package import JOSE

/// The times and bounds of this room, in seconds where they are times.
package struct SignInPolicy: Sendable, Hashable {
  /// How old a QR frame may be when it is first touched.
  package var frameLife = 30
  /// How long what a frame is traded for lives.
  package var ticketLife = 60
  /// How long an unscanned order lives without its page asking for more.
  package var orderLife = 120
  /// How long its page can keep an unscanned order alive (WCAG 2.2.1).
  package var renewalLimit = 600
  /// How long a person has after a scan.
  package var scannedLife = 180
  /// How long a person has to type the number after approving.
  package var approvedLife = 60
  /// How long an eight-digit code lives.
  package var typedCodeLife = 60
  /// How many times the request of one order is handed to wallets.
  package var attemptsPerOrder = 8
  /// How many wrong numbers end an order.
  package var numberTries = 3
  /// How many wrong numbers one licence has in an hour, over all its orders.
  package var numberBudgetPerHour = 12
  /// How many orders of one client may live at a time.
  package var ordersPerClient = 20_000
  /// How many orders of one network address may live at a time; a government hall is one address.
  package var ordersPerSource = 300
  /// How many typed codes one network address may try in a minute.
  package var typedCodesPerMinute = 10
  /// How long a browser and a holder's key that were confirmed together stay so.
  package var confirmedPairLife = 180 * 86_400
  /// How long the receipt, and with it "not me", can be opened.
  package var receiptLife = 90 * 86_400
  /// How old a key binding may be.
  package var keyBindingLife = 300
  /// How far the wallet's clock may be ahead.
  package var skew = 30

  /// What the requests to wallets are signed by. A wallet that does not know it cannot log in.
  package var requestSignature = SignatureAlgorithm.es256

  /// The usual values.
  package init() {}
}
