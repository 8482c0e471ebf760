"""Code that others wrote, against ours: Authlib as portal, PyJWT as department, the `sd-jwt` reference implementation as
wallet, as issuer and as verifier. None of it knows anything of Tongzhao but published standards."""

import hashlib
import json
import time

import jwt
import pytest
import requests
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from cryptography import x509
from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from authlib_portal import AuthlibPortal
from other_region import INVALID, SUSPENDED, OtherRegion
from plain_browser import PlainBrowser
from stack import Failure
from standard_verifier import StandardVerifier, verified
from standard_wallet import Distrust, StandardWallet, decoded, encoded, other_key

DEPARTMENT = "demo-department"


@pytest.fixture(scope="module")
def portal(stack):
    portal = AuthlibPortal(stack, "authlib-basic")
    yield portal
    portal.close()


@pytest.fixture(scope="module")
def tokens(stack, portal, phone):
    """What Authlib's portal holds after a login."""
    return portal.log_in(PlainBrowser(stack), phone)


@pytest.fixture
def ask(stack, portal, plain, phone):
    """What a standard wallet is asked when that portal's code is scanned."""
    def ask(wallet=phone, method=None):
        browser = PlainBrowser(stack)
        start = browser.http.get(portal.url + "/login", allow_redirects=False)
        browser.open(start.headers["Location"])
        request = wallet.ask(wallet.camera(browser.qr()), method)
        request.browser = browser
        return request
    return ask


# Authlib as portal


def test_authlib_logs_in_from_the_discovery_address_alone(stack, tokens):
    claims = tokens["userinfo"]
    assert claims["sub"] == "91419001MA0000023Y" and claims["act"]["sub"]
    assert claims["acr"] == "urn:tongzhao:acr:cross-device:1" and claims["amr"] == ["pop"]
    assert claims["iss"] == stack.url("identity-provider") and claims["aud"] == "authlib-basic"
    assert claims["nonce"] and claims["at_hash"] and claims["sid"]
    assert jwt.get_unverified_header(tokens["id_token"])["alg"] == "RS256", "a client that names no algorithm"


def test_authlib_reads_userinfo(portal, tokens):
    facts = portal.userinfo(tokens)
    assert facts["sub"] == tokens["userinfo"]["sub"]
    assert facts["entity_name"] == "济源王屋山药材合伙企业（有限合伙）" and facts["uscc"] == "91419001MA0000023Y"
    assert facts["holder_role"] == "legal_representative" and facts["holder_name"] == "李**"[:len(facts["holder_name"])]
    assert "秀英" not in json.dumps(facts, ensure_ascii=False), "the name is masked"
    assert "business_scope" not in facts, "particulars were not asked for"


def test_authlib_refreshes(portal, tokens):
    fresh = portal.refreshed(tokens)
    assert fresh["access_token"] != tokens["access_token"]
    assert portal.userinfo(fresh)["sub"] == tokens["userinfo"]["sub"]


def test_authlib_with_its_own_key(stack, phone, plain):
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})
    portal = AuthlibPortal(
        stack, "authlib-key", token_endpoint_auth_method="private_key_jwt",
        jwks={"keys": [key.as_dict(private=False)]},
        client_auth=(key, PrivateKeyJWT(stack.url("identity-provider"), alg="ES256")))
    assert portal.log_in(plain, phone)["userinfo"]["sub"] == "91419001MA0000023Y"
    portal.close()


@pytest.mark.parametrize("allowed", [False, True])
def test_an_assertion_for_the_token_endpoint_needs_the_operators_setting(stack, phone, plain, allowed):
    # Authlib's own default; RFC 7523 left the choice open, and it was an attack.
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})
    portal = AuthlibPortal(
        stack, f"authlib-legacy-{allowed}", token_endpoint_auth_method="private_key_jwt",
        jwks={"keys": [key.as_dict(private=False)]}, tongzhao_token_endpoint_audience_accepted=allowed,
        client_auth=(key, PrivateKeyJWT(stack.url("identity-provider") + "/token", alg="ES256")))
    if allowed:
        assert portal.log_in(plain, phone)["userinfo"]["sub"] == "91419001MA0000023Y"
    else:
        with pytest.raises(AssertionError, match="invalid_client"):
            portal.log_in(plain, phone)
    portal.close()


