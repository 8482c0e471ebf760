"""Kill -9. The requests of a journey are counted; then the journey is made once for each of them, and the server is
killed as soon as that one is answered. Then while one is being answered. Each time nothing is wrong afterwards, as the
doctor and the audit log's verifier see it."""

import threading
import time

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session

from examined import assert_clean
from people import GENEROUS
from plain_browser import PlainBrowser
from stack import Stack
from standard_wallet import Distrust, StandardWallet

PARTNERSHIP = "91419001MA0000023Y"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("kill"), settings=GENEROUS) as stack:
        stack.prepare()
        stack.portal = stack.add_client({
            "client_id": "kill-portal", "client_name": "门户", "client_uri": "https://portal.example",
            "redirect_uris": ["https://portal.example/callback"], "scope": "openid licence holder",
            "grant_types": ["authorization_code", "refresh_token"], "tongzhao_audiences": ["demo-department"]})
        stack.start("licence-issuer", "identity-provider")
        yield stack


@pytest.fixture(scope="module")
def phone(stack):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer(PARTNERSHIP))
    return wallet


class Killer:
    """Counts the answers of a server, and kills and restarts it as soon as the one in question has arrived."""

    def __init__(self, stack, name, after=None):
        self.stack, self.name, self.after = stack, name, after
        self.answered = 0

    def watch(self, session):
        session.hooks["response"].append(self.seen)
        return session

    def seen(self, answer, **_):
        if answer.url.startswith(self.stack.url(self.name)):
            answer.content  # the whole answer has arrived
            self.answered += 1
            if self.answered == self.after:
                self.stack.kill(self.name)
                self.stack.start(self.name)
                assert_clean(self.stack, self.name)


class Journey:
    """A person with browser and phone, a portal and a department, of whom each tries a thing once."""

    def __init__(self, stack, phone, killer):
        self.stack, self.killer = stack, killer
        self.provider = stack.url("identity-provider")
        self.wallet = StandardWallet(stack.authority_certificate.read_text(), killer.watch(requests.Session()))
        self.wallet.key, self.wallet.credential = phone.key, phone.credential
        self.browser = PlainBrowser(stack, killer.watch(requests.Session()))
        self.verifier = "v" * 43
        self.portal = killer.watch(OAuth2Session(
            "kill-portal", stack.portal["client_secret"], scope="openid licence holder",
            redirect_uri="https://portal.example/callback", code_challenge_method="S256"))
        department = (stack.state / "department" / "client-secret").read_text()
        self.department = killer.watch(requests.Session())
        self.department.auth = ("demo-department", department)
        self.answers = []

    def authorization(self, **options):
        return self.portal.create_authorization_url(
            self.provider + "/authorize", code_verifier=self.verifier, **options)[0]

    def take_code(self, location):
        self.answers.append(location)
        return self.portal.fetch_token(
            self.provider + "/token", authorization_response=location, code_verifier=self.verifier)

    def introspect(self, token):
        return self.department.post(self.provider + "/introspect", data={"token": token["access_token"]}).json()

    def log_in(self):
        self.browser.open(self.authorization())
        request = self.wallet.ask(self.wallet.camera(self.browser.qr()))
        self.request = request
        self.approved = self.wallet.approve(request)
        return self.browser.finish(self.approved["number"])

    def make(self):
        token = self.take_code(self.log_in())
        facts = self.portal.get(self.provider + "/userinfo").json()
        assert facts["sub"] == PARTNERSHIP
        assert self.introspect(token)["active"] is True
        token = self.portal.refresh_token(self.provider + "/token", refresh_token=token["refresh_token"])
        assert self.introspect(token)["active"] is True
        silent = self.browser.open(self.authorization(prompt="none")).headers["Location"]
        second = self.take_code(silent)
        assert self.introspect(second)["active"] is True
        answer = self.wallet.http.post(self.approved["receipt"] + "/not-me", headers={"Accept": "application/json"})
        assert answer.json() == {"state": "disowned"}
        assert self.introspect(token) == self.introspect(second) == {"active": False}
        self.nothing_is_left(token)

    def nothing_is_left(self, token):
        """What was used up or ended stays so."""
        for location in self.answers:
            with pytest.raises(Exception, match="invalid_grant"):
                self.portal.fetch_token(
                    self.provider + "/token", authorization_response=location, code_verifier=self.verifier)
        with pytest.raises(Exception, match="invalid_grant"):
            self.portal.refresh_token(self.provider + "/token", refresh_token=token["refresh_token"])
        silent = self.browser.open(self.authorization(prompt="none")).headers["Location"]
        assert "error=login_required" in silent
        assert self.wallet.present(self.request).status_code == 404
        assert "code=" not in self.browser.type_number(self.approved["number"])


