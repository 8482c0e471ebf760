import OAuth

/// A refusal for a person: one sentence that says what to do now. The page adds the error's id.
package struct PageError: Error, Sendable, Hashable {
  /// The HTTP status.
  package let status: Int
  /// The sentence in Chinese.
  package let chinese: String
  /// The sentence in English.
  package let english: String
  /// Where a button may lead, if there is a way forward.
  package let forward: String?
  /// For the log only.
  package let diagnosis: String?

  /// A refusal in both languages.
  package init(
    status: Int, chinese: String, english: String, forward: String? = nil, diagnosis: String? = nil
  ) {
    self.status = status
    self.chinese = chinese
    self.english = english
    self.forward = forward
    self.diagnosis = diagnosis
  }

  /// The sentence in `language`.
  package func sentence(in language: Language) -> String {
    switch language {
    case .zhHans: chinese
    case .english: english
    }
  }

  /// The page for an error that was meant for a program. Its description is for developers and stays in the log.
  init(_ error: OAuthError) {
    switch error.status {
    case 404: self = .notFound
    case 429, 503:
      self.init(
        status: error.status, chinese: "现在访问的人较多，请稍后再试。", english: "It is busy right now. Please try again shortly.",
        diagnosis: error.diagnosis)
    case 500...: self = .internalFailure
    default:
      self.init(
        status: error.status, chinese: "这个请求不完整或已失效。请返回办事网站，重新开始。",
        english: "This request is incomplete or no longer valid. Please go back to the site and start again.",
        diagnosis: error.diagnosis ?? error.description)
    }
  }

  /// Nothing is at this address.
  package static let notFound = PageError(
    status: 404, chinese: "没有这个页面。请检查网址，或返回办事网站。",
    english: "There is no such page. Please check the address, or go back to the site.")

  /// Something failed here.
  package static let internalFailure = PageError(
    status: 500, chinese: "系统出了点问题，请稍后再试。如果仍不行，请把错误编号告诉工作人员。",
    english: "Something went wrong on our side. Please try again; if it stays, tell the staff the error id.")
}