def test_authlib_logs_out(stack, portal, phone):
    browser = PlainBrowser(stack)
    token = portal.log_in(browser, phone)
    silent = browser.http.get(portal.url + "/login", params={"prompt": "none"})
    assert silent.status_code == 200, "the session answers"
    leave = portal.tongzhao.create_logout_url(portal.url + "/bye", token["id_token"])
    answer = browser.http.get(leave["url"])
    assert answer.url.startswith(portal.url + "/bye") and answer.text == "bye"
    silent = browser.http.get(portal.url + "/login", params={"prompt": "none"})
    assert silent.status_code == 403 and silent.json() == {"error": "login_required"}
    with pytest.raises(requests.HTTPError):
        portal.userinfo(token)


# PyJWT as department


def validated(stack, token, audience=DEPARTMENT, issuer=None):
    discovery = requests.get(stack.url("identity-provider") + "/.well-known/openid-configuration").json()
    key = jwt.PyJWKClient(discovery["jwks_uri"]).get_signing_key_from_jwt(token)
    if jwt.get_unverified_header(token)["typ"] != "at+jwt":
        raise jwt.InvalidTokenError("this is no access token (RFC 9068 §4)")
    return jwt.decode(
        token, key, algorithms=["ES256", "RS256"], audience=audience, issuer=issuer or discovery["issuer"],
        options={"require": ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]})


def test_pyjwt_validates_the_access_token(stack, tokens):
    claims = validated(stack, tokens["access_token"])
    assert claims["sub"] == "91419001MA0000023Y" and claims["client_id"] == "authlib-basic"
    assert "licence" in claims["scope"].split() and claims["holder_role"] == "legal_representative"
    assert 0 < claims["exp"] - claims["iat"] <= 300
    assert set(claims["act"]) == {"sub"}, "act holds identity only"


def test_pyjwt_refuses_what_is_for_others(stack, tokens):
    with pytest.raises(jwt.InvalidAudienceError):
        validated(stack, tokens["access_token"], audience="another-department")
    with pytest.raises(jwt.InvalidIssuerError):
        validated(stack, tokens["access_token"], issuer="https://other.example")
    with pytest.raises(jwt.InvalidTokenError, match="no access token"):
        validated(stack, tokens["id_token"])
    head, payload, signature = tokens["access_token"].split(".")
    claims = json.loads(decoded(payload)) | {"sub": "91419001MA00000079"}
    with pytest.raises(jwt.InvalidSignatureError):
        validated(stack, ".".join([head, encoded(json.dumps(claims).encode()), signature]))


# The reference implementation as verifier


def licence_roots(stack):
    return x509.load_pem_x509_certificates((stack.state / "licence-authority" / "authority.pem").read_bytes())


def test_the_reference_verifies_our_credential(stack, phone):
    claims = verified(phone.credential, licence_roots(stack))
    assert claims["vct"] == "urn:tongzhao:credential:business-licence:1"
    assert claims["uscc"] == "91419001MA0000023Y" and claims["representative_name"] == "李秀英"
    assert claims["cnf"]["jwk"]["x"] == phone.key.export_public(as_dict=True)["x"]
    assert claims["iss"] == stack.url("licence-issuer") and claims["exp"] > time.time()
    assert claims["status"]["status_list"]["uri"].startswith(stack.url("licence-issuer"))
    header = json.loads(decoded(phone.credential.split(".")[0]))
    assert header["typ"] == "dc+sd-jwt" and header["alg"] == "ES256"


