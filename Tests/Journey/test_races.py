"""What may be used once is used once, whoever is faster: a hundred requests at the same moment, half of them to either
of two processes on one database. Exactly one succeeds, and all others are refused in the words of the RFC."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from jwcrypto import jwk

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from people import UNBOUNDED, generous
from plain_browser import PlainBrowser
from replicas import Replicas
from stack import Stack
from standard_wallet import StandardWallet

PARTNERSHIP = "91419001MA0000023Y"
CALLBACK = "https://portal.example/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
AT_ONCE, ROUNDS = 100, 10


class Race:
    """A hundred requests that wait for each other and then go, over connections that are open already."""

    def __init__(self, replicas):
        self.replicas = replicas
        self.sessions = [requests.Session() for _ in range(AT_ONCE)]

    def run(self, send):
        """The answers of `send(session, the address of a process)`, by all runners at once."""
        start = threading.Barrier(AT_ONCE)

        def runner(number):
            url = self.replicas.url(number % 2)
            self.sessions[number].get(url + "/health/live", timeout=120)
            start.wait(timeout=240)
            return send(self.sessions[number], url)

        with ThreadPoolExecutor(AT_ONCE) as runners:
            return list(runners.map(runner, range(AT_ONCE)))


def tally(answers, code):
    """The answers that succeeded. The others all say `code`, and none of them that the server failed."""
    refused = [answer for answer in answers if answer.status_code >= 300]
    told = Counter((answer.status_code, answer.json().get("error")) for answer in refused)
    assert set(told) <= {code}, told
    return [answer.json() for answer in answers if answer.status_code < 300]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("races"), settings=generous(UNBOUNDED)) as stack:
        stack.prepare()
        stack.key = jwk.JWK.generate(kty="EC", crv="P-256", kid="race")
        portal = {
            "client_name": "门户", "client_uri": "https://portal.example", "redirect_uris": [CALLBACK],
            "scope": "openid licence", "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none"}
        stack.add_client({**portal, "client_id": "race-public"})
        stack.add_client({
            "client_id": "race-key", "client_name": "系统", "redirect_uris": [], "scope": "licence",
            "grant_types": ["client_credentials"], "tongzhao_audiences": ["demo-department"],
            "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [stack.key.export_public(as_dict=True)]}})
        stack.system = ("race-system", stack.add_client({
            "client_id": "race-system", "client_name": "系统", "redirect_uris": [], "scope": "licence",
            "grant_types": ["client_credentials"], "tongzhao_audiences": ["demo-department"],
        })["client_secret"])
        stack.device = ("race-device", stack.add_client({
            **portal, "client_id": "race-device", "token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["authorization_code", DEVICE_CODE], "tongzhao_device_scopes": "openid licence",
        })["client_secret"])
        stack.start("licence-issuer")
        with Replicas(stack) as replicas:
            stack.replicas = replicas
            yield stack


@pytest.fixture(scope="module")
def race(stack):
    return Race(stack.replicas)


class Portal:
    """A public client whose person is logged in already, so that a code is one request away."""

    def __init__(self, stack):
        self.provider = stack.url("identity-provider")
        self.browser = PlainBrowser(stack)
        self.wallet = StandardWallet(stack.authority_certificate.read_text())
        self.wallet.receive(*stack.offer(PARTNERSHIP))
        self.browser.open(self.request())
        self.approve(self.browser)

    def approve(self, browser):
        approved = self.wallet.approve(self.wallet.ask(self.wallet.camera(browser.qr())))
        return browser.finish(approved["number"])

    def parameters(self, **more):
        self.verifier = generate_token(48)
        return {
            "client_id": "race-public", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid licence",
            "code_challenge": create_s256_code_challenge(self.verifier), "code_challenge_method": "S256",
            "state": "s", **more}

    def request(self, **more):
        return self.provider + "/authorize?" + urlencode(self.parameters(**more))

    def code(self):
        location = self.browser.open(self.request(prompt="none")).headers["Location"]
        return parse_qs(urlsplit(location).query)["code"][0]

    def redemption(self):
        return {"grant_type": "authorization_code", "code": self.code(), "redirect_uri": CALLBACK,
                "client_id": "race-public", "code_verifier": self.verifier}

    def tokens(self):
        answer = requests.post(self.provider + "/token", data=self.redemption(), timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def portal(stack):
    return Portal(stack)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_code_redeems_once(race, portal, _):
    form = portal.redemption()
    answers = race.run(lambda http, url: http.post(url + "/token", data=form, timeout=240))
    assert len(tally(answers, (400, "invalid_grant"))) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_refresh_token_has_one_successor(race, portal, _):
    """Whoever asks again in the same moment gets the same successor, and nobody another one."""
    token = portal.tokens()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "race-public"}
    successes = tally(
        race.run(lambda http, url: http.post(url + "/token", data=form, timeout=240)), (400, "invalid_grant"))
    assert successes and len({answer["refresh_token"] for answer in successes}) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_an_assertion_is_used_once(stack, race, _):
    now = int(time.time())
    assertion = jwt.encode(
        {"iss": "race-key", "sub": "race-key", "aud": stack.url("identity-provider"), "jti": generate_token(24),
         "iat": now, "exp": now + 240},
        stack.key.export_to_pem(private_key=True, password=None), algorithm="ES256", headers={"kid": "race"})
    form = {"grant_type": "client_credentials", "client_assertion": assertion, "client_assertion_type": ASSERTION}
    answers = race.run(lambda http, url: http.post(url + "/token", data=form, timeout=240))
    assert len(tally(answers, (401, "invalid_client"))) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_pushed_request_is_answered_once(stack, race, portal, _):
    """Looking at it uses nothing up, since a person may reload a page; answering it does."""
    pushed = requests.post(stack.url("identity-provider") + "/par", data=portal.parameters(prompt="none"), timeout=60)
    assert pushed.status_code == 201, pushed.text
    query = {"client_id": "race-public", "request_uri": pushed.json()["request_uri"]}
    answers = race.run(lambda http, url: http.get(
        url + "/authorize", params=query, cookies=portal.browser.http.cookies, allow_redirects=False, timeout=240))
    assert {answer.status_code for answer in answers} <= {303, 400}
    told = [parse_qs(urlsplit(answer.headers["Location"]).query) for answer in answers if answer.status_code == 303]
    assert len([True for answer in told if "code" in answer]) == 1
    assert {answer["error"][0] for answer in told if "code" not in answer} <= {"invalid_request_uri"}


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_device_gets_its_tokens_once(stack, race, portal, _):
    """A hundred polls in the moment after the person has approved."""
    provider = stack.url("identity-provider")
    asked = requests.post(
        provider + "/device_authorization", data={"scope": "openid licence"}, auth=stack.device, timeout=60).json()
    browser = PlainBrowser(stack)
    browser.http.get(provider + "/device")
    code = {"user_code": asked["user_code"]}
    assert browser.http.post(provider + "/device", data=code).status_code == 200
    begun = browser.http.post(provider + "/device/continue", data=code, allow_redirects=False)
    browser.order = begun.headers["Location"]
    assert browser.http.get(browser.order).status_code == 200
    assert portal.approve(browser)
    form = {"grant_type": DEVICE_CODE, "device_code": asked["device_code"]}
    answers = race.run(lambda http, url: http.post(url + "/token", data=form, auth=stack.device, timeout=240))
    assert len(tally(answers, (400, "invalid_grant"))) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_dpop_proof_is_used_once(stack, race, _):
    key, url = jwk.JWK.generate(kty="EC", crv="P-256"), stack.url("identity-provider") + "/token"
    form = {"grant_type": "client_credentials"}

    def proof(nonce=None):
        claims = {"htm": "POST", "htu": url, "iat": int(time.time()), "jti": generate_token(24)}
        return {"DPoP": jwt.encode(
            {**claims, "nonce": nonce} if nonce else claims, key.export_to_pem(private_key=True, password=None),
            algorithm="ES256", headers={"typ": "dpop+jwt", "jwk": key.export_public(as_dict=True)})}

    first = requests.post(url, data=form, auth=stack.system, headers=proof(), timeout=60)
    headers = proof(first.headers.get("DPoP-Nonce"))
    successes = tally(race.run(lambda http, url: http.post(
        url + "/token", data=form, auth=stack.system, headers=headers, timeout=240)), (400, "invalid_dpop_proof"))
    assert [answer["token_type"] for answer in successes] == ["DPoP"]
