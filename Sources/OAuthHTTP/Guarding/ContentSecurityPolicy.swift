/// The Content-Security-Policy of one answer (CSP Level 3), by typed sources.
package struct ContentSecurityPolicy: Sendable, Hashable {
  /// A source of a directive.
  package enum Source: Sendable, Hashable {
    /// This origin.
    case ownOrigin
    /// `data:` addresses.
    case data
    /// `blob:` addresses.
    case blob
    /// Another origin.
    case origin(WebOrigin)
    /// One page of another origin. What follows it by redirect is held to the origin only (CSP3 §6.7.2.8).
    case page(WebAddress)

    var text: String {
      switch self {
      case .ownOrigin: "'self'"
      case .data: "data:"
      case .blob: "blob:"
      case .origin(let origin): origin.value
      case .page(let address):
        // A query is no part of a source, and these two would end it.
        String(address.text.prefix { $0 != "?" }).replacing(";", with: "%3B").replacing(",", with: "%2C")
      }
    }
  }

  /// Where styles come from.
  package var style: [Source]
  /// Where scripts come from.
  package var script: [Source]
  /// Where images come from.
  package var image: [Source]
  /// Where scripts may connect to.
  package var connect: [Source]
  /// Where forms may be sent to.
  package var formAction: [Source]
  /// What frames may show.
  package var frame: [Source] = []
  /// Whether any site may show the answer in a frame: for what has nothing to see and nothing to press.
  package var isFramable = false

  /// A policy from nothing: every directive is `'none'` unless named.
  package init(
    style: [Source] = [], script: [Source] = [], image: [Source] = [], connect: [Source] = [],
    formAction: [Source] = []
  ) {
    self.style = style
    self.script = script
    self.image = image
    self.connect = connect
    self.formAction = formAction
  }

  /// What pages live under: everything from here, images also from `data:`.
  package static let page = ContentSecurityPolicy(
    style: [.ownOrigin], script: [.ownOrigin], image: [.ownOrigin, .data], connect: [.ownOrigin],
    formAction: [.ownOrigin])

  /// For what is no page.
  package static let nothing = ContentSecurityPolicy()

  /// The same policy, with forms whose answer redirects to these origins. Chromium holds a redirect that follows a form
  /// to `form-action` too: a page whose form is answered by a redirect to the relying party must name its origin.
  package func allowingFormRedirects(to origins: [WebOrigin]) -> ContentSecurityPolicy {
    var policy = self
    policy.formAction += origins.map(Source.origin).filter { !formAction.contains($0) }
    return policy
  }

  /// The same policy, with frames of these origins and no others.
  package func framing(_ origins: [WebOrigin]) -> ContentSecurityPolicy {
    var policy = self
    policy.frame = origins.reduce(into: []) { known, origin in
      if !known.contains(.origin(origin)) { known.append(.origin(origin)) }
    }
    return policy
  }

  /// Whether a written policy keeps an answer out of every frame.
  static func forbidsFraming(_ header: String) -> Bool {
    header == pageHeader || header == nothingHeader || header.contains(noAncestors)
  }

  private static let noAncestors = "frame-ancestors 'none'"

  /// The header's value.
  package var header: String {
    if self == .page { return Self.pageHeader }
    if self == .nothing { return Self.nothingHeader }
    return written
  }

  static let pageHeader = ContentSecurityPolicy.page.written
  static let nothingHeader = ContentSecurityPolicy.nothing.written

  private var written: String {
    var text = "default-src 'none'"
    for (name, sources) in [
      ("style-src", style), ("script-src", script), ("img-src", image), ("connect-src", connect),
      ("frame-src", frame),
    ] where !sources.isEmpty {
      text += "; \(name) " + sources.map(\.text).joined(separator: " ")
    }
    // Not covered by default-src (CSP3 §6.3), so always said.
    let forms = formAction.isEmpty ? "'none'" : formAction.map(\.text).joined(separator: " ")
    let ancestors = isFramable ? "frame-ancestors https: http:" : Self.noAncestors
    return text + "; form-action \(forms); \(ancestors); base-uri 'none'"
  }
}