def test_the_reference_verifies_our_wallets_presentation(stack, company):
    verifier = StandardVerifier(stack.state / "access-authority",
                                (stack.state / "licence-authority" / "authority.pem").read_text(),
                                ["uscc", "entity_name", "holder_role"])
    answer = company.present(verifier.link)
    (presentation,) = verifier.presentations
    claims = verifier.verified(presentation)
    assert claims["uscc"] == "91419001MA00000079" and claims["holder_role"] == "legal_representative"
    assert "representative_name" not in claims and "holder_id" not in claims, "nothing else was disclosed"
    assert set(answer["disclosed"]) == {"uscc", "entity_name", "holder_role"}
    verifier.nonce = "another"
    with pytest.raises(ValueError):
        verifier.verified(presentation)
    verifier.close()


def test_our_wallet_refuses_a_verifier_that_nobody_certified(stack, company, tmp_path):
    stack.tongzhao("authority", "create", tmp_path / "stranger", "--name", "Stranger", "--organization", "Stranger")
    verifier = StandardVerifier(tmp_path / "stranger",
                                (stack.state / "licence-authority" / "authority.pem").read_text(), ["uscc"])
    status, answer, _ = company.present(verifier.link, check=False)
    assert status == 4, answer
    assert verifier.presentations == [] and verifier.errors == []
    verifier.close()


# A standard wallet


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("encryption", ["A128GCM", "A256GCM"])
def test_a_standard_wallet_presents(ask, phone, method, encryption):
    request = ask(method=method)
    assert "transaction_data" not in request.claims
    assert encryption in request.metadata["encrypted_response_enc_values_supported"]
    answer = phone.answer(request, phone.presentation(request), encryption=encryption)
    assert answer.status_code == 200 and answer.json()["redirect_uri"]


def test_a_standard_wallet_takes_a_typed_code(stack, portal, plain, phone):
    start = plain.http.get(portal.url + "/login", allow_redirects=False)
    plain.open(start.headers["Location"])
    digits = plain.typed_code()
    request = phone.ask(phone.typed(stack.url("identity-provider"), digits))
    number = phone.approve(request)["number"]
    assert plain.http.get(plain.type_number(number)).json()["sub"] == "91419001MA0000023Y"
    with pytest.raises(Distrust):
        phone.typed(stack.url("identity-provider"), digits)


class InformedWallet(StandardWallet):
    """A wallet that knows our transaction data too, and says so."""

    metadata = {**StandardWallet.metadata, "transaction_data_types_supported": ["urn:tongzhao:transaction:login:1"]}

    def read(self, claims):
        self.data = claims.pop("transaction_data")
        return super().read(claims)


def test_a_wallet_that_knows_transaction_data_gets_it_and_signs_it(stack, ask, phone):
    wallet = InformedWallet(stack.authority_certificate.read_text())
    wallet.credential, wallet.key = phone.credential, phone.key
    request = ask(wallet)
    (data,) = wallet.data
    context = json.loads(decoded(data))
    assert context["type"] == "urn:tongzhao:transaction:login:1" and context["credential_ids"] == ["licence"]
    right = encoded(hashlib.sha256(data.encode()).digest())
    altered = encoded(json.dumps(context | {"context": {"client_name": "别人"}}).encode())
    wrong = encoded(hashlib.sha256(altered.encode()).digest())
    assert rejection(wallet.present(request)) == "contextAltered", "the hash is missing"
    assert rejection(wallet.present(request, transaction_data_hashes=[wrong])) == "contextAltered"
    assert wallet.present(request, transaction_data_hashes=[right]).status_code == 200


def rejection(answer):
    assert answer.status_code == 400, answer.text
    return answer.json()["rejection"]


def forged(presentation):
    """A disclosure of somebody else's credit code in the place of the holder's."""
    parts = presentation.split("~")
    for index, part in enumerate(parts[1:-1], start=1):
        salt, name, _ = json.loads(decoded(part))
        if name == "uscc":
            parts[index] = encoded(json.dumps([salt, name, "91419001MA00000079"]).encode())
    return "~".join(parts)


