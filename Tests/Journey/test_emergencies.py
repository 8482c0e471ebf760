"""What operators stop at once, in two processes on one database: every measure is followed by both within a second or so,
which is printed; the tests themselves wait with patience."""

import json
import time

import pytest
import requests

from authlib_portal import AuthlibPortal
from other_region import OtherRegion
from people import GENEROUS, PATIENCE
from plain_browser import PlainBrowser
from replicas import Replicas
from stack import Stack
from standard_wallet import StandardWallet

COMPANY, PARTNERSHIP = "91419001MA00000079", "91419001MA0000023Y"
REGION_COMPANY = "91419001MA00001460"


@pytest.fixture(scope="module")
def region():
    region = OtherRegion()
    yield region
    region.close()


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory, region):
    with Stack(tmp_path_factory.mktemp("emergencies"), settings=GENEROUS, anchors=[region.anchor()]) as stack:
        stack.prepare()
        stack.start("licence-issuer")
        yield stack


@pytest.fixture(scope="module")
def replicas(own_stack):
    with Replicas(own_stack) as replicas:
        yield replicas


@pytest.fixture(scope="module")
def portal(own_stack, replicas):
    portal = AuthlibPortal(own_stack, "emergency-portal", scope="openid licence offline_access")
    yield portal
    portal.close()


def wallet_with(stack, code):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer(code))
    return wallet


@pytest.fixture(scope="module")
def company(own_stack, replicas):
    return wallet_with(own_stack, COMPANY)


@pytest.fixture(scope="module")
def partnership(own_stack, replicas):
    return wallet_with(own_stack, PARTNERSHIP)


@pytest.fixture(scope="module")
def stranger(own_stack, region):
    """A holder whose licence another region issued."""
    wallet = StandardWallet(own_stack.authority_certificate.read_text())
    region.issue(wallet)
    return wallet


