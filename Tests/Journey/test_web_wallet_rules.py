"""The web wallet alone, in a real browser, against an issuer and a verifier made with other people's libraries: what it
does, and every rule for whose breach it stops."""

import base64
import hashlib
import json
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from sd_jwt.verifier import SDJWTVerifier
from jwcrypto import jwk

from people import eventually, expect, patient

from licence_parties import CLAIMS, Certified, Issuer, Verifier, WalletSite, b64u, unb64u


class Parties:
    def __init__(self):
        self.root = Certified("Test root", authority=True)
        self.region = Certified("Test region", self.root, authority=True, path_length=0)
        self.issuer = Issuer(Certified("Test registrar", self.root))
        self.verifier = Verifier(Certified("Test login service", self.region, dns=["idp.example"]), self.root)
        self.site = WalletSite([self.root])
        self.site.origins = [self.verifier.url, self.issuer.url]

    def close(self):
        for one in (self.issuer, self.verifier, self.site):
            one.close()


@pytest.fixture
def parties():
    parties = Parties()
    yield parties
    parties.close()


class Phone:
    """A phone's browser with the web wallet in it."""

    def __init__(self, browser, parties, **context):
        self.parties = parties
        self.context = patient(browser.new_context(
            **{"viewport": {"width": 360, "height": 740}, "locale": "zh-CN", "has_touch": True, **context}))
        self.page = self.context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda message: self.problems.append(message.text)
                     if message.type == "error" and "Failed to load resource" not in message.text else None)

    def open(self, path="/"):
        self.page.goto(self.parties.site.url + path)

    def enter(self, text):
        """Pastes a link on the scanning page."""
        self.open("/#/scan")
        self.page.locator("#link").fill(text)
        self.page.locator("#link").press("Tab")
        self.page.keyboard.press("Enter")

    def receive(self, code="482915"):
        self.enter(self.parties.issuer.offer())
        self.page.locator("#tx-code").fill(code)
        self.page.locator("#lock").check()
        self.page.locator("form button").click()

    def received(self):
        self.receive()
        self.page.locator(".card.good").wait_for()

    def ask(self, **options):
        """Comes by the link of a login page on this phone."""
        self.page.goto(self.parties.verifier.link(self.parties.site.url + "/present", **options))
        self.page.locator(".decision, [role=alert]").first.wait_for()

    def decide(self, text):
        self.page.locator(".decision button", has_text=text).click()

    def refusal(self):
        alert = self.page.locator("[data-refusal]")
        alert.wait_for()
        return alert.get_attribute("data-refusal")

    def stored(self, name):
        return self.page.evaluate("name => Wallet.all(name)", name)


@pytest.fixture
def phone(browser, parties):
    phone = Phone(browser, parties)
    yield phone
    phone.context.close()
    assert phone.problems == []


# What it does

def test_a_licence_is_received_with_a_key_that_cannot_be_read_out(phone, parties):
    phone.received()
    assert parties.issuer.events == ["credential_accepted"]
    assert "济源示例科技有限公司" in phone.page.locator(".card.good").inner_text()
    assert phone.page.evaluate("""async () => {
      const [{keys}] = await Wallet.all('licences');
      const read = crypto.subtle.exportKey('jwk', keys.privateKey).then(() => 1, () => 0);
      return [keys.privateKey.extractable, await read];
    }""") == [False, 0]
    assert phone.stored("pending") == []


def test_a_wrong_code_leaves_the_offer_open(phone, parties):
    phone.receive("000000")
    assert phone.refusal() == "invalid_grant"
    phone.page.locator("#tx-code").fill("482 915")
    phone.page.locator("form button").click()
    phone.page.locator(".card.good").wait_for()


def test_a_device_without_a_lock_does_not_receive(phone, parties):
    phone.enter(parties.issuer.offer())
    phone.page.locator("#tx-code").fill("482915")
    phone.page.locator("form button").click()
    phone.page.locator("[role=alert]").wait_for()
    assert parties.issuer.issued == 0


