package import Hummingbird

/// Draws the page for a person: an error and its id, as an answer to the request.
package typealias ErrorPageRenderer = @Sendable (PageError, _ errorID: String, Request) -> Response

/// A page without any style, for servers that have none of their own.
@Sendable package func plainErrorPage(_ error: PageError, _ errorID: String, _ request: Request) -> Response {
  let language = Language.of(request)
  let sentence = HTMLText.escape(error.sentence(in: language))
  let label = language == .zhHans ? "错误编号" : "Error id"
  return .html(
    """
    <!doctype html><html lang="\(language.rawValue)"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(error.status)</title></head>
    <body><main><h1>\(sentence)</h1><p>\(label): <code>\(HTMLText.escape(errorID))</code></p></main></body></html>
    """, status: .init(code: error.status), language: language)
}