def added(presentation):
    """One more disclosure, of what the issuer never signed."""
    parts = presentation.split("~")
    return "~".join(parts[:-1] + [encoded(json.dumps(["c2FsdA", "delegation_all", True]).encode()), parts[-1]])


def test_each_wrong_presentation_is_refused_and_the_right_one_still_wins(ask, phone):
    request = ask()
    wrong = {
        "wrongNonce": lambda: phone.present(request, nonce="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        "wrongAudience": lambda: phone.present(request, audience="x509_hash:AAAA"),
        "badKeyBindingSignature": lambda: phone.present(request, key=other_key()),
        "missingClaim": lambda: phone.present(request, leave_out={"holder_role"}),
    }
    for name, present in wrong.items():
        assert rejection(present()) == name
    assert phone.present(request).status_code == 200
    # And it is over: neither the same nor another answer is taken.
    assert phone.present(request).status_code == 404


@pytest.mark.parametrize("name, changes", [
    ("keyBindingTooOld", {"iat": -3600}), ("keyBindingInFuture", {"iat": 3600}),
])
def test_a_key_binding_of_another_time_is_refused(ask, phone, name, changes):
    request = ask()
    assert rejection(phone.present(request, iat=int(time.time()) + changes["iat"])) == name


@pytest.mark.parametrize("change, names", [
    (forged, {"forgedDisclosure", "disclosuresAltered"}), (added, {"forgedDisclosure", "disclosuresAltered"}),
    (lambda presentation: presentation.rsplit("~", 1)[0] + "~", {"missingKeyBinding"}),
    (lambda presentation: presentation.replace(".", ".AAAA", 1), {"malformedPresentation", "badIssuerSignature"}),
])
def test_an_altered_presentation_is_refused(ask, phone, change, names):
    request = ask()
    assert rejection(phone.answer(request, change(phone.presentation(request)))) in names


def test_an_answer_of_another_request_is_refused(ask, phone):
    first, second = ask(), ask()
    assert rejection(phone.answer(second, phone.presentation(first))) in {"wrongNonce"}
    first.response_uri = second.response_uri
    assert rejection(phone.present(first)) == "notForUs"
    assert rejection(phone.answer(second, phone.presentation(second), state="AAAA")) == "wrongState"


def test_an_answer_in_the_clear_is_refused(ask, phone):
    request = ask()
    answer = phone.http.post(request.response_uri, data={
        "vp_token": json.dumps({"licence": [phone.presentation(request)]}), "state": request.state})
    assert rejection(answer) == "notEncrypted"


def test_a_refusal_by_the_person_ends_the_order(ask, phone):
    request = ask()
    assert phone.refuse(request).status_code == 200
    assert request.browser.state()["state"] == "denied"
    assert phone.present(request).status_code == 404


def test_a_frame_with_a_changed_time_is_worthless(stack, ask, phone):
    text = ask().browser.qr()
    head, _, rest = text.partition("/w/")
    order, seconds, key, mac = rest.split(".")
    with pytest.raises(Distrust):
        phone.camera(f"{head}/w/{order}.{int(seconds) + 60}.{key}.{mac}")


# Issuance, as a standard wallet sees it


def test_a_wrong_transaction_code_and_a_used_offer_are_refused(stack):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    offer, code = stack.offer("92419001MA0000058E")
    with pytest.raises(Distrust, match="invalid_grant"):
        wallet.receive(offer, f"{(int(code) + 1) % 1_000_000:06d}")
    wallet.receive(offer, code)
    with pytest.raises(Distrust):
        wallet.receive(offer, code)


def test_a_proof_is_used_once_and_is_the_devices(stack):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer("92419001MA0000058E"))
    metadata = wallet.issuance["metadata"]
    bearer = {"Authorization": "Bearer " + wallet.issuance["token"]["access_token"]}

    def asked(proof):
        return requests.post(metadata["credential_endpoint"], headers=bearer, json={
            "credential_configuration_id": "business_licence_sd_jwt", "proofs": {"jwt": [proof]}})

    nonce = requests.post(metadata["nonce_endpoint"]).json()["c_nonce"]
    assert asked(wallet.proof(nonce)).status_code == 200
    assert asked(wallet.proof(nonce)).json()["error"] == "invalid_nonce"
    wallet.key = other_key()
    nonce = requests.post(metadata["nonce_endpoint"]).json()["c_nonce"]
    assert asked(wallet.proof(nonce)).json()["error"] == "invalid_proof", "the licence is bound to another device"


