import OAuthHTTP

/// The files of `WebWallet/`. In them a file names another as `"./name"`; served, that becomes the address that changes
/// with the other's content. So a file stands in the list behind those it names.
struct WebWalletFiles {
  private static let files: [(name: String, content: [UInt8])] = [
    ("wallet.css", PackageResources.wallet_css),
    ("bytes.js", PackageResources.bytes_js),
    ("der.js", PackageResources.der_js),
    ("sm2.js", PackageResources.sm2_js),
    ("keys.js", PackageResources.keys_js),
    ("certificate.js", PackageResources.certificate_js),
    ("trust.js", PackageResources.trust_js),
    ("jose.js", PackageResources.jose_js),
    ("sd-jwt.js", PackageResources.sd_jwt_js),
    ("dcql.js", PackageResources.dcql_js),
    ("http.js", PackageResources.http_js),
    ("store.js", PackageResources.store_js),
    ("links.js", PackageResources.links_js),
    ("issuance.js", PackageResources.issuance_js),
    ("request.js", PackageResources.request_js),
    ("presentation.js", PackageResources.presentation_js),
    ("words.js", PackageResources.words_js),
    ("face.js", PackageResources.face_js),
    ("view.js", PackageResources.view_js),
    ("licences.js", PackageResources.licences_js),
    ("login.js", PackageResources.login_js),
    ("consents.js", PackageResources.consents_js),
    ("qr-reader.js", PackageResources.qr_reader_js),
    ("scan.js", PackageResources.scan_js),
    ("help.js", PackageResources.help_js),
    ("main.js", PackageResources.main_js),
  ]
  private static let index = PackageResources.index_html

  let assets: StaticAssets
  /// The page, naming its files by their addresses.
  let page: String

  init() {
    var addressed: [String: [UInt8]] = [:]
    var addresses: [(name: String, address: String)] = []
    for file in Self.files {
      let content = Self.text(file.content, naming: addresses)
      addressed[file.name] = Array(content.utf8)
      if let address = StaticAssets([file.name: Array(content.utf8)])[file.name] {
        addresses.append((file.name, address))
      }
    }
    assets = StaticAssets(addressed)
    page = Self.text(Self.index, naming: addresses)
    precondition(!page.contains("\"./"), "index.html names a file that is not in this list")
  }

  private static func text(_ content: [UInt8], naming addresses: [(name: String, address: String)]) -> String {
    addresses.reduce(String(decoding: content, as: UTF8.self)) { text, file in
      text.replacing("\"./\(file.name)\"", with: "\"\(file.address)\"")
    }
  }
}