def test_an_issuance_that_was_cut_off_is_finished_when_the_wallet_opens_again(phone, parties):
    original, parties.issuer.credential = parties.issuer.credential, lambda *_: (500, "text/plain", b"")
    phone.receive()
    assert phone.refusal() == "unreachable"
    parties.issuer.credential = original
    phone.open("/")
    phone.page.reload()
    phone.page.locator("a.card").wait_for()
    assert phone.stored("pending") == []


def presented(phone, parties):
    """The answer, verified by the reference implementation of SD-JWT."""
    answer = parties.verifier.answers[-1]
    [presentation] = answer["vp_token"]["licence"]
    key = jwk.JWK.from_pyca(parties.issuer.signer.key.public_key())
    verified = SDJWTVerifier(
        presentation, lambda *_: key, parties.verifier.client_id, parties.verifier.nonce).get_verified_payload()
    binding = json.loads(unb64u(presentation.split("~")[-1].split(".")[1]))
    return answer, verified, binding


@pytest.mark.parametrize("encryptions, used", [
    (["A128GCM", "A256GCM"], "A256GCM"), (["A128GCM"], "A128GCM")])
def test_what_is_agreed_to_is_presented_and_the_browser_goes_back(phone, parties, encryptions, used):
    parties.verifier.encryptions = encryptions
    phone.received()
    phone.ask()
    text = phone.page.locator("#page").inner_text()
    for shown in ("济源政务服务网", "portal.example.gov.cn", "企业登录办事", "河南济源", "Chrome · Windows",
                  "济源示例科技有限公司", "91419001MA00000079", "法定代表人"):
        assert shown in text
    assert "张建国" not in text
    assert parties.verifier.answers == []
    phone.decide("同意")
    phone.page.wait_for_url(parties.verifier.url + "/sign-in/return?response_code=c")
    answer, verified, binding = presented(phone, parties)
    assert answer["header"]["enc"] == used and answer["header"]["kid"] == "k-1"
    assert answer["state"] == parties.verifier.request_state
    asked = {"uscc", "registration_state", "holder_role", "holder_id", "delegation", "entity_name", "entity_class"}
    assert {name for name in verified if name in CLAIMS} == asked
    assert binding["transaction_data_hashes"] == [
        b64u(hashlib.sha256(text.encode()).digest()) for text in parties.verifier.transaction_data]


def test_a_verifier_without_transaction_data_gets_no_hashes(phone, parties):
    parties.verifier.uses_transactions = False
    phone.received()
    phone.ask()
    phone.decide("同意")
    phone.page.wait_for_url("**/sign-in/return**")
    _, _, binding = presented(phone, parties)
    assert "transaction_data_hashes" not in binding


def test_agree_and_refuse_are_of_the_same_size_side_by_side(phone, parties):
    phone.received()
    phone.ask()
    boxes = [button.bounding_box() for button in phone.page.locator(".decision button").all()]
    assert len(boxes) == 2 and boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["width"] == boxes[1]["width"] and boxes[0]["height"] == boxes[1]["height"] >= 44


def test_refusing_hands_nothing_over(phone, parties):
    phone.received()
    phone.ask()
    phone.decide("拒绝")
    phone.page.locator("h1", has_text="已拒绝").wait_for()
    assert parties.verifier.answers == [{"error": "access_denied", "state": parties.verifier.request_state}]
    phone.page.reload()
    assert parties.verifier.requests == 1


@pytest.mark.parametrize("text", ["openid4vp", "frame", "digits"])
def test_the_number_is_shown_for_a_login_on_another_device_and_it_can_be_disowned(phone, parties, text):
    parties.verifier.same_device = False
    phone.received()
    phone.enter({"openid4vp": parties.verifier.link("openid4vp://authorize"),
                 "frame": parties.verifier.url + "/w/frame", "digits": "1234 5678"}[text])
    phone.decide("同意")
    phone.page.locator(".number", has_text="482 915").wait_for()
    parties.verifier.state = "done"
    phone.page.locator(".verdict", has_text="登录成功").wait_for()
    phone.page.locator("nav a", has_text="记录").click()
    phone.page.locator("li button", has_text="不是我本人操作").click()
    phone.page.locator("button", has_text="终止").click()
    phone.page.locator(".verdict", has_text="已终止该登录").wait_for()
    assert parties.verifier.disowned


