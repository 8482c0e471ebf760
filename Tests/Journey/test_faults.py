"""A machine that fails under a serving identity provider. Nothing that was acknowledged is lost, nothing is used twice,
no answer says that something happened that did not, and the server goes on by itself when the machine is well again."""

import random
import threading
import time
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from examined import assert_clean
from faulty_machine import FaultyMachine
from people import GENEROUS, LONG, UNBOUNDED, eventually, generous
from plain_browser import PlainBrowser
from standard_wallet import Distrust, StandardWallet

CALLBACK = "https://portal.example/callback"
VERIFIER = "dBjftJeZ4CVP-mBlG9JSP3Hy1yTQwCdWnWjZ0H3B5fk7"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PARTNERSHIP = "91419001MA0000023Y"
KILLS = 200 if LONG else 10
WRITERS = 6


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with FaultyMachine(tmp_path_factory.mktemp("faults"), settings=generous(UNBOUNDED)) as stack:
        stack.prepare()
        stack.add_client({
            "client_id": "portal", "client_name": "门户", "client_uri": "https://portal.example",
            "redirect_uris": [CALLBACK], "scope": "openid licence", "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"], "tongzhao_audiences": ["demo-department"]})
        stack.start("licence-issuer", "identity-provider")
        yield stack


@pytest.fixture(scope="module")
def phone(stack):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer(PARTNERSHIP))
    return wallet


@pytest.fixture(autouse=True)
def well_again(stack):
    yield
    stack.all_is_well()