def test_a_household_without_a_name_logs_in(stack, portal, plain):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer("92419001MA0000058E"))
    token = portal.log_in(plain, wallet)
    facts = portal.userinfo(token)
    assert facts["sub"] == "92419001MA0000058E" and "entity_name" not in facts


# The reference implementation as another region's issuer


@pytest.fixture
def visitor(stack):
    """A wallet of another region."""
    return StandardWallet(stack.authority_certificate.read_text())


def test_a_licence_of_another_region_logs_in(portal, plain, region, visitor):
    region.issue(visitor)
    token = portal.log_in(plain, visitor)
    assert token["userinfo"]["sub"] == "91419001MA00001460"


@pytest.mark.parametrize("claims, name", [
    ({"status": SUSPENDED}, "licenceSuspended"),
    ({"status": INVALID}, "licenceInvalid"),
    ({"registration_state": "revoked"}, "wrongState"),
    ({"holder_role": "agent"}, "missingClaim"),
    ({"holder_role": "agent", "delegation": {
        "matters": [], "not_before": "2024-01-01", "not_after": "2024-12-31",
        "granted_by": "legal_representative"}}, "delegationExpired"),
    ({"holder_role": "agent", "delegation": {
        "matters": [], "not_before": "2224-01-01", "granted_by": "legal_representative"}}, "delegationNotYetValid"),
])
def test_a_licence_that_may_not_be_used_is_refused(ask, region, visitor, claims, name):
    region.issue(visitor, **claims)
    request = ask(visitor)
    assert rejection(visitor.present(request)) == name
    assert request.browser.state()["notice"] == name, "the person at the browser is told"


def test_a_licence_of_an_unknown_region_is_refused(ask, visitor):
    stranger = OtherRegion(region="110000", name="无名区")
    stranger.issue(visitor)
    assert rejection(visitor.present(ask(visitor))) == "untrustedIssuer"
    stranger.close()


def test_a_silent_status_list_refuses(ask, visitor, region):
    region.issue(visitor)
    lists, region.list_url = region.list_url, region.url + "/elsewhere"
    try:
        assert rejection(visitor.present(ask(visitor))) == "statusUnavailable"
    finally:
        region.list_url = lists


# jwcrypto and joserfc open what is encrypted for a client


def opened(stack, token, key, client_id):
    """A nested JWT: decrypted by both libraries alike, then verified by PyJWT with the published keys."""
    header = jwt.api_jws.base64url_decode(token.split(".")[0])
    assert json.loads(header)["cty"] == "JWT" and json.loads(header)["kid"] == key.kid
    algorithms = [json.loads(header)["alg"], json.loads(header)["enc"]]
    plain = jwe.decrypt_compact(token, key, algorithms=algorithms).plaintext
    theirs = JWE()
    theirs.deserialize(token, JWK.from_json(json.dumps(key.as_dict(private=True))))
    assert theirs.payload == plain
    discovery = requests.get(stack.url("identity-provider") + "/.well-known/openid-configuration").json()
    assert algorithms[0] in discovery["userinfo_encryption_alg_values_supported"]
    assert algorithms[1] in discovery["userinfo_encryption_enc_values_supported"]
    signer = jwt.PyJWKClient(discovery["jwks_uri"]).get_signing_key_from_jwt(plain.decode())
    return jwt.decode(plain, signer, algorithms=discovery["userinfo_signing_alg_values_supported"],
                      audience=client_id, issuer=discovery["issuer"])


