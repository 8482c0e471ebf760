"""Four departments validate without a pause while the token keys rotate five times, on a schedule of seconds instead of
months, under two processes on one database. Nobody may be turned away and nothing may fail, by the departments' own
counters. Afterwards a key is revoked in an emergency.

The schedule is the real one, only shorter: a key is announced for longer than anybody keeps the key set. Nothing here
depends on how fast the machine is: the drill goes on until it has seen the keys change."""

import json
import random
import threading
import time
from collections import Counter, OrderedDict

import jwt
import pytest
import requests

from authlib_portal import AuthlibPortal
from departments import ApacheDepartment, LibraryDepartment, NaiveDepartment, PyJWTDepartment
from people import generous
from plain_browser import PlainBrowser
from replicas import Replicas
from stack import Stack
from standard_wallet import StandardWallet

MAX_AGE, ANNOUNCE, SIGN = 2, 20, 21
ROTATIONS = 5
#: Far above what a slow machine needs; it only ends a drill in which nothing happens.
PATIENCE = 600
DEPARTMENT = "demo-department"


class Tokens:
    """Asks both processes for tokens without a pause, as a system and by a login's refresh token, and keeps them."""

    def __init__(self, stack, portals):
        self.url = stack.url("identity-provider") + "/token"
        self.lock = threading.Lock()
        #: The keys that signed, in the order in which they appeared, by algorithm: key id -> the processes that used it.
        self.kids = {"ES256": OrderedDict(), "RS256": OrderedDict()}
        self.issued = Counter()
        self.failures = Counter()
        self.kept = {"refresh_token": [], "client_credentials": []}
        self._stop = threading.Event()
        self._threads = []
        self.sources = []
        for portal, tokens in portals:
            self.sources.append((portal, {"grant_type": "client_credentials"}))
            self.sources.append((portal, {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}))

    def ask(self, portal, form):
        answer = requests.post(self.url, data=form, auth=(portal.client_id, portal.secret), timeout=60)
        if answer.status_code != 200:
            raise AssertionError(f"{form['grant_type']}: {answer.status_code} {answer.text}")
        token = answer.json()["access_token"]
        header = jwt.get_unverified_header(token)
        with self.lock:
            self.kids[header["alg"]].setdefault(header["kid"], set()).add(answer.headers["X-Answered-By"])
            self.issued[form["grant_type"]] += 1
            kept = self.kept[form["grant_type"]]
            kept.append((time.monotonic(), token))
            # The newest are looked at most, and some of every age for as long as they live.
            if len(kept) > 400:
                del kept[random.randrange(0, 300)]
        return token

    def take(self, *kinds):
        """A token that lives for a while yet: as often as not the newest, else any."""
        while True:
            with self.lock:
                kept = random.choice([self.kept[kind] for kind in kinds or self.kept])
                made, token = kept[-1] if random.random() < 0.5 else random.choice(kept)
            if time.monotonic() - made < 200:
                return token

    def put_to_the_test(self):
        """The processes that used each key that counts. The first key does not: it may be followed after one token."""
        with self.lock:
            return {kid: set(used) for kids in self.kids.values() for kid, used in list(kids.items())[1:ROTATIONS + 2]}

    def run(self, source):
        while not self._stop.is_set():
            try:
                self.ask(*source)
            except Exception as error:  # Counted, whatever it is.
                self.failures[f"{type(error).__name__}: {error}"] += 1
            self._stop.wait(0.1)

    def open(self):
        for source in self.sources:
            self.ask(*source)
        self._threads = [threading.Thread(target=self.run, args=[source], daemon=True) for source in self.sources]
        for thread in self._threads:
            thread.start()

    def close(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    schedule = {"keys": {"max-age": MAX_AGE, "announce": ANNOUNCE, "sign": SIGN}}
    with Stack(tmp_path_factory.mktemp("drill"), settings=generous({"identity-provider": schedule})) as stack:
        stack.prepare()
        yield stack


@pytest.fixture(scope="module")
def replicas(own_stack):
    own_stack.start("licence-issuer")
    with Replicas(own_stack) as replicas:
        own_stack.start("department")
        yield replicas


@pytest.fixture(scope="module")
def tokens(own_stack, replicas):
    """Two portals, one for each algorithm, in which an enterprise has logged in."""
    wallet = StandardWallet(own_stack.authority_certificate.read_text())
    wallet.receive(*own_stack.offer("91419001MA0000023Y"))
    portals = []
    for algorithm in ("ES256", "RS256"):
        portal = AuthlibPortal(
            own_stack, "drill-" + algorithm.lower(), scope="openid licence offline_access",
            grant_types=["authorization_code", "refresh_token", "client_credentials"],
            tongzhao_access_token_signed_response_alg=algorithm)
        portals.append((portal, portal.log_in(PlainBrowser(own_stack), wallet)))
    tokens = Tokens(own_stack, portals)
    yield tokens
    tokens.close()
    for portal, _ in portals:
        portal.close()


@pytest.fixture(scope="module")
def departments(own_stack, replicas, tokens):
    tls_url, root = replicas.serve_tls()
    apache = ApacheDepartment(tokens.take, own_stack, tls_url, root)
    yield {
        "library": LibraryDepartment(lambda: tokens.take("refresh_token"), own_stack),
        "pyjwt": PyJWTDepartment(tokens.take, own_stack, MAX_AGE),
        "apache": apache,
        "naive": NaiveDepartment(tokens.take, own_stack),
    }
    apache.shut()


def answer(stack, *arguments):
    return json.loads(stack.provider_command(*arguments, "--json").stdout)


def until(what, check, alive=lambda: None):
    deadline = time.monotonic() + PATIENCE
    while not check():
        alive()
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def is_ready_for_the_announced_key(stack):
    """Whether the operator sees that the department, which names itself, has fetched the key that is announced."""
    seen = answer(stack, "keys", "rotate", "--use", "token", "--algorithm", "ES256", "--dry-run")
    rows = (seen.get("readiness") or {}).get("clients", [])
    return any(row["client_id"] == DEPARTMENT and row["standing"] == "fetched" for row in rows)


@pytest.mark.timeout(1200)
def test_nobody_is_turned_away_while_keys_rotate_five_times(own_stack, replicas, tokens, departments, capsys):
    began = time.monotonic()
    tokens.open()
    for department in departments.values():
        department.open()

    def alive():
        """A drill that has failed need not go on."""
        assert not tokens.failures, tokens.failures
        for name, department in departments.items():
            assert not department.refused, (name, department.refused)
            assert department._thread.is_alive(), name

    until("nobody saw that the department is ready", lambda: is_ready_for_the_announced_key(own_stack), alive)
    until("the keys did not rotate", lambda: all(len(kids) > ROTATIONS + 1 for kids in tokens.kids.values()), alive)
    until("a key was used by one process only",
          lambda: all(used == {"0", "1"} for used in tokens.put_to_the_test().values()), alive)
    # Every department has met every key, so that each rotation was put to the test by each.
    signed = set(tokens.put_to_the_test())
    until("a department did not meet every key",
          lambda: all(signed <= set(department.accepted) for department in departments.values()), alive)
    until("too few tokens were issued or validated", lambda: min(
        tokens.issued["client_credentials"], tokens.issued["refresh_token"],
        *(sum(department.accepted.values()) for department in departments.values())) >= 200, alive)
    for department in departments.values():
        department.close()

    # The departments' own counters.
    for name, department in departments.items():
        assert not department.refused, (name, department.refused)
    counts = departments["library"].counts
    assert set(counts["local"]) == {"accepted"} and set(counts["introspection"]) == {"active"}, counts
    assert counts["local"]["accepted"] == sum(departments["library"].accepted.values())
    # Nothing failed on the way.
    assert not tokens.failures and not replicas.failures, (tokens.failures, replicas.failures)
    # The schedule did it, and it is without fault.
    assert answer(own_stack, "keys", "schedule")["faults"] == []
    with capsys.disabled():
        print(f"\n  the drill took {time.monotonic() - began:.0f} s; tokens issued: {dict(tokens.issued)}; validated: "
              + ", ".join(f"{name} {sum(one.accepted.values())}" for name, one in departments.items()))


@pytest.mark.timeout(600)
def test_a_stolen_key_is_replaced_and_the_departments_recover(own_stack, replicas, tokens, departments, capsys):
    portal, form = tokens.sources[1]
    stolen = tokens.ask(portal, form)
    kid = jwt.get_unverified_header(stolen)["kid"]
    secret = (own_stack.state / "department" / "client-secret").read_text()

    def introspected(process, token):
        found = requests.post(replicas.url(process) + "/introspect", data={"token": token}, auth=(DEPARTMENT, secret),
                              timeout=60)
        assert found.status_code == 200, found.text
        return found.json()["active"]

    assert introspected(0, stolen) and introspected(1, stolen)
    own_stack.provider_command("keys", "revoke", kid, "--emergency", "--reason", "drill", "--yes")
    revoked = time.monotonic()
    measured = []
    for process in (0, 1):
        until("a process believes a revoked key", lambda: not introspected(process, stolen))
        measured.append(time.monotonic() - revoked)

    def fresh():
        token = tokens.ask(portal, form)
        return token if jwt.get_unverified_header(token)["kid"] != kid else None
    until("nothing signs in the place of the revoked key", fresh)
    for department in departments.values():
        until(f"{type(department).__name__} does not recover", lambda: department.judge(fresh() or stolen) is None)
    assert not replicas.failures, replicas.failures
    with capsys.disabled():
        print("\n  introspection refused the stolen key's token after "
              + " and ".join(f"{seconds:.2f} s" for seconds in measured))
