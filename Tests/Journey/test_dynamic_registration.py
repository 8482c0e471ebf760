"""Software that registers itself: idpyoidc, which knows nothing of Tongzhao but published standards, against real
processes. It publishes its keys, proves itself by them, and changes them."""

import json
import secrets
import threading
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptojwt.jws.jws import JWS
from cryptojwt.key_jar import build_keyjar, rotate_keys
from flask import Flask, jsonify
from idpyoidc.client import client_auth
from idpyoidc.client.rp_handler import RPHandler
from werkzeug.serving import make_server

from people import generous
from plain_browser import PlainBrowser
from stack import Stack
from standard_wallet import StandardWallet

KEYS = [{"type": "EC", "crv": "P-256", "use": ["sig"]}]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    """A server where software may register itself, and whose clients live on this machine."""
    settings = generous({"identity-provider": {
        "registration": {"policy": "open"},
        "outgoing": {"networks": ["127.0.0.0/8"]}}})
    with Stack(tmp_path_factory.mktemp("sandbox"), settings=settings) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider")
        yield stack


@pytest.fixture(scope="module")
def wallet(sandbox):
    wallet = StandardWallet(sandbox.authority_certificate.read_text())
    wallet.receive(*sandbox.offer("91419001MA0000023Y"))
    return wallet


class StrictAssertion(client_auth.PrivateKeyJWT):
    """idpyoidc's own assertion names the token endpoint, in a list, as was usual before RFC 7523bis. This one names the
    issuer, as a string; keys and signature are the library's."""

    def _construct_client_assertion(self, service, **kwargs):
        client, provider = service.upstream_get("unit"), service.upstream_get("context").provider_info
        now = int(time.time())
        claims = {"iss": client.get_client_id(), "sub": client.get_client_id(), "aud": provider["issuer"],
                  "jti": secrets.token_urlsafe(16), "iat": now, "exp": now + 60}
        return JWS(json.dumps(claims), alg="ES256").sign_compact(client.keyjar.get_signing_key("EC", "", alg="ES256"))


class IdpyPortal:
    """A portal as idpyoidc's own examples write it: it is given the issuer and makes its keys itself."""

    def __init__(self, issuer, monkeypatch):
        monkeypatch.setitem(client_auth.CLIENT_AUTHN_METHOD, "private_key_jwt", StrictAssertion)
        self.issuer = issuer
        app = Flask("idpy")
        app.add_url_rule("/jwks", "jwks", self.published)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.handler = RPHandler(
            base_url=url, keyjar=build_keyjar(KEYS), jwks_path="jwks", client_configs={issuer: {
                "issuer": issuer, "client_type": "oidc", "client_name": "idpyoidc",
                "redirect_uris": [url + "/callback"], "application_type": "native",
                "client_authn_methods": ["private_key_jwt"],
                "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
                "id_token_signing_alg_values_supported": ["ES256"], "scopes_supported": ["openid"],
                "add_ons": {"pkce": {
                    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"}}}}})

    @property
    def client(self):
        return self.handler.issuer2rp[self.issuer]

    def published(self):
        return jsonify(self.client.keyjar.export_jwks())

    def rotate(self):
        """New keys; the former ones are published no more."""
        rotate_keys(KEYS, self.client.keyjar)
        self.client.keyjar.remove_outdated(when=2**40)

    def log_in(self, stack, wallet):
        """A whole login; what the portal knows afterwards."""
        browser = PlainBrowser(stack)
        browser.open(self.handler.begin(self.issuer))
        approved = wallet.approve(wallet.ask(wallet.camera(browser.qr())))
        answer = dict(parse_qsl(urlsplit(browser.finish(approved["number"])).query))
        known = self.handler.finalize(self.issuer, answer)
        assert "error" not in known, known
        return known

    def close(self):
        self.server.shutdown()


@pytest.fixture
def portal(sandbox, monkeypatch):
    portal = IdpyPortal(sandbox.url("identity-provider"), monkeypatch)
    yield portal
    portal.close()


def test_idpyoidc_registers_logs_in_by_its_keys_and_changes_them(sandbox, wallet, portal):
    known = portal.log_in(sandbox, wallet)
    told = portal.client.get_context().registration_response
    assert told["client_id"] == portal.client.get_client_id() and "client_secret" not in told
    assert told["registration_client_uri"].endswith("/register/" + told["client_id"])
    subject = known["userinfo"]["sub"]
    assert subject != "91419001MA0000023Y", "pairwise, as it registered"

    before = {key["kid"] for key in portal.client.keyjar.export_jwks()["keys"]}
    portal.rotate()
    after = {key["kid"] for key in portal.client.keyjar.export_jwks()["keys"]}
    assert after and not before & after
    again = portal.log_in(sandbox, wallet)
    assert again["userinfo"]["sub"] == subject, "the same enterprise, by keys that nobody was told of"


REGISTRATION = {"client_name": "区县平台", "redirect_uris": ["https://county.example/cb"]}


def bearer(token):
    return {"Authorization": "Bearer " + token}


def test_an_operators_token_opens_for_one_registration(sandbox):
    made = sandbox.provider_command(
        "clients", "initial-access-tokens", "create", "--purpose", "区县平台", "--scope", "openid licence holder",
        "--redirect-host", "county.example", "--reason", "letter 2026-118", "--json")
    token = json.loads(made.stdout)
    register = sandbox.url("identity-provider") + "/register"
    wrong = requests.post(register, json=REGISTRATION | {"redirect_uris": ["https://town.example/cb"]},
                          headers=bearer(token["initial_access_token"]))
    assert wrong.status_code == 400 and wrong.json()["error"] == "invalid_redirect_uri"
    first = requests.post(register, json=REGISTRATION, headers=bearer(token["initial_access_token"]))
    assert first.status_code == 201 and first.json()["scope"] == "openid licence holder", first.text
    second = requests.post(register, json=REGISTRATION, headers=bearer(token["initial_access_token"]))
    assert second.status_code == 401 and second.json()["error"] == "invalid_token"
    assert token["id"] not in sandbox.provider_command("clients", "initial-access-tokens", "list").stdout


def test_a_client_manages_its_registration_until_an_operator_suspends_it(sandbox):
    provider = sandbox.url("identity-provider")
    told = requests.post(provider + "/register", json=REGISTRATION).json()
    place, token = told["registration_client_uri"], told["registration_access_token"]
    assert requests.get(place, headers=bearer(token)).json()["client_name"] == "区县平台"
    changed = requests.put(place, headers=bearer(token),
                           json=REGISTRATION | {"client_id": told["client_id"], "client_name": "新平台"}).json()
    assert changed["client_name"] == "新平台"
    token = changed["registration_access_token"]
    sandbox.provider_command("clients", "suspend", told["client_id"], "--reason", "test")
    assert requests.get(place, headers=bearer(token)).status_code == 401
    sandbox.provider_command("clients", "resume", told["client_id"], "--reason", "test")
    assert requests.delete(place, headers=bearer(token)).status_code == 204
    assert requests.get(place, headers=bearer(token)).status_code == 401