def test_a_licence_that_was_replaced_is_obtained_anew_and_presented(phone, parties):
    phone.received()
    parties.verifier.refuse_with = ["licenceInvalid", None]
    phone.ask()
    phone.decide("同意")
    phone.page.wait_for_url("**/sign-in/return**")
    assert parties.issuer.issued == 2 and len(parties.verifier.answers) == 2


def test_changed_particulars_are_shown_again_before_they_are_handed_over(phone, parties):
    phone.received()
    parties.issuer.claims["entity_name"] = "济源新名科技有限公司"
    parties.verifier.refuse_with = ["licenceInvalid", None]
    phone.ask()
    phone.decide("同意")
    assert phone.refusal() == "changed"
    assert "济源新名科技有限公司" in phone.page.locator(".claims").inner_text()
    assert len(parties.verifier.answers) == 1


def test_a_licence_near_its_end_is_obtained_anew_when_the_wallet_opens(phone, parties):
    parties.issuer.lifetime = 3600
    phone.received()
    parties.issuer.lifetime = 30 * 86400
    phone.open("/#/help")
    phone.page.reload()
    eventually(lambda: phone.stored("licences")[0]["expires"] > time.time() + 86400, "it is not obtained anew")
    assert parties.issuer.issued == 2


def test_a_suspended_licence_is_explained_with_an_error_id(phone, parties):
    phone.received()
    parties.verifier.refuse_with = ["licenceSuspended"]
    phone.ask()
    phone.decide("同意")
    assert phone.refusal() == "licenceSuspended"
    assert "e-1" in phone.page.locator("[data-refusal]").inner_text()


def test_a_wallet_without_a_licence_says_so_and_can_refuse(phone, parties):
    phone.ask()
    phone.page.locator("[role=alert]", has_text="没有符合要求的执照").wait_for()
    phone.page.locator("button", has_text="拒绝").click()
    phone.page.locator("h1", has_text="已拒绝").wait_for()


def test_nine_licences_can_be_searched_and_chosen(phone, parties):
    for number in range(9):
        parties.issuer.claims.update(uscc=f"91419001MA0000{number:02}X{number}", entity_name=f"济源第{number}公司")
        phone.received()
    phone.open("/")
    expect(phone.page.locator("a.card")).to_have_count(9)
    phone.page.locator("#search").fill("第7")
    expect(phone.page.locator("a.card")).to_have_count(1)
    phone.ask()
    phone.page.locator("#search").fill("第3")
    phone.page.locator("input[type=radio]").check()
    assert "济源第3公司" in phone.page.locator(".claims").inner_text()
    phone.decide("同意")
    phone.page.wait_for_url("**/sign-in/return**")
    assert presented(phone, parties)[1]["entity_name"] == "济源第3公司"


def test_the_language_follows_the_browser_and_can_be_switched(browser, parties):
    phone = Phone(browser, parties, locale="en-GB")
    phone.open()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    expect(phone.page.locator("h1")).to_have_text("My licences")
    phone.page.locator("#language").click()
    expect(phone.page.locator("h1")).to_have_text("我的执照")
    phone.page.reload()
    expect(phone.page.locator("html")).to_have_attribute("lang", "zh-CN")
    phone.context.close()


# Requests that are refused

def claim(name, value):
    def alter(claims, _):
        if value is None:
            claims.pop(name, None)
        else:
            claims[name] = value() if callable(value) else value
    return lambda verifier, parties: setattr(verifier, "alter", alter)


def head(name, value):
    return lambda verifier, parties: setattr(
        verifier, "alter", lambda claims, header: header.pop(name) if value is None else header.update({name: value}))


def signer(make):
    """Signed under another certificate, with the client_id that belongs to it."""
    return lambda verifier, parties: setattr(verifier, "signer", make(parties))


def query(change):
    return lambda verifier, parties: setattr(
        verifier, "alter", lambda claims, _: change(claims["dcql_query"]["credentials"][0]))


def with_token(change):
    return lambda verifier, parties: setattr(verifier, "alter_token", change)


def foreign_authority(parties):
    return Certified("Login", Certified("Stranger", authority=True))


