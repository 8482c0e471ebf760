import ELicence
import JOSE
import OAuth

/// Answers verifiers for the holder.
package struct LicencePresenting: Sendable {
  private let wallet: Wallet
  private let surroundings: WalletSurroundings

  package init(_ wallet: Wallet, _ surroundings: WalletSurroundings) {
    self.wallet = wallet
    self.surroundings = surroundings
  }

  /// Fetches and verifies a request. No licence is needed for that, and nothing of the wallet leaves it.
  package static func request(
    from input: RequestInput, _ surroundings: WalletSurroundings
  ) async throws(RequestRejection) -> VerifiedRequest {
    let fetching = RequestFetching(transport: surroundings.transport, walletNonce: surroundings.randomText())
    let unverified = try await fetching.fetch(input)
    return try RequestVerification(trust: surroundings.trust.verifiers).verify(unverified, at: surroundings.clock())
  }

  /// Presents what was agreed to. A licence that the issuer has replaced meanwhile is obtained anew and presented once
  /// more: a changed address must not send anybody to a counter.
  package func present(_ plan: PresentationPlan) async throws(PresentationRefusal) -> PresentationOutcome {
    var plan = plan
    if plan.licence.expires <= surroundings.clock() + Self.renewalMargin, let renewed = try await renewed(plan) {
      plan = renewed
    }
    do {
      return try await presentOnce(plan)
    } catch .refused(let code, let rejection, let id) {
      guard let rejection, Self.curable.contains(rejection), let renewed = try await renewed(plan) else {
        throw .refused(code: code, rejection: rejection, errorID: id)
      }
      return try await presentOnce(renewed)
    }
  }

  /// Tells the verifier that the holder refuses (OpenID4VP 1.0 §8.5). In the clear: an error says nothing of a licence.
  /// - Returns: where the person's browser is to go on, if the verifier says.
  package static func refuse(
    _ request: VerifiedRequest, _ surroundings: WalletSurroundings
  ) async throws(PresentationRefusal) -> String? {
    var form = [("error", OAuthErrorCode.accessDenied.rawValue)]
    if let state = request.state { form.append(("state", state)) }
    do {
      let answer = try await surroundings.transport.postForm(request.responseURI, form)
      guard answer.isSuccess else { throw PresentationRefusal(refusal: answer) }
      return answer.json?["redirect_uri"]?.string
    } catch {
      throw PresentationRefusal(error)
    }
  }

  /// Under a day of life left, a licence is obtained anew before it is presented.
  private static let renewalMargin = 86_400
  private static let curable = ["licenceInvalid", "credentialExpired"]

  private func renewed(_ plan: PresentationPlan) async throws(PresentationRefusal) -> PresentationPlan? {
    guard plan.licence.isRenewable else { return nil }
    let licence: StoredLicence
    // An issuer that cannot be reached leaves the licence as it is; the verifier decides.
    do { licence = try await LicenceRenewal(wallet, surroundings).renew(plan.licence) } catch { return nil }
    let renewed: PresentationPlan
    do { renewed = try PresentationPlan(plan.request, with: licence) } catch { return nil }
    // What the holder agreed to is these claims with these values. Where one changed, the holder is asked again.
    guard renewed.claims.map(\.name) == plan.claims.map(\.name), renewed.claims.map(\.value) == plan.claims.map(\.value)
    else { throw .changed(licence) }
    return renewed
  }

  private func presentOnce(_ plan: PresentationPlan) async throws(PresentationRefusal) -> PresentationOutcome {
    let now = surroundings.clock()
    let answer: WalletHTTPAnswer
    do {
      let form = [("response", try PresentationAnswer(plan, at: now).encrypted())]
      answer = try await surroundings.transport.postForm(plan.request.responseURI, form)
      guard answer.isSuccess else { throw PresentationRefusal(refusal: answer) }
    } catch {
      throw PresentationRefusal(error)
    }
    let json = answer.json ?? [:]
    let next = json["redirect_uri"]?.string
    let receiptURI = json["receipt_uri"]?.string ?? next
    // The receipt is a page of who asked; a link to elsewhere is not kept as one.
    let link = receiptURI.flatMap { WebAddress($0) }.flatMap {
      $0.isSameOrigin(as: plan.request.responseURI) ? $0 : nil
    }
    let receipt = StoredReceipt(plan, id: surroundings.newName(), link: link?.value, at: now)
    do {
      try await wallet.change { content in
        content.keep(receipt)
        content.licences = content.licences.map { licence in
          guard licence.id == plan.licence.id else { return licence }
          var used = licence
          used.usedAt = now
          return used
        }
      }
    } catch {
      throw .notStored(error)
    }
    // Only a page that is the receipt itself is fetched here. Any other `redirect_uri` belongs to the browser that began
    // the login: fetched by the wallet, it would be spent (OpenID4VP 1.0 §14.2).
    let isReceipt = next != nil && next == link?.value && json["receipt_uri"] != nil
    var number: String?
    if isReceipt, let link { number = await ReceiptReading(transport: surroundings.transport).number(at: link) }
    return PresentationOutcome(receipt: receipt, redirectURI: isReceipt ? nil : next, number: number)
  }
}

/// What came of presenting.
package struct PresentationOutcome: Sendable {
  package let receipt: StoredReceipt
  /// Where the person's browser is to go on, when the login began on this device.
  package let redirectURI: String?
  /// The digits to type where the login began, when it began on another device.
  package let number: String?
}

extension StoredReceipt {
  fileprivate init(_ plan: PresentationPlan, id: String, link: String?, at now: NumericDate) {
    let context = plan.request.context
    self.init(
      id: id, clientName: plan.request.clientName, clientOrigin: plan.request.clientOrigin, place: context?.place,
      browser: context?.browser, system: context?.operatingSystem, approvedAt: now, uscc: plan.licence.uscc,
      entityName: plan.licence.displayName, role: plan.licence.role?.rawValue ?? "", link: link, disownedAt: nil)
  }
}
