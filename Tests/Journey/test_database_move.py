"""A server's database moves from a file to PostgreSQL while people are logged in and portals refresh: killed on the way,
finished, served, backed up there, and brought back to a file. Everybody is a real process."""

import json
import random
import signal
import subprocess
import time

import pytest

from examined import verified
from people import LONG, UNBOUNDED, eventually, generous
from postgres import Postgres
from stack import BINARIES, Stack
from standard_wallet import StandardWallet
from test_faults import PARTNERSHIP, Person, compare
from test_postgresql import PORTAL, Patient

NAME = "identity-provider"
KILLS = 40 if LONG else 4


@pytest.fixture(scope="module")
def postgres():
    with Postgres.temporary() as postgres:
        postgres.create(postgres.database(NAME))
        yield postgres


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("move"), settings=generous(UNBOUNDED)) as stack:
        stack.prepare()
        stack.add_client(PORTAL)
        stack.start("licence-issuer", NAME)
        yield stack


@pytest.fixture(scope="module")
def phone(stack):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer(PARTNERSHIP))
    return wallet


def move(stack, postgres, *more):
    return ["database", "move", "--to", postgres.address(NAME), "--password-file", postgres.password_file, *more,
            "--settings", stack.settings_file(NAME)]


def kids(person):
    return sorted(key["kid"] for key in person.http.get(person.provider + "/jwks", timeout=60).json()["keys"])


def test_a_move_loses_nothing_that_was_acknowledged(stack, postgres, phone):
    person = Person(stack, phone)
    tokens = person.log_in().json()
    before = kids(person)
    writers = [Patient(Person(stack, phone)) for _ in range(2)]
    for writer in writers:
        writer.start()

    planned = json.loads(stack.tongzhao(*move(stack, postgres, "--plan", "--json")).stdout)
    assert planned["possible"] and planned["rows"]["sessions"] >= 3

    # Killed at any time, the file goes on being written, and the next try begins anew.
    unfinished = 0
    for _ in range(KILLS):
        arguments = [str(one) for one in move(stack, postgres, "--json")]
        killed = subprocess.Popen([str(BINARIES / "tongzhao"), *arguments], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env=stack.environment())
        time.sleep(random.uniform(0.02, 0.5))
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        plan = json.loads(stack.tongzhao(*move(stack, postgres, "--plan", "--json"), check=False).stdout)
        if not plan["possible"]:
            assert "already" in plan["obstacle"], "it had done everything when it was killed"
            break
        unfinished += 1
        counts = [writer.refreshed for writer in writers]
        answer = person.refresh(tokens["refresh_token"])
        if answer.status_code == 503:
            break  # The file was left already: only the end was missing.
        tokens |= answer.json()
        eventually(lambda: all(now.refreshed > then or now.wrong for now, then in zip(writers, counts)),
                   "a writer does not get on")

    done = stack.tongzhao(*move(stack, postgres, "--json"), check=False)
    if done.returncode:
        assert unfinished < KILLS and "already" in done.stderr, done.stderr
    else:
        tables = {table["name"]: table["rows"] for table in json.loads(done.stdout)["tables"]}
        assert tables["sessions"] >= 3 and tables["clients"] >= 3

    # The server that was left goes on reading; what it would have to write it refuses, and says that this may pass.
    assert person.introspect(tokens["access_token"]).json()["active"]
    assert kids(person) == before
    refused = person.refresh(tokens["refresh_token"])
    assert refused.status_code == 503 and "Retry-After" in refused.headers, refused.text
    stack.stop(NAME)
    again = stack.tongzhao("serve", "--settings", stack.settings_file(NAME), check=False)
    assert again.returncode != 0 and "moved" in again.stderr + again.stdout

    stack.extra_settings[NAME] |= postgres.settings(NAME)
    stack.write_settings()
    stack.start(NAME)

    # The same keys, session, tokens, clients; and everybody who was told to come back goes on.
    assert kids(person) == before
    assert person.introspect(tokens["access_token"]).json()["active"]
    fresh = person.refresh(tokens["refresh_token"])
    assert fresh.status_code == 200, fresh.text
    answer, code = person.silent()
    assert code, answer.headers
    assert person.redeem(code).status_code == 200
    counts = [writer.refreshed for writer in writers]
    eventually(lambda: all(now.refreshed > then or now.wrong for now, then in zip(writers, counts)),
               "a writer does not get on")
    compare(writers)
    log = stack.provider_command("audit", "search", "--object", "database.move", "--json").stdout
    assert len(log.splitlines()) == 1
    Stage.person, Stage.kids = person, before


class Stage:
    """What the first test has brought about."""
    person = kids = None


def test_a_backup_of_the_moved_server_comes_back_as_a_file(stack, postgres):
    if Stage.person is None:
        pytest.skip("nothing was moved")
    recovery = stack.state / "recovery"
    stack.tongzhao("backup", "create-recovery-key", recovery)
    kek, backup = stack.state / "secrets" / f"{NAME}.kek", stack.state / "moved.backup"
    made = json.loads(stack.provider_command("backup", backup, "--recipient", f"{recovery}.pub", "--json").stdout)
    assert made["manifest"]["rows"]["sessions"] >= 3
    drill = stack.tongzhao("backup", "drill", backup, "--recovery-key", recovery, "--kek", kek, "--json",
                           check=False)
    assert json.loads(drill.stdout)["good"], drill.stdout
    restored = stack.state / "restored"
    stack.tongzhao("restore", backup, "--recovery-key", recovery, "--kek", kek, "--unsigned", "--into", restored,
                   "--keep-sessions")
    assert verified(stack, restored / f"{NAME}.sqlite")

    stack.stop(NAME)
    for setting in postgres.settings(NAME):
        del stack.extra_settings[NAME][setting]
    stack.write_settings()
    file = stack.settings_file(NAME)
    file.write_text(json.dumps({**json.loads(file.read_text()), "database": str(restored / f"{NAME}.sqlite")}))
    stack.start(NAME)
    assert kids(Stage.person) == Stage.kids
    assert Stage.person.silent()[1], "the login lives"
