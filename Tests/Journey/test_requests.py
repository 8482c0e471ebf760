"""Authorization requests by the strictest rules, against real processes: a bank signs its request, pushes it, and gets a
signed answer. PyJWT and plain HTTP, which know nothing of Tongzhao."""

import base64
import hashlib
import json
import secrets
import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask, request
from werkzeug.serving import make_server

from people import Desk

CALLBACK = "https://bank.example/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Bank:
    """A client under FAPI 2.0."""

    def __init__(self, stack):
        self.key, self.holder_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        stack.add_client({
            "client_id": "bank", "client_name": "某某银行", "client_uri": "https://bank.example",
            "redirect_uris": [CALLBACK], "grant_types": ["authorization_code"], "scope": "openid licence holder",
            "token_endpoint_auth_method": "private_key_jwt", "id_token_signed_response_alg": "ES256",
            "authorization_signed_response_alg": "ES256", "tongzhao_profile": "fapi2",
            "dpop_bound_access_tokens": True,
            "require_signed_request_object": True, "tongzhao_audiences": ["demo-department", "archive"],
            "jwks": {"keys": [public | {"kid": "k1", "use": "sig", "alg": "ES256"}]}})
        self.metadata = requests.get(stack.url("identity-provider") + "/.well-known/openid-configuration").json()

    def signed(self, claims, **header):
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + 60, "aud": self.metadata["issuer"], "iss": "bank"}
        return jwt.encode(times | claims, self.key, algorithm="ES256", headers={"kid": "k1", **header})

    def proof(self):
        return {"client_assertion_type": ASSERTION,
                "client_assertion": self.signed({"sub": "bank", "jti": secrets.token_urlsafe(16)})}

    def push(self, **changes):
        self.verifier, self.state, self.nonce = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        request = {
            "client_id": "bank", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid licence holder",
            "state": self.state, "nonce": self.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
            "response_mode": "jwt", "resource": ["demo-department"], **changes}
        return requests.post(
            self.metadata["pushed_authorization_request_endpoint"],
            data={"request": self.signed(request, typ="oauth-authz-req+jwt"), **self.proof()})

    def authorize(self, name):
        return self.metadata["authorization_endpoint"] + "?" + urlencode(
            {"client_id": "bank", "request_uri": name})

    def read(self, location):
        """What a signed answer says."""
        assert location.startswith(CALLBACK + "?")
        query = parse_qs(urlsplit(location).query)
        assert set(query) == {"response"}, "nothing stands beside it"
        (answer,) = query["response"]
        key = jwt.PyJWKClient(self.metadata["jwks_uri"]).get_signing_key_from_jwt(answer)
        return jwt.decode(answer, key, algorithms=["ES256"], audience="bank", issuer=self.metadata["issuer"],
                          options={"require": ["iss", "aud", "exp"]})

    def redeem(self, code, **headers):
        return requests.post(self.metadata["token_endpoint"], headers=headers, data={
            "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
            "code_verifier": self.verifier, **self.proof()})

    def holding(self):
        """A header that proves the key to which the tokens are bound (RFC 9449); another one than the client's."""
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.holder_key.public_key()))
        claims = {"jti": secrets.token_urlsafe(16), "htm": "POST", "htu": self.metadata["token_endpoint"],
                  "iat": int(time.time())}
        return {"DPoP": jwt.encode(claims, self.holder_key, algorithm="ES256",
                                   headers={"typ": "dpop+jwt", "jwk": public})}


@pytest.fixture(scope="module")
def bank(stack):
    return Bank(stack)


def test_discovery_says_what_the_profile_needs(bank):
    metadata = bank.metadata
    assert metadata["request_parameter_supported"] and metadata["require_request_uri_registration"]
    assert "ES256" in metadata["request_object_signing_alg_values_supported"]
    assert "ES256" in metadata["authorization_signing_alg_values_supported"]
    assert set(metadata["response_modes_supported"]) == {"query", "form_post", "jwt", "query.jwt", "form_post.jwt"}
    assert metadata["require_pushed_authorization_requests"] is False