def answer_of_userinfo(stack, token):
    answer = requests.get(stack.url("identity-provider") + "/userinfo",
                          headers={"Authorization": "Bearer " + token["access_token"]})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/jwt"
    return answer.text


@pytest.mark.parametrize("way, content", [
    ("ECDH-ES", None), ("ECDH-ES", "A256GCM"), ("ECDH-ES+A128KW", "A128GCM"), ("ECDH-ES+A256KW", "A256CBC-HS512"),
    ("RSA-OAEP-256", None), ("RSA-OAEP", "A128GCM")])
def test_encrypted_userinfo_is_opened_by_two_libraries(stack, phone, plain, way, content):
    parameters = {"kid": "enc-1", "use": "enc"}
    key = RSAKey.generate_key(2048, parameters) if way.startswith("RSA") else ECKey.generate_key("P-256", parameters)
    client_id = f"authlib-{way}-{content}".lower().replace("+", "-")
    more = {"userinfo_encrypted_response_enc": content} if content else {}
    portal = AuthlibPortal(
        stack, client_id, jwks={"keys": [key.as_dict(private=False)]}, userinfo_signed_response_alg="ES256",
        userinfo_encrypted_response_alg=way, **more)
    token = answer_of_userinfo(stack, portal.log_in(plain, phone))
    header = json.loads(jwt.api_jws.base64url_decode(token.split(".")[0]))
    assert (header["alg"], header["enc"]) == (way, content or "A128CBC-HS256")
    claims = opened(stack, token, key, client_id)
    assert claims["sub"] == "91419001MA0000023Y" and claims["holder_role"] == "legal_representative"
    portal.close()


def test_signed_userinfo_is_verified_by_pyjwt(stack, phone, plain):
    portal = AuthlibPortal(stack, "authlib-signed", userinfo_signed_response_alg="RS256")
    token = answer_of_userinfo(stack, portal.log_in(plain, phone))
    discovery = portal.metadata
    signer = jwt.PyJWKClient(discovery["jwks_uri"]).get_signing_key_from_jwt(token)
    claims = jwt.decode(token, signer, algorithms=["RS256"], audience="authlib-signed", issuer=discovery["issuer"])
    assert claims["uscc"] == "91419001MA0000023Y"
    portal.close()


IDENTITY = {
    "userinfo_signed_response_alg": "ES256", "userinfo_encrypted_response_alg": "ECDH-ES+A256KW",
    "userinfo_encrypted_response_enc": "A256GCM", "tongzhao_identity_approval": "济政数〔2026〕7号",
    "tongzhao_identity_legal_basis": "市场主体登记管理条例第十五条"}
# The example of GB 11643.
NUMBER = "11010519491231002X"


def identity_portal(stack, client_id):
    """A portal that may learn who acts, and the key to which it is told."""
    key = ECKey.generate_key("P-256", {"kid": "enc-1", "use": "enc"})
    return AuthlibPortal(stack, client_id, jwks={"keys": [key.as_dict(private=False)]},
                         scope="openid holder holder.identity", **IDENTITY), key


