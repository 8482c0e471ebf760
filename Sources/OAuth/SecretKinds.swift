// The kinds of `BearerSecret`. They have no values: they keep a code from being passed for a token.

/// An authorization code (RFC 6749 §1.3.1).
package enum AuthorizationCodeSecret {}
/// A refresh token (RFC 6749 §1.5).
package enum RefreshTokenSecret {}
/// The part of a pushed request's `request_uri` that nobody can guess (RFC 9126 §2.2).
package enum PushedRequestSecret {}
/// The cookie that names a single sign-on session.
package enum SessionSecret {}
/// The cookie that binds an order to the browser that opened it.
package enum BrowserSecret {}
/// The `response_code` that brings a same-device login back to its browser (OpenID4VP 1.0 §13.3).
package enum ResponseCodeSecret {}
/// The address of the receipt that the phone shows after approving.
package enum ReceiptSecret {}
/// What a device fetches its tokens by (RFC 8628 §3.2).
package enum DeviceCodeSecret {}
/// What a client fetches the answer to its authentication request by: `auth_req_id` (CIBA §7.3).
package enum AuthenticationRequestSecret {}
/// The link by which a screen or a phone takes such a request up.
package enum RequestLinkSecret {}
/// A client's password (RFC 6749 §2.3.1).
package enum ClientSecret {}
/// What lets software register itself (RFC 7591 §1.2).
package enum InitialAccessTokenSecret {}
/// What lets a client manage its registration (RFC 7592 §1.2).
package enum RegistrationAccessTokenSecret {}
/// A pre-authorized code (OpenID4VCI 1.0 §4.1.1).
package enum PreAuthorizedCodeSecret {}
/// The `tx_code` that goes with a pre-authorized code (OpenID4VCI 1.0 §4.1.1).
package enum TransactionCode {}
