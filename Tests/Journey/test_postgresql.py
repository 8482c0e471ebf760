"""The servers on PostgreSQL: a whole login by the wallet command; servers and database killed at any time under load;
a network that is cut; a standby that takes over; passwords and certificates that are wrong. The database and everybody
who uses it are real processes. The identity provider speaks TLS to it and knows whom it speaks to."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from examined import errors
from people import LONG, UNBOUNDED, Desk, Holder, eventually, generous
from postgres import Postgres
from stack import Stack
from standard_wallet import StandardWallet
from test_faults import CALLBACK, PARTNERSHIP, WRITERS, Person, Writer, compare
from wire import Wire

PROVIDER = "identity-provider"
KILLS = 200 if LONG else 10
PORTAL = {
    "client_id": "portal", "client_name": "门户", "client_uri": "https://portal.example", "redirect_uris": [CALLBACK],
    "scope": "openid licence", "token_endpoint_auth_method": "none",
    "grant_types": ["authorization_code", "refresh_token"], "tongzhao_audiences": ["demo-department"]}


class Authority:
    """Who vouches for the database."""

    def __init__(self, folder):
        self.root, self.certificate, self.key = (
            folder / name for name in ("authority.pem", "server.crt", "server.key"))
        command = Stack(folder).tongzhao
        command("authority", "create", folder, "--name", "Databases", "--organization", "Test")
        command("authority", "certify-server", folder, "--dns", "localhost", "--certificate", self.certificate,
                "--key", self.key)

    def proved(self, address):
        """An address at which only a server is believed for which this authority vouches by this name."""
        return address.replace("127.0.0.1", "localhost") + f"?sslmode=verify-full&sslrootcert={self.root}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def postgres(authority):
    with Postgres.temporary().prove_itself(authority.certificate, authority.key) as postgres:
        yield postgres


@pytest.fixture(scope="module")
def wire(postgres):
    """The identity provider's way to the database."""
    wire = Wire(postgres.port)
    yield wire
    wire.close()


class ForTheProvider:
    """A database for the identity provider alone. The licence issuer keeps a file: were its database away at the same
    time it could not say how a licence stands, and nobody would be logged in silently, as it should be."""

    def __init__(self, postgres, address):
        self.postgres, self.address = postgres, address

    def create(self, database):
        self.postgres.create(database)

    def database(self, server):
        return self.postgres.database(server)

    def settings(self, server):
        if server != PROVIDER:
            return {}
        return {"database": self.address, "database-password-file": str(self.postgres.password_file)}


@pytest.fixture(scope="module")
def stack(tmp_path_factory, postgres, wire, authority):
    kept = ForTheProvider(postgres, authority.proved(postgres.address(PROVIDER, wire.port)))
    with Stack(tmp_path_factory.mktemp("postgresql"), settings=generous(UNBOUNDED), postgres=kept) as stack:
        stack.prepare()
        stack.add_client(PORTAL)
        stack.start()
        yield stack


@pytest.fixture(scope="module")
def phone(stack):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer(PARTNERSHIP))
    return wallet


class Patient(Writer):
    """Asks again when told to come back in a moment, and counts how often it was told."""

    def __init__(self, person):
        self.told = 0
        super().__init__(person)

    def is_excused(self, answer):
        excused = answer.status_code == 503 and "Retry-After" in answer.headers
        self.told += excused
        return excused


class CutOff(Patient):
    """Is cut off for longer than an answer can be fetched again (`Rotation.retryInterval`): a refresh token that was
    exchanged although its answer never came is one that was exchanged, and its owner asks anew, from the session that it
    still has."""

    def __init__(self, person):
        self.is_unanswered = False
        super().__init__(person)

    def refresh_once(self):
        was_unanswered, self.is_unanswered = self.is_unanswered, True
        answer = self.person.refresh(self.newest)
        if was_unanswered and answer.status_code == 400 and answer.json()["error"] == "invalid_grant":
            given = self.from_session()
            if not given:
                return
            self.newest = given[1]["refresh_token"]
        elif answer.status_code == 200:
            self.newest = answer.json()["refresh_token"]
            self.refreshed += 1
        else:
            return self.refuse(answer)
        self.is_unanswered = False