def test_who_acts_is_told_to_an_approved_client_only_encrypted_and_on_record(stack, plain):
    code = "91419001MA0000912X"
    stack.import_licences("documents.csv", "统一社会信用代码,名称,类型,法定代表人,法定代表人证件类型,法定代表人证件号码\n"
                          f"{code},济源证件测试有限公司,有限责任公司,周小芳,居民身份证,{NUMBER}\n")
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer(code))
    portal, key = identity_portal(stack, "authlib-identity")
    start = plain.http.get(portal.url + "/login", allow_redirects=False)
    plain.open(start.headers["Location"])
    request = wallet.ask(wallet.camera(plain.qr()))
    names = [claim["path"][0] for claim in request.query["claims"]]
    assert {"holder_name", "holder_document_type", "holder_document_number"} <= set(names)
    assert plain.http.get(plain.finish(wallet.approve(request)["number"])).status_code == 200
    tokens = portal.tokens[-1]
    answer = answer_of_userinfo(stack, tokens)
    claims = opened(stack, answer, key, "authlib-identity")
    assert claims["holder_identity"] == {
        "name": "周小芳", "document_type": "resident_identity_card", "document_number": NUMBER}
    assert claims["holder_name"] == "周**"[:len(claims["holder_name"])]
    for token in (tokens["access_token"], tokens["id_token"]):
        assert NUMBER not in decoded(token.split(".")[1]).decode()
    record = stack.provider_command("audit", "search", "--action", "identity_released", "--client", "authlib-identity",
                                    "--json").stdout
    assert "市场主体登记管理条例第十五条" in record and code in record
    assert NUMBER not in record and "周小芳" not in record
    portal.close()
    # Another portal does not get as far as asking for it.
    other = AuthlibPortal(stack, "authlib-no-identity", scope="openid holder")
    browser = PlainBrowser(stack)
    start = browser.http.get(other.url + "/login", allow_redirects=False)
    browser.open(start.headers["Location"])
    request = wallet.ask(wallet.camera(browser.qr()))
    assert not any(claim["path"][0].startswith("holder_document") for claim in request.query["claims"])
    other.close()


@pytest.mark.parametrize("holder, given", [
    ("licence_manager", ()), ("agent", ("--matter", "tax", "--until", "2099-12-31"))])
def test_a_manager_and_an_agent_are_told_by_the_document_that_came_with_their_offer(stack, holder, given):
    code = "91419001MA0000023Y"
    client_id = "authlib-" + holder.replace("_", "-")
    offering = ("licences", "offer", code, "--holder", holder, "--name", "周小芳", *given, "--json")
    offered = json.loads(stack.issuer_command(*offering, "--document-file", "-", input=f"居民身份证 {NUMBER}\n").stdout)
    assert offered["has_document"] is True
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(offered["offer_uri"], offered["tx_code"])
    portal, key = identity_portal(stack, client_id)
    browser = PlainBrowser(stack)
    token = portal.log_in(browser, wallet)
    claims = opened(stack, answer_of_userinfo(stack, token), key, client_id)
    assert claims["holder_role"] == holder
    assert claims["holder_identity"] == {
        "name": "周小芳", "document_type": "resident_identity_card", "document_number": NUMBER}
    shown = json.loads(stack.issuer_command("licences", "show", code, "--json").stdout)
    assert {one["holder_id"]: one["has_document"] for one in shown["holders"]}[offered["holder_id"]] is True
    for said in (json.dumps(shown), stack.issuer_command("audit", "search", "--json").stdout):
        assert NUMBER not in said
    portal.close()
    # What cannot be a document changes nothing, and its number is not repeated.
    wrong = stack.issuer_command(*offering, "--document-file", "-", input="居民身份证 110105194912310021\n", check=False)
    assert wrong.returncode == 1 and "1101" not in wrong.stdout + wrong.stderr


@pytest.mark.parametrize("missing", [
    "userinfo_signed_response_alg", "userinfo_encrypted_response_alg", "tongzhao_identity_approval",
    "tongzhao_identity_legal_basis"])
def test_a_registration_for_who_acts_says_what_it_lacks(stack, missing):
    key = ECKey.generate_key("P-256", {"kid": "enc-1", "use": "enc"})
    document = {"client_id": "lacking", "client_name": "缺", "redirect_uris": ["https://lacking.example/cb"],
                "scope": "openid holder.identity", "jwks": {"keys": [key.as_dict(private=False)]}, **IDENTITY}
    del document[missing]
    if missing == "userinfo_encrypted_response_alg":
        del document["userinfo_encrypted_response_enc"]
    with pytest.raises(Failure, match=f"{missing}: needed for the scope holder.identity"):
        stack.add_client(document)