def unsorted(parties):
    leaf = parties.verifier.signer
    other = Certified("Region 2", parties.root, authority=True)
    leaf.issuer = other
    return leaf


def under(**options):
    return lambda parties: Certified("Login", Certified("Region", parties.root, authority=True, **options))


def signed_by_a_leaf(parties):
    return Certified("Login", Certified("A leaf", parties.root))


def too_deep(parties):
    return Certified("Login", Certified("Below", parties.region, authority=True))


def shortened(token):
    *signed, signature = token.split(".")
    return ".".join([*signed, b64u(unb64u(signature)[:-1])])


NOW = int(time.time())
LICENCES, REQUESTS = "2.25.114092957263518033140810559349620504997.1", "1.0.18013.5.1.6"
REFUSED = {
    "type": (head("typ", "JWT"), "wrongType"),
    "algorithm": (head("alg", "none"), "unsupportedAlgorithm"),
    "critical header": (head("crit", ["x"]), "malformed"),
    "no certificate": (head("x5c", None), "missingCertificate"),
    "signature": (with_token(
        lambda token: token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")), "badSignature"),
    "short signature": (with_token(shortened), "badSignature"),
    "two names": (with_token(lambda token: token.replace(token.split(".")[0], b64u(
        b'{"alg":"ES256","alg":"ES256",' + unb64u(token.split(".")[0])[1:]))), "malformed"),
    "padding": (with_token(lambda token: token.replace(".", "=.", 1)), "malformed"),
    "self-signed": (signer(lambda parties: Certified("Login")), "selfSignedCertificate"),
    "another root": (signer(foreign_authority), "untrustedCertificate"),
    "missing link of the chain": (signer(unsorted), "untrustedCertificate"),
    "expired leaf": (signer(lambda parties: Certified("Login", parties.root, days=(-9, -1))), "certificateExpired"),
    "leaf of tomorrow": (
        signer(lambda parties: Certified("Login", parties.root, days=(1, 9))), "certificateNotYetValid"),
    "expired authority": (signer(under(days=(-9, -1))), "certificateExpired"),
    "authority that may not certify": (signer(under(usage="signs")), "untrustedCertificate"),
    "leaf that certifies": (signer(signed_by_a_leaf), "untrustedCertificate"),
    "longer than its path length": (signer(too_deep), "untrustedCertificate"),
    "leaf that may not sign": (
        signer(lambda parties: Certified("Login", parties.root, usage="certifies")), "untrustedCertificate"),
    "leaf that is an authority": (
        signer(lambda parties: Certified("Login", parties.root, authority=True, usage="signs")),
        "untrustedCertificate"),
    "unknown critical extension": (signer(lambda parties: Certified(
        "Login", parties.root, extra=(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True))),
        "untrustedCertificate"),
    "name constraints": (
        signer(lambda parties: Certified("Login", Certified("Region", parties.root, authority=True, extra=(
        x509.NameConstraints([x509.DNSName("example")], None), False)))), "untrustedCertificate"),
    "licence issuer's certificate": (signer(lambda parties: Certified(
        "Registrar", parties.root, purposes=(LICENCES,))), "certificateForOtherPurpose"),
    "web server's certificate": (signer(lambda parties: Certified(
        "Web", parties.root, purposes=("1.3.6.1.5.5.7.3.1",))), "certificateForOtherPurpose"),
    "authority for licences only": (signer(lambda parties: Certified("Login", Certified(
        "Region", parties.root, authority=True, purposes=(LICENCES,)), purposes=(REQUESTS,))),
        "certificateForOtherPurpose"),
    "other client": (claim("client_id", "x509_hash:other"), "otherClient"),
    "no client": (claim("client_id", None), "missingClientID"),
    "old wallet nonce": (claim("wallet_nonce", "old"), "wrongWalletNonce"),
    "no wallet nonce": (claim("wallet_nonce", None), "wrongWalletNonce"),
    "audience": (claim("aud", "https://other.example"), "wrongAudience"),
    "expired": (claim("exp", NOW - 600), "expired"),
    "old": (claim("iat", NOW - 7200), "expired"),
    "future": (claim("iat", lambda: int(time.time()) + 86_400), "notYetValid"),
    "time as text": (claim("exp", "soon"), "malformed"),
    "response type": (claim("response_type", "code"), "unsupportedResponseType"),
    "in the clear": (claim("response_mode", "direct_post"), "unsupportedResponseMode"),
    "two places": (claim("redirect_uri", "https://a.example"), "redirectURIPresent"),
    "no place": (claim("response_uri", None), "missingResponseURI"),
    "foreign place": (claim("response_uri", "https://thief.example/a"), "foreignResponseURI"),
    "insecure place": (claim("response_uri", "http://thief.example/a"), "insecureAddress"),
    "no nonce": (claim("nonce", None), "missingNonce"),
    "nonce with spaces": (claim("nonce", "a b"), "missingNonce"),
    "state": (claim("state", 5), "malformedState"),
    "no query": (claim("dcql_query", None), "malformedQuery"),
    "scope": (claim("scope", "licence"), "malformedQuery"),
    "empty query": (claim("dcql_query", {"credentials": []}), "malformedQuery"),
    "query without type": (query(lambda one: one.update(meta={})), "malformedQuery"),
    "query with an unknown id": (query(lambda one: one.update(claim_sets=[["nobody"]])), "malformedQuery"),
    "query with a bad path": (query(lambda one: one["claims"][0].update(path=[-1])), "malformedQuery"),
    "context": (claim("context", {"client_name": "x"}), "malformedContext"),
    "context unlike the transaction": (lambda verifier, parties: setattr(
        verifier, "alter", lambda claims, _: claims["context"].update(client_name="别人")), "contradictoryContext"),
    "unknown transaction": (
        claim("transaction_data", [b64u(json.dumps({"type": "x", "credential_ids": ["licence"]}).encode())]),
        "unsupportedTransactionData"),
    "no key": (claim("client_metadata", {}), "missingEncryptionKey"),
    "unknown encryption": (
        lambda verifier, parties: setattr(verifier, "encryptions", ["A192GCM"]), "unsupportedEncryption"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_breaks_a_rule_is_not_shown(phone, parties, case):
    change, name = REFUSED[case]
    change(parties.verifier, parties)
    phone.ask()
    assert phone.refusal() == name
    assert phone.page.locator(".decision").count() == 0
    assert parties.verifier.answers == []
    assert phone.page.locator("a[href='#/']").count() > 1


def test_a_root_in_the_chain_is_not_believed(phone, parties):
    parties.verifier.alter = lambda _, header: header["x5c"].append(parties.root.base64)
    phone.ask()
    assert phone.refusal() == "anchorPresented"


def test_another_curve_is_not_read(phone, parties):
    other = Certified("Login", parties.root, curve=ec.SECP384R1())
    parties.verifier.alter = lambda _, header: header.update(x5c=[other.base64])
    phone.ask()
    assert phone.refusal() == "untrustedCertificate"


@pytest.mark.parametrize("change", [
    lambda der: der + b"\0", lambda der: der[:-1], lambda der: b"\x30\x80" + der[4:] + b"\0\0",
    lambda der: der[:8] + b"\x81" + der[9:], lambda der: b""])
def test_der_that_is_not_strict_is_not_read(phone, parties, change):
    damaged = base64.b64encode(change(parties.verifier.signer.der)).decode()
    parties.verifier.alter = lambda _, header: header.update(x5c=[damaged, *header["x5c"][1:]])
    phone.ask()
    assert phone.refusal() == "untrustedCertificate"


def test_a_certificate_of_another_is_not_who_asks(phone, parties):
    parties.verifier.alter = lambda claims, _: claims.update(client_id="x509_hash:" + b64u(bytes(32)))
    phone.ask(client_id="x509_hash:" + b64u(bytes(32)))
    assert phone.refusal() == "clientNotBound"


@pytest.mark.parametrize("client_id, name", [
    ("x509_san_dns:idp.example", None), ("x509_san_dns:other.example", "clientNotBound"),
    ("redirect_uri:https://a.example", "unsupportedClientIDPrefix"), ("plain", "unsupportedClientIDPrefix")])
def test_the_client_is_bound_by_its_prefix(phone, parties, client_id, name):
    parties.verifier.alter = lambda claims, _: claims.update(client_id=client_id)
    phone.ask(client_id=client_id)
    if name:
        assert phone.refusal() == name
    else:
        phone.page.locator("h1", has_text="确认登录").wait_for()


@pytest.mark.parametrize("text, name", [
    ("hello", "notALink"), ("weixin://dl/business", "notALink"), ("http://example.com/w/1", "insecureAddress"),
    ("https://elsewhere.example/w/1", "siteNotAllowed"), ("openid4vp://authorize?client_id=a", "notALink"),
    ("openid4vp://authorize?client_id=a&request_uri=javascript:alert(1)", "insecureAddress"),
    ("openid4vp://authorize?client_id=a&client_id=b&request_uri=https://a.example", "notALink"),
    ("openid4vp://authorize?client_id=a&request_uri=https://a.example&request_uri_method=put", "unsupportedMethod"),
    ("0000 0000", "over"), ("openid-credential-offer://?credential_offer={}", "malformedOffer"),
    ("openid-credential-offer://?credential_offer={}&credential_offer_uri=https://a.example", "malformedOffer")])
def test_other_texts_lead_nowhere(phone, text, name):
    phone.enter(text)
    assert phone.refusal() == name


def test_a_page_may_not_send_the_wallet_to_another_site(phone, parties):
    elsewhere = parties.issuer.url + "/wallet/request/t"
    original = parties.verifier.answer
    parties.verifier.answer = lambda method, path, *rest: (
        200, "application/json", json.dumps({"client_id": "a", "request_uri": elsewhere}).encode()
    ) if path == "/w/frame" else original(method, path, *rest)
    phone.enter(parties.verifier.url + "/w/frame")
    assert phone.refusal() == "foreignAddress"


# Licences that are not kept

def credential(name, value):
    return lambda issuer, parties: setattr(
        issuer, "alter", lambda claims, _: claims.pop(name) if value is None else claims.update({name: value}))


NOT_KEPT = {
    "another root": (
        lambda issuer, parties: setattr(issuer, "signer", foreign_authority(parties)), "untrustedCertificate"),
    "no certificate": (
        lambda issuer, parties: setattr(issuer, "alter", lambda _, header: header.pop("x5c")), "untrustedCertificate"),
    "verifier's certificate": (lambda issuer, parties: setattr(
        issuer, "signer", Certified("Login", parties.root, purposes=(REQUESTS,))), "certificateForOtherPurpose"),
    "expired certificate": (lambda issuer, parties: setattr(
        issuer, "signer", Certified("Registrar", parties.root, days=(-9, -1))), "certificateExpired"),
    "type of token": (
        lambda issuer, parties: setattr(issuer, "alter", lambda _, header: header.update(typ="JWT")), "wrongType"),
    "other key signed": (lambda issuer, parties: setattr(
        issuer, "alter", lambda _, header: header.update(x5c=Certified("Other", parties.root).x5c)), "badSignature"),
    "type": (credential("vct", "urn:other"), "wrongType"),
    "issuer": (credential("iss", "https://other.example"), "wrongIssuer"),
    "expired": (credential("exp", NOW - 600), "expired"),
    "no end": (credential("exp", None), "expired"),
    "of tomorrow": (credential("iat", NOW + 86400), "notYetValid"),
    "no key": (credential("cnf", None), "foreignKey"),
    "other key": (lambda issuer, parties: setattr(issuer, "bind_to", json.loads(
        jwk.JWK.generate(kty="EC", crv="P-256").export_public())), "foreignKey"),
    "digest algorithm": (credential("_sd_alg", "sha-512"), "badIssuerSignature"),
    "forged disclosure": (lambda issuer, parties: setattr(issuer, "alter_disclosures", lambda all: all + [
        b64u(b'["salt","entity_name2","x"]')]), "badIssuerSignature"),
    "disclosure twice": (
        lambda issuer, parties: setattr(issuer, "alter_disclosures", lambda all: all + all[:1]), "badIssuerSignature"),
    "overwriting disclosure": (credential("uscc", "91419001MA0000023Y"), "badIssuerSignature"),
    "no holder": (lambda issuer, parties: issuer.claims.pop("holder_id"), "missingClaim"),
}


@pytest.mark.parametrize("case", NOT_KEPT)
def test_a_licence_that_does_not_hold_is_not_kept(phone, parties, case):
    change, name = NOT_KEPT[case]
    change(parties.issuer, parties)
    phone.receive()
    assert phone.refusal() == name
    assert phone.stored("licences") == []
    assert parties.issuer.events == ["credential_failure"]


# For everybody

def pages(phone, parties):
    """Every page of the wallet, by name."""
    yield "empty"
    phone.open()
    phone.page.locator(".card").wait_for()
    yield "home-empty"
    phone.enter(parties.issuer.offer())
    phone.page.locator("#tx-code").wait_for()
    yield "receive"
    phone.page.locator("form button").click()
    yield "receive-missing"
    phone.received()
    yield "received"
    phone.open("/#/")
    phone.page.locator("a.card").wait_for()
    yield "home"
    phone.page.locator("a.card").click()
    phone.page.locator(".guarded button").wait_for()
    yield "licence"
    phone.page.locator(".guarded button").click()
    yield "licence-remove"
    parties.verifier.same_device = False
    phone.open("/#/scan")
    phone.page.locator("#link").wait_for()
    yield "scan"
    phone.enter(parties.verifier.url + "/w/frame")
    phone.page.locator(".decision").wait_for()
    yield "approve"
    phone.decide("同意" if phone.page.locator("html").get_attribute("lang") == "zh-CN" else "Agree")
    phone.page.locator(".number").wait_for()
    yield "number"
    parties.verifier.state = "done"
    phone.page.locator(".verdict").wait_for()
    yield "done"
    for name in ("history", "help"):
        phone.open(f"/#/{name}")
        phone.page.locator("#page .card").first.wait_for()
        yield name
    phone.enter("hello")
    phone.refusal()
    yield "complaint"
    parties.verifier.alter = lambda claims, _: claims.update(aud="x")
    phone.ask()
    phone.refusal()
    yield "error"


@pytest.mark.parametrize("locale, scheme, width", [
    ("zh-CN", "light", 360), ("zh-CN", "dark", 1366), ("en", "light", 1366), ("en", "dark", 360)])
def test_axe_finds_nothing_on_any_page_and_no_page_is_wider_than_the_screen(browser, parties, locale, scheme, width):
    phone = Phone(browser, parties, locale=locale, color_scheme=scheme, viewport={"width": width, "height": 740})
    for name in pages(phone, parties):
        if name == "empty":
            continue
        violations = Axe().run(phone.page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == [], name
        assert phone.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    phone.context.close()


def test_everything_can_be_done_by_tab_and_enter(phone, parties):
    def tab_to(selector):
        for _ in range(40):
            phone.page.keyboard.press("Tab")
            if phone.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not lead to {selector}")
    phone.open("/")
    phone.page.locator(".card").wait_for()
    tab_to("nav a[href='#/scan']")
    phone.page.keyboard.press("Enter")
    tab_to("#link")
    phone.page.keyboard.insert_text(parties.issuer.offer())
    tab_to("form button")
    phone.page.keyboard.press("Enter")
    phone.page.locator("#tx-code").wait_for()
    tab_to("#tx-code")
    phone.page.keyboard.type("482915")
    tab_to("#lock")
    phone.page.keyboard.press("Space")
    tab_to("form button")
    phone.page.keyboard.press("Enter")
    phone.page.locator(".card.good").wait_for()
    phone.ask()
    phone.page.locator(".decision").wait_for()
    tab_to(".decision button:last-child")
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_url("**/sign-in/return**")


def test_each_state_is_said_aloud(phone, parties):
    phone.page.add_init_script("""window.said = [];
      addEventListener('DOMContentLoaded', () => {
        const status = document.getElementById('status');
        new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true});
      });""")
    phone.receive()
    phone.page.locator(".card.good").wait_for()
    said = phone.page.evaluate("said")
    assert "正在核对……" in said and "正在领取……" in said
    assert phone.page.evaluate("document.activeElement.tagName") == "H1"
