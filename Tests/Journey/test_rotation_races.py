"""Rotation of the token keys when processes die in it, and when two of them want to do it at once."""

import json
import random
import signal
import subprocess
import threading
import time

import jwt
import pytest
import requests

from examined import assert_clean
from people import PATIENCE, eventually, generous
from replicas import NAME, Replicas
from stack import BINARIES, Stack

PLACE = ("--use", "token", "--algorithm", "ES256")
AT_ONCE = ("rotate", *PLACE, "--now", "--force", "--yes", "--reason", "drill")


def answer(stack, *arguments):
    return json.loads(stack.provider_command("keys", *arguments, "--json").stdout)


def in_slot(stack, state):
    return [key["kid"] for key in answer(stack, "list")
            if (key["use"], key["alg"], key["state"]) == ("token", "ES256", state)]


def leaves(stack, action):
    """The keys of which the audit log says this, the oldest first."""
    lines = stack.provider_command("audit", "search", "--action", action, "--limit", 10_000, "--json").stdout
    return [json.loads(line)["object"] for line in reversed(lines.splitlines())]


class Department(threading.Thread):
    """Asks for tokens and validates each by the key set, whenever the server is there."""

    def __init__(self, stack):
        super().__init__(daemon=True)
        self.url = stack.url(NAME)
        self.secret = (stack.state / "department" / "client-secret").read_text()
        self.accepted, self.refused = set(), []
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.is_set():
            try:
                answer = requests.post(self.url + "/token", data={"grant_type": "client_credentials"},
                                       auth=("demo-department", self.secret), timeout=PATIENCE)
                if answer.status_code != 200:
                    raise requests.ConnectionError(answer.text)
                token = answer.json()["access_token"]
                keys = jwt.PyJWKSet.from_dict(requests.get(self.url + "/jwks", timeout=PATIENCE).json())
            except (requests.RequestException, ValueError):
                # The server is killed under everybody's hands.
                self.stopping.wait(0.02)
                continue
            try:
                kid = jwt.get_unverified_header(token)["kid"]
                jwt.decode(token, keys[kid].key, algorithms=["ES256"], options={"verify_aud": False})
                self.accepted.add(kid)
            except (jwt.PyJWTError, KeyError) as error:
                self.refused.append(repr(error))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.join()


@pytest.fixture
def stack(tmp_path):
    with Stack(tmp_path / "stack", settings=generous({})) as stack:
        stack.prepare()
        stack.start(NAME)
        yield stack


def assert_whole(stack):
    """One key signs, whatever was cut off; every key opens; the log says each step once."""
    signing, = in_slot(stack, "signing")
    assert len(in_slot(stack, "announced")) <= 1
    assert answer(stack, "verify")["faults"] == []
    for action in ("key_announced", "key_promoted", "key_retired"):
        told = leaves(stack, action)
        assert len(told) == len(set(told)), (action, told)
    # One rotation is one step: what signs was announced and promoted, and both are in the log.
    assert signing in leaves(stack, "key_announced") and signing in leaves(stack, "key_promoted")
    assert_clean(stack)
    return signing


def test_a_rotation_that_is_killed_is_done_or_not_begun(stack):
    """The operator's command is killed in the middle, sooner and later, while a department validates."""
    dice = random.Random(5)
    before = whole = assert_whole(stack)
    with Department(stack) as department:
        for _ in range(10):
            running = subprocess.Popen(
                [str(BINARIES / "tongzhao"), "keys", *AT_ONCE, "--settings", str(stack.settings_file(NAME))],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=stack.environment())
            time.sleep(dice.uniform(0.02, 0.5))
            running.send_signal(signal.SIGKILL)
            running.wait()
            whole = assert_whole(stack)
        last = answer(stack, *AT_ONCE)["kid"]
        assert assert_whole(stack) == last and last not in (before, whole)
        eventually(lambda: last in department.accepted, "the department meets no token of the last key")
    assert department.refused == []


def test_a_server_that_is_killed_while_keys_rotate_goes_on_where_the_database_is(stack):
    dice = random.Random(6)
    with Department(stack) as department:
        for _ in range(6):
            running = subprocess.Popen(
                [str(BINARIES / "tongzhao"), "keys", *AT_ONCE, "--settings", str(stack.settings_file(NAME))],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=stack.environment())
            time.sleep(dice.uniform(0.0, 0.6))
            stack.kill(NAME)
            assert running.wait(timeout=PATIENCE) == 0, "the command needs no server"
            stack.start(NAME)
            signing = assert_whole(stack)
            eventually(lambda: signing in department.accepted, "the restarted server signs with another key")
    assert department.refused == []


SCHEDULE = {"max-age": 1, "announce": 3, "sign": 4}
ROUNDS = 4


def test_a_step_that_is_due_is_made_by_one_of_two_processes(tmp_path):
    """Both start on a database in which a promotion is due, again and again; then both run beside each other."""
    with Stack(tmp_path / "stack", settings=generous({NAME: {"keys": SCHEDULE}})) as stack:
        stack.prepare()
        with Replicas(stack) as replicas:
            for number in range(ROUNDS):
                replicas.stop_together()
                if not in_slot(stack, "announced"):
                    answer(stack, "generate", *PLACE)
                # Nobody runs, and the day of the announced key comes.
                time.sleep(SCHEDULE["sign"] + 1)
                due, = in_slot(stack, "announced")
                replicas.start_together()
                eventually(lambda: due in leaves(stack, "key_promoted"), "nobody makes the step")
                assert leaves(stack, "key_promoted").count(due) == 1
                assert len(in_slot(stack, "signing")) == 1
            # Beside each other, for as long as it takes until the keys have changed some times more.
            enough = len(leaves(stack, "key_promoted")) + 4 * len({key["use"] for key in answer(stack, "list")})
            eventually(lambda: len(leaves(stack, "key_promoted")) >= enough, "the schedule is not carried out")
            assert not replicas.failures, replicas.failures
            for action in ("key_announced", "key_promoted", "key_retired", "key_removed"):
                told = leaves(stack, action)
                assert len(told) == len(set(told)), (action, told)
            # Every key that signs or signed took over once, and each one that retired made room for one.
            listed = answer(stack, "list")
            promoted = leaves(stack, "key_promoted")
            assert {key["kid"] for key in listed if key["state"] in ("signing", "retired")} <= set(promoted)
            slots = {}
            for key in listed:
                if key["state"] == "signing":
                    slots.setdefault((key["use"], key["alg"]), []).append(key["kid"])
            assert slots and all(len(kids) == 1 for kids in slots.values()), slots
            assert answer(stack, "verify")["faults"] == []
            # On a schedule of seconds certificates end soon, and the key set changes between two looks at it.
            assert_clean(stack, besides=("certificate-keys", "outside-keys"))