def test_a_bank_signs_pushes_and_gets_a_signed_answer(bank, plain, phone):
    pushed = bank.push()
    assert pushed.status_code == 201, pushed.text
    name = pushed.json()["request_uri"]
    plain.open(bank.authorize(name))
    approved = phone.approve(phone.ask(phone.camera(plain.qr())))
    answer = bank.read(plain.finish(approved["number"]))
    assert answer["state"] == bank.state
    free = bank.redeem(answer["code"])
    assert free.status_code == 400 and "proof" in free.json()["error_description"], "no token that anybody may bear"
    tokens = bank.redeem(answer["code"], **bank.holding())
    assert tokens.status_code == 200 and tokens.json()["token_type"] == "DPoP", tokens.text
    key = jwt.PyJWKClient(bank.metadata["jwks_uri"]).get_signing_key_from_jwt(tokens.json()["id_token"])
    identity = jwt.decode(tokens.json()["id_token"], key, algorithms=["ES256"], audience="bank")
    assert identity["nonce"] == bank.nonce and identity["sub"] == "91419001MA0000023Y"
    access = jwt.decode(tokens.json()["access_token"], options={"verify_signature": False})
    assert set(access["cnf"]) == {"jkt"}
    assert access["aud"] == ["demo-department", bank.metadata["issuer"]], "for what was asked, and no more"
    assert plain.open(bank.authorize(name)).status_code == 400, "the request was answered"


def test_a_refusal_is_signed_too(bank, plain):
    pushed = bank.push(prompt="none").json()["request_uri"]
    answer = bank.read(plain.open(bank.authorize(pushed)).headers["Location"])
    assert answer["error"] == "login_required" and answer["state"] == bank.state


def test_what_is_not_signed_is_refused(bank):
    answer = requests.post(
        bank.metadata["pushed_authorization_request_endpoint"],
        data={"client_id": "bank", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid",
              **bank.proof()})
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_request"


class FormSite:
    """A portal that takes its answers by form."""

    def __init__(self, stack):
        self.stack, self.taken = stack, []
        app = Flask("form-site")
        app.add_url_rule("/callback", "callback", self.take, methods=["POST"])
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        stack.add_client({
            "client_id": "form-site", "client_name": "表单门户", "redirect_uris": [self.url + "/callback"],
            "scope": "openid licence"})

    def take(self):
        self.taken.append(dict(request.form))
        return "taken"

    def login(self, **changes):
        return self.stack.url("identity-provider") + "/authorize?" + urlencode({
            "client_id": "form-site", "response_type": "code", "redirect_uri": self.url + "/callback",
            "scope": "openid licence", "state": 'a"b', "code_challenge": "A" * 43, "code_challenge_method": "S256",
            "response_mode": "form_post", **changes})


@pytest.fixture(scope="module")
def site(stack):
    site = FormSite(stack)
    yield site
    site.server.shutdown()


def test_a_code_travels_in_a_form(company, desk, site):
    desk.page.goto(site.login())
    desk.is_asked_to_scan()
    presented = desk.scan(company)
    if presented.get("number"):
        desk.type_number(presented["number"])
    desk.page.wait_for_url(site.url + "/callback")
    answer = site.taken.pop()
    assert answer["code"] and answer["state"] == 'a"b' and answer["iss"] == desk.provider


@pytest.mark.parametrize("script", [True, False])
def test_a_refusal_travels_in_a_form_with_and_without_script(stack, browser, site, tmp_path, script):
    desk = Desk(stack, browser, tmp_path, java_script_enabled=script)
    desk.page.goto(site.login(prompt="none"))
    if not script:
        desk.page.locator("#form-post button").click()
    desk.page.wait_for_url(site.url + "/callback")
    answer = site.taken.pop()
    assert answer["error"] == "login_required" and answer["state"] == 'a"b' and answer["iss"] == desk.provider
    desk.close()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_somebody_else_begins_a_login_at_the_portal(stack, method):
    address, values = stack.url("portal") + "/initiate-login", {
        "iss": stack.url("identity-provider"), "login_hint": "91419001MA0000023Y",
        "target_link_uri": "https://evil.example/"}
    place = {"params" if method == "GET" else "data": values}
    answer = requests.request(method, address, allow_redirects=False, **place)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(stack.url("identity-provider") + "/authorize?")
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["login_hint"] == ["91419001MA0000023Y"]
    values["iss"] = "https://other.example"
    assert requests.request(method, address, allow_redirects=False, **place).status_code == 400
