import JOSE
package import OAuth

/// What a wallet says of itself when it posts for a request (OpenID4VP 1.0 §5.10). All of it is optional, none of it is
/// believed beyond its effect on what we send back to that wallet.
package struct WalletMetadata: Sendable, Hashable {
  /// A value that must stand in the signed request, so that nobody can hand the wallet an old one.
  package let nonce: String?
  /// Whether the wallet knows our transaction data for logins. A wallet that does not would have to refuse a request
  /// that carries it (OpenID4VP 1.0 §5.1), so it is never sent unasked.
  package let knowsLoginTransactions: Bool

  /// A wallet that said nothing.
  package init() {
    nonce = nil
    knowsLoginTransactions = false
  }

  /// From the posted form.
  package init(_ parameters: ParameterList, transactionType: String) throws(OAuthError) {
    let nonceText: String?
    let metadataText: String?
    do {
      nonceText = try parameters.single("wallet_nonce")
      metadataText = try parameters.single("wallet_metadata")
    } catch {
      throw OAuthError(error)
    }
    if let nonceText, nonceText.utf8.count > 512 {
      throw OAuthError(.invalidRequest, "wallet_nonce is too long")
    }
    nonce = nonceText
    guard let metadataText else {
      knowsLoginTransactions = false
      return
    }
    let metadata: JSON
    do { metadata = try JSON(parsing: Array(metadataText.utf8), maximumDepth: 16) } catch {
      throw OAuthError(.invalidRequest, "wallet_metadata is not JSON")
    }
    guard metadata.object != nil else { throw OAuthError(.invalidRequest, "wallet_metadata is not an object") }
    if let formats = metadata["vp_formats_supported"] {
      guard formats["dc+sd-jwt"] != nil else {
        throw OAuthError(.vpFormatsNotSupported, "only dc+sd-jwt is asked for")
      }
    }
    let types = metadata["transaction_data_types_supported"]?.array?.compactMap(\.string) ?? []
    knowsLoginTransactions = types.contains(transactionType)
  }
}