def test_the_identity_provider_is_killed_after_each_request(stack, phone):
    counting = Killer(stack, "identity-provider")
    Journey(stack, phone, counting).make()
    assert counting.answered >= 20
    for k in range(1, counting.answered + 1):
        killer = Killer(stack, "identity-provider", after=k)
        Journey(stack, phone, killer).make()
        assert killer.answered == counting.answered, f"killed after request {k}, the journey took another way"


def cut_off(stack, delay, send):
    """Sends a request and kills the identity provider while it is under way; the answer, if one came."""
    result = []

    def run():
        try:
            result.append(send())
        except requests.RequestException:
            pass

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(delay)
    stack.kill("identity-provider")
    thread.join()
    stack.start("identity-provider")
    assert_clean(stack)
    return result[0] if result else None


DELAYS = [0, 0.001, 0.002, 0.003, 0.005, 0.008]


@pytest.mark.parametrize("delay", DELAYS)
def test_a_code_whose_answer_is_cut_off_gives_tokens_at_most_once(stack, phone, delay):
    journey = Journey(stack, phone, Killer(stack, "identity-provider"))
    location = journey.log_in()
    form = {"grant_type": "authorization_code", "code": location.split("code=")[1].split("&")[0],
            "redirect_uri": "https://portal.example/callback", "code_verifier": journey.verifier}

    def redeem():
        return requests.post(journey.provider + "/token", data=form,
                             auth=("kill-portal", stack.portal["client_secret"]))

    answers = [cut_off(stack, delay, redeem), redeem(), redeem()]
    given = [answer for answer in answers if answer is not None and answer.status_code == 200]
    assert len(given) <= 1
    assert answers[-1].json()["error"] == "invalid_grant"
    # The session was acknowledged, so the portal asks again and the person notices nothing.
    silent = journey.browser.open(journey.authorization(prompt="none")).headers["Location"]
    assert journey.take_code(silent)["access_token"]


@pytest.mark.parametrize("delay", DELAYS)
def test_a_number_whose_answer_is_cut_off_can_be_typed_again_or_the_login_begun_anew(stack, phone, delay):
    journey = Journey(stack, phone, Killer(stack, "identity-provider"))
    browser, wallet = journey.browser, journey.wallet
    browser.open(journey.authorization())
    number = wallet.approve(wallet.ask(wallet.camera(browser.qr())))["number"]
    first = cut_off(stack, delay, lambda: browser.type_number(number))
    second = browser.type_number(number)
    codes = [location for location in (first, second) if location and "code=" in location]
    assert len(codes) <= 1
    if not codes:
        assert browser.state()["state"] == "done"
        # The browser never got its session cookie; it starts again.
        codes = [journey.log_in()]
    assert journey.take_code(codes[0])["access_token"]


@pytest.mark.parametrize("delay", DELAYS)
def test_a_presentation_whose_answer_is_cut_off_counts_once(stack, phone, delay):
    journey = Journey(stack, phone, Killer(stack, "identity-provider"))
    browser, wallet = journey.browser, journey.wallet
    browser.open(journey.authorization())
    request = wallet.ask(wallet.camera(browser.qr()))
    cut_off(stack, delay, lambda: wallet.present(request))
    again = wallet.present(request)
    assert again.status_code in (200, 404)
    assert browser.state()["state"] == "number"
    # Without its answer the wallet has no number; the page offers to start again, for the same portal.
    answer = browser.http.post(browser.order + "/restart", allow_redirects=False)
    browser.open(answer.headers["Location"])
    browser.order = answer.headers["Location"]
    number = wallet.approve(wallet.ask(wallet.camera(browser.qr())))["number"]
    assert journey.take_code(browser.type_number(number))["access_token"]


def test_the_licence_issuer_is_killed_after_each_request(stack):
    def receive(killer):
        offer = stack.offer("92419001MA0000058E")
        wallet = StandardWallet(stack.authority_certificate.read_text(), killer.watch(requests.Session()))
        wallet.receive(*offer)
        with pytest.raises(Distrust):
            StandardWallet(stack.authority_certificate.read_text()).receive(*offer)
        return wallet

    counting = Killer(stack, "licence-issuer")
    receive(counting)
    assert counting.answered >= 6
    wallets = [receive(Killer(stack, "licence-issuer", after=k)) for k in range(1, counting.answered + 1)]
    # What the last kill left behind is a whole licence.
    journey = Journey(stack, wallets[-1], Killer(stack, "identity-provider"))
    assert "code=" in journey.log_in()