class Person:
    """Somebody with browser and phone, and a portal that keeps no secret: its refresh tokens rotate."""

    def __init__(self, stack, phone):
        self.stack, self.provider = stack, stack.url("identity-provider")
        self.browser = PlainBrowser(stack)
        self.wallet = StandardWallet(stack.authority_certificate.read_text())
        self.wallet.key, self.wallet.credential = phone.key, phone.credential
        self.http = requests.Session()
        self.department = ("demo-department", (stack.state / "department" / "client-secret").read_text())

    def authorization(self, **more):
        return self.provider + "/authorize?" + urlencode({
            "response_type": "code", "client_id": "portal", "redirect_uri": CALLBACK, "scope": "openid licence",
            "state": "s", "nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **more})

    def log_in(self):
        self.browser.open(self.authorization())
        approved = self.wallet.approve(self.wallet.ask(self.wallet.camera(self.browser.qr())))
        return self.redeem(self.code(self.browser.finish(approved["number"])))

    def silent(self):
        """The answer to a request that needs no person; its code, if there is one."""
        answer = self.browser.http.get(self.authorization(prompt="none"), allow_redirects=False, timeout=60)
        return answer, self.code(answer.headers.get("Location", ""))

    @staticmethod
    def code(location):
        return parse_qs(urlsplit(location).query).get("code", [None])[0]

    def token(self, **form):
        return self.http.post(self.provider + "/token", data={"client_id": "portal", **form}, timeout=60)

    def redeem(self, code):
        return self.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER)

    def refresh(self, token):
        return self.token(grant_type="refresh_token", refresh_token=token)

    def introspect(self, token):
        return self.http.post(self.provider + "/introspect", data={"token": token}, auth=self.department, timeout=60)


class Writer(threading.Thread):
    """Refreshes and redeems without a pause, and keeps a ledger of what was acknowledged."""

    def __init__(self, person):
        super().__init__(daemon=True)
        self.person, self.stopped = person, threading.Event()
        self.newest = person.log_in().json()["refresh_token"]
        self.former, self.redeemed, self.refreshed, self.wrong = [], [], 0, []

    def run(self):
        while not self.stopped.is_set():
            try:
                self.refresh_once()
                self.redeem_once()
            except requests.RequestException:
                self.stopped.wait(0.02)

    def is_excused(self, answer):
        """Whether somebody who is told this asks again a moment later."""
        return False

    def refuse(self, answer):
        if self.is_excused(answer):
            self.stopped.wait(0.05)
        else:
            self.wrong.append((answer.status_code, answer.headers.get("Location", answer.text)))
            self.stopped.set()

    def refresh_once(self):
        answer = self.person.refresh(self.newest)
        if answer.status_code != 200:
            return self.refuse(answer)
        self.former.append(self.newest)
        self.newest = answer.json()["refresh_token"]
        self.refreshed += 1

    def from_session(self):
        """(code, what it was redeemed for), asked from the running session; nothing when that was refused."""
        answer, code = self.person.silent()
        if code is None:
            return self.refuse(answer)
        answer = self.person.redeem(code)
        if answer.status_code != 200:
            return self.refuse(answer)
        return code, answer.json()

    def redeem_once(self):
        if given := self.from_session():
            code, tokens = given
            self.redeemed.append((code, tokens["access_token"]))


def compare(writers):
    """Stops them, and compares their ledgers with what the server has: nothing acknowledged is lost, nothing is used
    twice."""
    for writer in writers:
        writer.stopped.set()
    for writer in writers:
        writer.join(120)
        assert not writer.is_alive()
        # No refusal, no error of the server's: whoever was cut off asked again with what it had.
        assert writer.wrong == []
        assert writer.refreshed > 0 and writer.redeemed
        newest = writer.person.refresh(writer.newest)
        assert newest.status_code == 200, newest.text
        for code, token in writer.redeemed[-20:]:
            assert writer.person.introspect(token).json()["active"] is True
            again = writer.person.redeem(code)
            assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_what_was_acknowledged_survives_every_kill_under_load(stack, phone):
    """A refresh token that a portal was given is good after the kill, and a code that was redeemed stays so."""
    writers = [Writer(Person(stack, phone)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(0.05, 0.6))
        stack.kill("identity-provider")
        stack.start("identity-provider")
        assert_clean(stack)
    compare(writers)
    # A refresh token of long ago is a stolen one: it ends the login for both.
    thief = writers[0]
    assert len(thief.former) > 2
    good = thief.person.refresh(thief.newest).json()["refresh_token"]
    assert thief.person.refresh(thief.former[0]).json()["error"] == "invalid_grant"
    assert thief.person.refresh(good).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("fault", ["disk_is_full", "disk_is_read_only", "disk_fails"])
def test_a_disk_that_takes_nothing_makes_refusals_and_no_false_answer(stack, phone, fault):
    person = Person(stack, phone)
    first = person.log_in().json()
    _, code = person.silent()
    assert code
    before = stack.refused_writes
    getattr(stack, fault)()
    # What needs no write goes on; what needs one says that it did not happen.
    assert person.introspect(first["access_token"]).json()["active"] is True
    for answer in (person.redeem(code), person.refresh(first["refresh_token"])):
        assert answer.status_code in (500, 503), answer.text
        assert "access_token" not in answer.text
    answer, none = person.silent()
    assert none is None and (answer.status_code in (500, 503) or "error=" in answer.headers["Location"])
    assert stack.refused_writes > before
    assert requests.get(person.provider + "/jwks", timeout=60).status_code == 200
    stack.all_is_well()
    # By itself, without a restart: and the code and the refresh token were not used up by what failed.
    answer = eventually(lambda: (found := person.redeem(code)).status_code == 200 and found)
    assert person.introspect(answer.json()["access_token"]).json()["active"] is True
    assert person.refresh(first["refresh_token"]).status_code == 200
    assert Person(stack, phone).log_in().status_code == 200
    assert_clean(stack)


def test_a_slow_disk_makes_people_wait_and_nothing_else(stack, phone):
    people = [Person(stack, phone) for _ in range(8)]
    tokens = [person.log_in().json()["refresh_token"] for person in people]
    stack.disk_is_slow(250)
    with ThreadPoolExecutor(len(people)) as pool:
        for _ in range(3):
            answers = list(pool.map(lambda pair: pair[0].refresh(pair[1]), zip(people, tokens)))
            assert [answer.status_code for answer in answers] == [200] * len(people)
            tokens = [answer.json()["refresh_token"] for answer in answers]
    assert Person(stack, phone).log_in().status_code == 200
    stack.all_is_well()
    assert_clean(stack)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_an_hour_off_uses_nothing_twice_and_heals(stack, phone, hours):
    person = Person(stack, phone)
    first = person.log_in().json()
    _, code = person.silent()
    assert person.redeem(code).status_code == 200
    stack.clock_is_ahead(3600 * hours)
    # What is told about the licence is too old by the wrong clock, or of the future: nothing is given on it.
    inside = person.refresh(first["refresh_token"])
    assert inside.status_code in ((503, 400) if hours > 0 else (200, 400, 503)), inside.text
    assert person.redeem(code).json()["error"] == "invalid_grant"
    # By the wrong clock the phone's signature is too old, or of the future: it is not believed.
    late = Person(stack, phone)
    late.browser.open(late.authorization())
    try:
        answer = late.wallet.present(late.wallet.ask(late.wallet.camera(late.browser.qr())))
        assert answer.status_code in (400, 403), answer.text
    except Distrust:
        pass  # a request of the past is not believed by the phone either
    assert late.browser.state()["state"] not in ("proceed", "number")
    assert requests.get(person.provider + "/health/live", timeout=60).status_code == 200
    stack.all_is_well()
    assert person.redeem(code).json()["error"] == "invalid_grant"
    again = Person(stack, phone).log_in()
    assert again.status_code == 200
    assert eventually(lambda: person.introspect(again.json()["access_token"]).json()["active"]) is True
