"""Three replicas on one PostgreSQL database behind nginx, as deploy/cluster starts them: each part of a login at another
replica; what must be done once is done once; replicas that are killed, replaced, and serve a database of the next
format."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from authlib_portal import AuthlibPortal
from cluster import PROVIDER, Cluster
from logout_listener import LogoutListener
from people import LONG, UNBOUNDED, eventually, generous
from plain_browser import PlainBrowser
from postgres import Postgres
from stack import merge
from standard_wallet import StandardWallet
from test_faults import PARTNERSHIP, WRITERS, Person, Writer, compare
from test_postgresql import PORTAL, get_on, writing

KILLS = 50 if LONG else 4
ROUNDS = 5 if LONG else 1
# Keys change all the time, whatever else happens.
SCHEDULE = {"keys": {"max-age": 1, "announce": 5, "sign": 6}}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    settings = generous(UNBOUNDED)
    merge(settings[PROVIDER], SCHEDULE)
    with Postgres.temporary() as postgres, pytest.MonkeyPatch.context() as environment, \
            Cluster(tmp_path_factory.mktemp("cluster"), postgres, settings=settings) as cluster:
        cluster.prepare()
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            environment.setenv(name, str(cluster.server_roots))
        cluster.add_client(PORTAL)
        cluster.start("licence-issuer", *cluster.replicas)
        yield cluster


@pytest.fixture(scope="module")
def phone(cluster):
    wallet = StandardWallet(cluster.authority_certificate.read_text())
    wallet.receive(*cluster.offer(PARTNERSHIP))
    return wallet


class At(HTTPAdapter):
    """The way to one replica alone, under the address that all have."""

    def __init__(self, cluster, name):
        self.front, self.back = urlsplit(cluster.url(PROVIDER)), cluster.url(name)
        super().__init__()

    def send(self, request, **options):
        own = request.copy()
        own.url = request.url.replace(self.front.geturl(), self.back, 1)
        own.headers["Host"] = self.front.netloc
        answer = super().send(own, **options)
        answer.url, answer.request = request.url, request
        return answer


def at(cluster, number, like=None):
    """A program that speaks to one replica only; with the cookies of another one, if it is the same browser."""
    session = requests.Session()
    session.mount(cluster.url(PROVIDER), At(cluster, cluster.replicas[number]))
    if like:
        session.cookies = like.cookies
    return session


def test_order_wallet_and_waiting_page_may_each_be_at_another_replica(cluster, phone):
    person = Person(cluster, phone)
    person.browser = PlainBrowser(cluster, at(cluster, 0))
    person.browser.open(person.authorization())
    wallet = StandardWallet(cluster.authority_certificate.read_text(), at(cluster, 1))
    wallet.key, wallet.credential = phone.key, phone.credential
    waiting = at(cluster, 2, like=person.browser.http)
    with waiting.get(person.browser.order + "/events", stream=True, timeout=120) as events:
        assert events.status_code == 200
        states = (json.loads(line.removeprefix("data: ")) for line in events.iter_lines(decode_unicode=True)
                  if line.startswith("data: "))
        assert next(states)["state"] == "waiting"
        approved = wallet.approve(wallet.ask(wallet.camera(person.browser.qr())))
        seen = next(state["state"] for state in states if state["state"] in ("number", "proceed"))
    assert seen == ("number" if approved["number"] else "proceed")
    person.http = at(cluster, 2)
    code = person.code(person.browser.finish(approved["number"]))
    tokens = person.redeem(code)
    assert tokens.status_code == 200, tokens.text
    person.http = at(cluster, 1)
    assert person.introspect(tokens.json()["access_token"]).json()["active"] is True
    assert person.redeem(code).json()["error"] == "invalid_grant"


def test_every_portal_is_told_of_a_logout_once_though_three_replicas_tell(cluster, phone):
    listener = LogoutListener(cluster.url(PROVIDER), "told-portal")
    portal = AuthlibPortal(cluster, "told-portal", backchannel_logout_uri=listener.url + "/told")
    try:
        wallet = StandardWallet(cluster.authority_certificate.read_text())
        wallet.key, wallet.credential = phone.key, phone.credential
        logins = []
        for _ in range(8):
            plain = PlainBrowser(cluster)
            logins.append((plain, portal.log_in(plain, wallet)["id_token"]))

        def log_out(login):
            plain, hint = login
            answer = plain.http.get(plain.provider + "/end-session", params={"id_token_hint": hint}, timeout=120)
            assert answer.status_code < 400, answer.text
        with ThreadPoolExecutor(len(logins)) as pool:
            list(pool.map(log_out, logins))
        eventually(lambda: cluster.provider_command("deliveries", "list", "--json").stdout.strip() == "[]",
                   "what was delivered still waits")
        told = [listener.claims(token)["sid"] for token in listener.tokens]
        assert len(told) == len(set(told)) == len(logins)
        # By their own counters: as many tries as there was to tell.
        assert sum(cluster.counted(name, 'tongzhao_delivery_attempts_total{result="delivered"}')
                   for name in cluster.replicas) == len(logins)
    finally:
        portal.close()
        listener.close()


class Behind(Writer):
    """A portal behind nginx. What a killed replica had in hand nobody can answer for: it asks again."""

    def __init__(self, person):
        self.excused = 0
        super().__init__(person)

    def is_excused(self, answer):
        excused = answer.status_code in (502, 504)
        self.excused += excused
        return excused


def test_replicas_killed_under_load_lose_nothing_that_was_acknowledged(cluster, phone):
    writers = writing(cluster, phone, kind=Behind)
    for _ in range(KILLS):
        time.sleep(random.uniform(0.1, 0.6))
        name = random.choice(cluster.replicas)
        cluster.kill(name)
        get_on(writers)
        cluster.start(name)
        before = cluster.answers(name)
        eventually(lambda: cluster.answers(name) > before, "nginx does not ask a replica that is back")
    compare(writers)
    # What was in hand when a replica ended, and no more: nginx asks another one for everybody else.
    assert sum(writer.excused for writer in writers) <= 2 * KILLS * WRITERS


class Demanding(Writer):
    """Whoever takes no failure at all, of the network neither. It opens a connection for each request: on one that is
    kept, the end of an nginx worker may cross a request."""

    def __init__(self, person):
        for session in (person.http, person.browser.http):
            session.headers["Connection"] = "close"
        super().__init__(person)

    def run(self):
        while not self.stopped.is_set() and not self.wrong:
            try:
                self.refresh_once()
                self.redeem_once()
            except requests.RequestException as error:
                self.wrong.append(error)


# What the program of the next format does to a database when it starts: steps that only add.
NEXT_FORMAT = """
BEGIN;
SET ROLE tongzhao;
SELECT pg_advisory_xact_lock(hashtext('tongzhao'), hashtext(current_schema()));
ALTER TABLE grants ADD COLUMN next_format TEXT;
ALTER TABLE sessions ADD COLUMN next_format BIGINT;
ALTER TABLE orders ADD COLUMN next_format BYTEA;
ALTER TABLE clients ADD COLUMN next_format TEXT;
CREATE TABLE of_next_format (id BIGINT NOT NULL PRIMARY KEY, grant_id TEXT);
CREATE INDEX sessions_next_format ON sessions (next_format);
INSERT INTO schema_migrations (name, position, applied_at)
  SELECT 'grants 999 next format', MAX(position) + 1, 0 FROM schema_migrations;