def writing(stack, phone, count=WRITERS, kind=Patient):
    writers = [kind(Person(stack, phone)) for _ in range(count)]
    for writer in writers:
        writer.start()
    return writers


def get_on(writers):
    """It goes on by itself, for everybody."""
    before = [writer.refreshed for writer in writers]
    eventually(lambda: all(now.refreshed > then or now.wrong for now, then in zip(writers, before)),
               "a writer does not get on")


def serves(stack):
    return requests.get(stack.url(PROVIDER) + "/health/ready", timeout=60).status_code == 200


def test_a_whole_login_by_the_wallet_command(stack, browser, tmp_path):
    holder = Holder(stack, "clerk")
    holder.receive("91419001MA00000079")
    desk = Desk(stack, browser, tmp_path)
    presented = desk.log_in(holder)
    enterprise, acting = desk.is_logged_in()
    assert enterprise == "济源示例科技有限公司" and "法定代表人" in acting
    assert desk.enter_department() == ("accepted", "active")
    holder.not_me(presented["receipt"])
    desk.page.locator("#again").click()
    desk.page.locator("#introspection-outcome[data-outcome=inactive]").wait_for()
    desk.close()


@pytest.mark.timeout(7200 if LONG else 900)
def test_what_was_acknowledged_survives_every_kill_of_server_and_database(stack, phone, postgres):
    writers = writing(stack, phone)
    for turn in range(KILLS):
        time.sleep(random.uniform(0.05, 0.6))
        if turn % 2:
            postgres.kill()
            # At times nobody may notice, at times everybody is told to come back.
            time.sleep(random.choice([0, 0, 1]))
            postgres.start()
        else:
            stack.kill(PROVIDER)
            stack.start(PROVIDER)
        get_on(writers)
    compare(writers)
    eventually(lambda: serves(stack))
    # A refresh token of long ago is a stolen one: it ends the login for both.
    thief = writers[0]
    good = thief.person.refresh(thief.newest).json()["refresh_token"]
    assert thief.person.refresh(thief.former[0]).json()["error"] == "invalid_grant"
    assert thief.person.refresh(good).json()["error"] == "invalid_grant"


def test_the_doctor_examines_a_server_on_postgresql(stack, phone, postgres):
    """After every kill before: the log whole, nothing used twice, keys that open."""
    Person(stack, phone).log_in()
    assert errors(stack) == []
    # And it does not take a database for well because it cannot ask it.
    postgres.stop()
    try:
        told = stack.provider_command("doctor", "--json", check=False)
        assert told.returncode != 0 and '"healthy":true' not in told.stdout, told.stdout
    finally:
        postgres.start()
    eventually(lambda: serves(stack))
    assert errors(stack) == []


def test_while_the_database_is_away_everybody_is_told_to_come_back(stack, phone, postgres):
    person = Person(stack, phone)
    tokens = person.log_in().json()
    provider = stack.url(PROVIDER)
    postgres.stop()
    try:
        # At first it is waited for; then everybody hears so, programs and people alike.
        answers = [person.refresh(tokens["refresh_token"]), person.introspect(tokens["access_token"]),
                   requests.get(person.authorization(), timeout=60, allow_redirects=False)]
        for answer in answers:
            assert (answer.status_code, "Retry-After" in answer.headers) == (503, True), answer.text
            assert "postgres" not in answer.text and "access_token" not in answer.text
        assert answers[0].json()["error"] == "temporarily_unavailable"
        # Who needs no database is served, the process lives, and says that it is not ready.
        assert requests.get(provider + "/jwks", timeout=60).status_code == 200
        assert requests.get(provider + "/health/live", timeout=60).status_code == 200
        assert requests.get(provider + "/health/ready", timeout=60).status_code == 503
    finally:
        postgres.start()
    eventually(lambda: serves(stack))
    assert person.refresh(tokens["refresh_token"]).status_code == 200
    assert person.introspect(tokens["access_token"]).json()["active"] is True