class LoggedIn:
    """A login: its browser and tokens, and what each process says of them."""

    def __init__(self, stack, replicas, portal, wallet):
        self.stack, self.replicas, self.portal = stack, replicas, portal
        self.browser = PlainBrowser(stack)
        self.tokens = portal.log_in(self.browser, wallet)
        self.secret = (stack.state / "department" / "client-secret").read_text()

    def is_active(self, process):
        """What introspection says. While a licence's standing cannot be learned it says 503, and is asked again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = requests.post(
                self.replicas.url(process) + "/introspect", data={"token": self.tokens["access_token"]},
                auth=("demo-department", self.secret), timeout=60)
            if answer.status_code == 200:
                return answer.json()["active"]
            assert answer.status_code == 503 and time.monotonic() < deadline, answer.text
            time.sleep(0.02)

    def refresh(self, process):
        return requests.post(
            self.replicas.url(process) + "/token",
            data={"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]},
            auth=(self.portal.client_id, self.portal.secret), timeout=60)

    def has_session(self):
        """Whether the browser is logged in without being asked."""
        answer = self.browser.http.get(self.portal.url + "/login", params={"prompt": "none"})
        return answer.status_code == 200

    @property
    def is_alive(self):
        return all([self.is_active(0), self.is_active(1), self.refresh(0).ok, self.refresh(1).ok, self.has_session()])


@pytest.fixture
def log_in(own_stack, replicas, portal):
    return lambda wallet: LoggedIn(own_stack, replicas, portal, wallet)


def until(what, check):
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture
def measure(capsys):
    """Waits until something is so in each process, and prints how long that took after the command had returned."""
    def measure(what, *checks):
        began, took = time.monotonic(), []
        for check in checks:
            until(what, check)
            took.append(f"{time.monotonic() - began:.2f} s")
        with capsys.disabled():
            print(f"\n  {what}: {', '.join(took)}")
    return measure


def operate(stack, *arguments, **options):
    return json.loads(stack.provider_command(
        *arguments, "--json", "--reason", "exercise", "--yes", **options).stdout)


def refusal_by_the_wallet_door(stack, portal, wallet):
    """Why a presentation is refused; nothing when it is not."""
    browser = PlainBrowser(stack)
    start = browser.http.get(portal.url + "/login", allow_redirects=False)
    browser.open(start.headers["Location"])
    answer = wallet.present(wallet.ask(wallet.camera(browser.qr())))
    return answer.json().get("rejection")


def test_a_plan_changes_nothing_and_a_measure_needs_a_reason_and_a_yes(own_stack, log_in, company):
    login = log_in(company)
    command = ("emergency", "revoke-licence", COMPANY)
    planned = json.loads(own_stack.provider_command(*command, "--plan", "--json", "--reason", "r").stdout)["plan"]
    assert any("sessions: 1, grants: 1 of 1 clients" in line for line in planned), planned
    assert any("validate access tokens by themselves" in line for line in planned), planned
    assert own_stack.provider_command(*command, "--yes", check=False).returncode == 64
    asked = own_stack.provider_command(*command, "--reason", "r", check=False)
    assert asked.returncode == 4 and "sessions: 1" in asked.stderr
    assert own_stack.provider_command("emergency", "lift", "--reason", "r", "--yes", check=False).returncode == 3
    assert json.loads(own_stack.provider_command("emergency", "status", "--json").stdout)["blocked_licences"] == []
    assert login.is_alive
    operate(own_stack, "emergency", "end-sessions", "--licence", COMPANY)


def test_a_revoked_licence_opens_nothing_until_it_is_lifted(
        own_stack, replicas, portal, log_in, company, partnership, measure):
    mine, other = log_in(company), log_in(partnership)
    assert mine.is_alive and other.is_alive
    done = operate(own_stack, "emergency", "revoke-licence", COMPANY)
    # A second grant came from the session, when it was asked whether it lives.
    assert (done["sessions"], done["grants"]) == (1, 2)
    assert 0 < done["access_tokens"]["latest_expiry"] - time.time() <= 302
    measure("introspection of a revoked licence", *(lambda p=p: not mine.is_active(p) for p in (0, 1)))
    assert mine.refresh(0).status_code == mine.refresh(1).status_code == 400
    assert not mine.has_session()
    assert refusal_by_the_wallet_door(own_stack, portal, company) == "licenceBlocked"
    assert other.is_alive, "another enterprise is touched"
    status = json.loads(own_stack.provider_command("emergency", "status", "--json").stdout)
    assert [row["uscc"] for row in status["blocked_licences"]] == [COMPANY]

    operate(own_stack, "emergency", "lift", "--licence", COMPANY)
    until("a lifted licence is refused", lambda: refusal_by_the_wallet_door(own_stack, portal, company) is None)
    assert log_in(company).is_alive
    assert not mine.is_active(0), "what was ended stays ended"


def test_a_revoked_client_is_unknown_and_what_it_held_is_gone(own_stack, portal, log_in, company, measure):
    login = log_in(company)
    done = operate(own_stack, "emergency", "revoke-client", portal.client_id)
    assert done["grants"] >= 1
    measure("introspection of a revoked client's token", *(lambda p=p: not login.is_active(p) for p in (0, 1)))
    for process in (0, 1):
        until("a revoked client is known", lambda: login.refresh(process).status_code == 401)
    operate(own_stack, "emergency", "lift", "--client", portal.client_id)
    for process in (0, 1):
        until("a lifted client is unknown", lambda: login.refresh(process).status_code == 400)
    assert login.has_session(), "the person stays logged in"


def test_ended_sessions_are_over_everywhere(own_stack, log_in, company, partnership, measure):
    logins = [log_in(company), log_in(partnership)]
    assert operate(own_stack, "emergency", "end-sessions")["sessions"] >= 2
    measure("introspection after the end of all sessions",
            *(lambda one=one, p=p: not one.is_active(p) for one in logins for p in (0, 1)))
    for login in logins:
        assert login.refresh(0).status_code == login.refresh(1).status_code == 400 and not login.has_session()
    assert log_in(company).is_alive


def test_a_lockdown_stops_everything_survives_a_restart_and_is_lifted(
        own_stack, replicas, portal, log_in, company, measure):
    login = log_in(company)
    operate(own_stack, "emergency", "lockdown", "--cause", "maintenance")
    measure("introspection in a lockdown", *(lambda p=p: not login.is_active(p) for p in (0, 1)))
    until("a token is refreshed", lambda: login.refresh(0).status_code == login.refresh(1).status_code == 503)
    replicas.restart(0)
    start = requests.get(portal.url + "/login", allow_redirects=False).headers["Location"]
    path = start.removeprefix(own_stack.url("identity-provider"))
    for process in (0, 1):
        assert login.refresh(process).status_code == 503 and not login.is_active(process)
        page = requests.get(replicas.url(process) + path, headers={"Accept-Language": "zh-CN"}, timeout=60)
        assert page.status_code == 503 and "正在维护" in page.text
        english = requests.get(replicas.url(process) + path, headers={"Accept-Language": "en"}, timeout=60)
        assert "paused for maintenance" in english.text and "exercise" not in english.text
        until("a process in a lockdown is not ready",
              lambda: requests.get(replicas.url(process) + "/health/ready", timeout=60).status_code == 200)
        for alive in ("/jwks", "/.well-known/openid-configuration", "/health/live"):
            assert requests.get(replicas.url(process) + alive, timeout=60).status_code == 200, alive
    assert json.loads(own_stack.provider_command("emergency", "status", "--json").stdout)["lockdown"]["level"] == (
        "everything")

    # The weaker level, in its place: tokens live again, logins do not.
    operate(own_stack, "emergency", "lockdown", "--logins-only", "--cause", "upstream")
    measure("tokens live again", *(lambda p=p: login.is_active(p) for p in (0, 1)))
    assert login.refresh(0).ok and login.refresh(1).ok
    assert requests.get(replicas.url(0) + path, timeout=60).status_code == 503

    operate(own_stack, "emergency", "lift")
    measure("logins after the lockdown", *(
        lambda p=p: requests.get(replicas.url(p) + path, timeout=60).status_code == 200 for p in (0, 1)))
    until("the session is known again", login.has_session)
    assert log_in(company).is_alive


def test_a_revoked_issuer_takes_its_logins_with_it(own_stack, region, log_in, company, stranger, measure):
    login, own = log_in(stranger), log_in(company)
    assert login.is_alive
    done = operate(own_stack, "emergency", "revoke-issuer", region.region)
    assert done["sessions"] == 1
    measure("introspection of a revoked issuer's login", *(lambda p=p: not login.is_active(p) for p in (0, 1)))
    assert login.refresh(0).status_code == login.refresh(1).status_code == 400 and not login.has_session()
    assert own.is_alive
    operate(own_stack, "emergency", "lift", "--issuer", region.region)

    def again():
        try:
            return log_in(stranger).is_alive
        except Exception:
            return False
    until("a lifted issuer's licence opens nothing", again)
    assert not login.is_active(0), "what was ended stays ended"


def test_a_removed_issuer_ends_its_logins_unless_they_are_kept(own_stack, region, log_in, stranger, company, measure):
    own = log_in(company)
    kept = log_in(stranger)
    assert kept.is_alive
    operate(own_stack, "trust", "remove", region.region, "--keep-sessions")

    def is_refused():
        try:
            log_in(stranger)
        except Exception:
            return True
        return False
    until("a removed issuer's licence opens a login", is_refused)
    until("logins are kept", lambda: kept.is_alive)

    operate(own_stack, "trust", "remove", region.region)
    measure("introspection of a removed issuer's login", *(lambda p=p: not kept.is_active(p) for p in (0, 1)))
    assert kept.refresh(0).status_code == kept.refresh(1).status_code == 400 and not kept.has_session()
    assert own.is_alive


def signing_key(stack):
    listed = json.loads(stack.provider_command("keys", "list", "--json").stdout)
    return next(key["kid"] for key in listed
                if (key["use"], key["alg"], key["state"]) == ("token", "ES256", "signing"))


def test_a_revoked_key_keeps_logins_unless_they_are_ended(own_stack, log_in, company, measure):
    login = log_in(company)
    assert login.is_alive
    kept = operate(own_stack, "keys", "revoke", signing_key(own_stack), "--emergency")
    assert kept["sessions_ended"] == 0
    measure("introspection of a revoked key's token", *(lambda p=p: not login.is_active(p) for p in (0, 1)))
    assert login.refresh(0).ok and login.refresh(1).ok and login.has_session()
    ended = operate(own_stack, "keys", "revoke", signing_key(own_stack), "--emergency", "--end-sessions")
    assert ended["sessions_ended"] >= 1 and ended["signing"] not in (None, kept["signing"])
    assert login.refresh(0).status_code == login.refresh(1).status_code == 400 and not login.has_session()
    until("nobody logs in any more", lambda: log_in(company).is_alive)


def test_replaced_secrets_open_no_refresh_token_of_before(own_stack, log_in, company, measure):
    login = log_in(company)
    assert login.refresh(0).ok and login.refresh(1).ok
    replaced = operate(own_stack, "keys", "rotate-secrets")["rotated"]
    assert "refresh" in replaced and "pairwise" not in replaced and "evidence" not in replaced
    measure("a refresh token of before", *(lambda p=p: login.refresh(p).status_code == 400 for p in (0, 1)))
    again = log_in(company)
    assert again.refresh(0).ok and again.refresh(1).ok