UPDATE schema_format SET readable_from = format, format = format + 1;
COMMIT;
"""


def test_replicas_are_replaced_and_the_database_goes_on_a_format_without_one_failed_request(cluster, phone):
    writers = writing(cluster, phone, kind=Demanding)
    for turn in range(ROUNDS):
        for number, name in enumerate(cluster.replicas):
            cluster.replace(name)
            if (turn, number) == (0, 0):
                # From here on replicas of the former format serve, and start on, the next one.
                cluster.postgres.query(NEXT_FORMAT, cluster.postgres.database(PROVIDER))
            get_on(writers)
    compare(writers)
    # Two formats on, nobody promises anything, and a program says so at its start.
    raised = "UPDATE schema_format SET readable_from = readable_from + {0}, format = format + {0}"
    database = cluster.postgres.database(PROVIDER)
    cluster.postgres.query(raised.format(1), database)
    try:
        refused = cluster.tongzhao("serve", "--settings", cluster.settings_file(cluster.replicas[0]), check=False)
        assert refused.returncode != 0 and "use the newer program" in refused.stdout + refused.stderr
    finally:
        cluster.postgres.query(raised.format(-1), database)


def test_every_replica_listens_and_each_step_of_a_key_was_made_once(cluster):
    def ask(sql):
        return cluster.postgres.query(sql, cluster.postgres.database(PROVIDER))

    listeners = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tongzhao listener'"
    eventually(lambda: ask(f"SELECT COUNT(*) {listeners}") == "3", "not every replica listens")
    ask(f"SELECT pg_terminate_backend(pid) {listeners}")
    eventually(lambda: ask(f"SELECT COUNT(*) {listeners}") == "3", "a listener does not come back")
    # All the time the three carried out one schedule, and were killed and replaced meanwhile.
    eventually(lambda: int(ask("SELECT COUNT(*) FROM audit_leaves WHERE action = 'key_promoted'")) >= 20)
    steps = "FROM audit_leaves WHERE action IN ('key_announced', 'key_promoted', 'key_retired', 'key_removed')"
    assert ask(f"SELECT action, object {steps} GROUP BY action, object HAVING COUNT(*) > 1") == ""
    assert ask("SELECT key_use, algorithm FROM signing_keys WHERE state = 'signing' "
               "GROUP BY key_use, algorithm HAVING COUNT(*) <> 1") == ""
    assert json.loads(cluster.provider_command("keys", "schedule", "--json").stdout)["faults"] == []


def test_the_doctor_finds_nothing_at_any_replica_but_how_fast_keys_change(cluster):
    for name in cluster.replicas:
        examined = cluster.tongzhao("doctor", "--settings", cluster.settings_file(name), "--json", check=False)
        found = {one["id"] for one in json.loads(examined.stdout)["findings"] if one["severity"] == "error"}
        # The machine that tests may have little room.
        assert {one for one in found if not one.startswith("disk-")} <= {"certificate-keys", "key-schedule"}, examined.stdout
