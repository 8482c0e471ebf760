"""Kill -9 while the log is written to from all sides. What a person or a portal was told has happened is in it."""

import json
import sqlite3
import threading
from urllib.parse import urlencode

import pytest
import requests

from examined import assert_clean
from people import LONG, eventually, generous
from plain_browser import PlainBrowser
from stack import Stack
from standard_wallet import StandardWallet

CALLBACK = "https://portal.example/callback"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
KILLS = 200 if LONG else 5
#: So many logins between two kills.
LOGINS = 3


class Load:
    """People who log in again and again, and a department that asks; whatever is cut off is begun anew."""

    def __init__(self, stack):
        self.stack, self.provider = stack, stack.url("identity-provider")
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.approved, self.completed, self.asked = [], [], 0
        phone = StandardWallet(stack.authority_certificate.read_text())
        phone.receive(*stack.offer("91419001MA0000023Y"))
        self.phone = phone
        self.secret = (stack.state / "department" / "client-secret").read_text()
        self.threads = [threading.Thread(target=self.again, args=(one,)) for one in (
            self.log_in, self.log_in, self.introspect, self.guess)]

    def again(self, act):
        while not self.stopped.is_set():
            try:
                act()
            except Exception:  # noqa: BLE001 the server is killed under everybody's hands
                self.stopped.wait(0.05)

    def log_in(self):
        browser = PlainBrowser(self.stack)
        browser.open(self.provider + "/authorize?" + urlencode({
            "response_type": "code", "client_id": "load-portal", "redirect_uri": CALLBACK, "scope": "openid licence",
            "state": "s", "nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}))
        wallet = StandardWallet(self.stack.authority_certificate.read_text())
        wallet.key, wallet.credential = self.phone.key, self.phone.credential
        approved = wallet.approve(wallet.ask(wallet.camera(browser.qr())))
        order = browser.order.rsplit("/", 1)[1]
        with self.lock:
            self.approved.append(order)
        if "code=" in browser.finish(approved["number"]):
            with self.lock:
                self.completed.append(order)

    def introspect(self):
        answer = requests.post(self.provider + "/introspect", data={"token": "x"}, auth=("demo-department", self.secret))
        assert answer.status_code == 200
        self.asked += 1

    def guess(self):
        requests.post(self.provider + "/introspect", data={"token": "x"}, auth=("demo-department", "guessed"))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def stack(tmp_path):
    with Stack(tmp_path, settings=generous({
            "identity-provider": {"sign-in": {"orders-per-source": 100_000}}})) as stack:
        stack.prepare()
        stack.add_client({
            "client_id": "load-portal", "client_name": "门户", "client_uri": "https://portal.example",
            "redirect_uris": [CALLBACK], "scope": "openid licence", "token_endpoint_auth_method": "none"})
        stack.start("licence-issuer", "identity-provider")
        yield stack


def leaves(database, action):
    return [json.loads(leaf) for (leaf,) in database.execute(
        "SELECT leaf FROM audit_leaves WHERE action = ? ORDER BY leaf_index", (action,))]


@pytest.mark.timeout(7200 if LONG else 900)
def test_the_log_is_whole_after_every_kill_and_lacks_nothing_that_was_acknowledged(stack, tmp_path):
    with Load(stack) as load:
        for kill in range(KILLS):
            enough = len(load.completed) + LOGINS
            eventually(lambda: len(load.completed) >= enough, "nobody logs in any more")
            stack.kill("identity-provider")
            stack.start("identity-provider")
            # While everybody goes on writing to it.
            assert_clean(stack)
    assert load.asked > 0
    keys, checkpoint = tmp_path / "keys.json", tmp_path / "last.checkpoint"
    keys.write_text(stack.provider_command("audit", "public-keys").stdout)
    checkpoint.write_text(stack.provider_command("audit", "checkpoint").stdout)
    copy = tmp_path / "copy.sqlite"
    with sqlite3.connect(stack.state / "identity-provider.sqlite") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    result = stack.tongzhao("audit", "verify", copy, "--keys", keys, "--checkpoint", checkpoint, "--json", check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    answer = json.loads(result.stdout)
    assert answer["clean"] and answer["size"] == answer["signed_size"]

    database = sqlite3.connect(copy)
    recorded = {action: [leaf["object"] for leaf in leaves(database, action)]
                for action in ("login_approved", "login_completed")}
    assert set(load.approved) <= set(recorded["login_approved"])
    assert set(load.completed) <= set(recorded["login_completed"])
    # Nothing happened twice for having been cut off.
    for objects in recorded.values():
        assert len(objects) == len(set(objects))
    assert len(leaves(database, "settings_read")) == KILLS + 1
    # Strangers filled no disk with it.
    assert 0 < len(leaves(database, "client_authentication_failed")) <= 20 * 2