def test_a_wrong_password_is_told_at_once(stack, postgres, tmp_path):
    wrong = tmp_path / "password"
    wrong.write_text("not-this-one")
    settings = tmp_path / "settings.json"
    settings.write_text(stack.settings_file(PROVIDER).read_text().replace(
        str(postgres.password_file), str(wrong)))
    for command in (["clients", "list"], ["serve"]):
        before = postgres.log().count("password authentication failed")
        told = stack.tongzhao(*command, "--settings", settings, check=False)
        said = told.stdout + told.stderr
        assert told.returncode != 0 and "password authentication failed" in said and "28P01" in said, said
        assert "not-this-one" not in said
        # Whoever waits for ten seconds asks nine times.
        assert postgres.log().count("password authentication failed") - before == 2


def test_a_network_that_is_cut_is_noticed_and_what_comes_back_is_used(stack, phone, wire):
    writers = writing(stack, phone, count=3, kind=CutOff)
    eventually(lambda: all(writer.refreshed > 2 or writer.wrong for writer in writers))
    wire.cut()
    # Nobody closes anything: only by the clock can a server find out.
    eventually(lambda: all(writer.told or writer.wrong for writer in writers), "nobody is told to come back")
    assert requests.get(stack.url(PROVIDER) + "/health/live", timeout=60).status_code == 200
    wire.mend()
    get_on(writers)
    compare(writers)
    eventually(lambda: serves(stack))


def test_the_way_to_the_database_is_encrypted_and_leads_to_no_other(stack, postgres, authority, tmp_path):
    """`sslmode=verify-full`: with another authority, or for another name, nobody says who he is."""
    encrypted = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
    assert postgres.query(encrypted + " WHERE datname = 'identity_provider'") == "t"
    good = authority.proved(postgres.address(PROVIDER))
    other = Authority(tmp_path)

    def said(address):
        settings = json.loads(stack.settings_file(PROVIDER).read_text())
        file = tmp_path / f"{abs(hash(address))}.json"
        file.write_text(json.dumps({**settings, "database": address}))
        return stack.tongzhao("clients", "list", "--settings", file, check=False)

    wrong = [other.proved(postgres.address(PROVIDER)), good.replace("localhost", "127.0.0.1")]
    with ThreadPoolExecutor() as pool:
        right, *refused = pool.map(said, [good, *wrong])
    assert right.returncode == 0, right.stderr
    assert all(one.returncode != 0 for one in refused)
    assert "certificate verify failed" in refused[0].stderr
    assert "does not match host name" in refused[1].stderr


class Pair:
    """A primary and a standby that has everything that was acknowledged, before it was."""

    def __init__(self):
        self.primary = Postgres.temporary(wal_level="replica", max_wal_senders=4)
        self.standby = Postgres.temporary()

    def __enter__(self):
        self.primary.prepare().start()
        self.standby.follow(self.primary)
        self.primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.query("SELECT pg_reload_conf()")
        eventually(lambda: self.primary.query("SELECT sync_state FROM pg_stat_replication") == "sync",
                   "the standby does not follow")
        return self

    def __exit__(self, *_):
        self.primary.remove()
        self.standby.remove()

    @property
    def address(self):
        hosts = ",".join(f"127.0.0.1:{one.port}" for one in (self.primary, self.standby))
        return f"postgresql://tongzhao@{hosts}/{self.primary.database(PROVIDER)}?target_session_attrs=read-write"


def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(tmp_path):
    with Pair() as pair, Stack(tmp_path, settings=generous(UNBOUNDED),
                               postgres=ForTheProvider(pair.primary, pair.address)) as stack:
        stack.prepare()
        stack.add_client(PORTAL)
        stack.start("licence-issuer", PROVIDER)
        phone = StandardWallet(stack.authority_certificate.read_text())
        phone.receive(*stack.offer(PARTNERSHIP))
        writers = writing(stack, phone, count=4)
        eventually(lambda: all(writer.refreshed > 5 or writer.wrong for writer in writers))
        pair.primary.kill()
        pair.standby.query("SELECT pg_promote()")
        get_on(writers)
        compare(writers)
        eventually(lambda: serves(stack))
        assert Person(stack, phone).log_in().status_code == 200
