"""The key-encryption key is exchanged, and keys are brought from elsewhere, while two servers serve."""

import json
import random
import signal
import subprocess
import threading
import time

import pytest
import requests

from examined import assert_clean
from people import PATIENCE
from people import eventually as until
from replicas import NAME, Replicas
from stack import BINARIES, Stack, write_private

PLACE = ("--use", "token", "--algorithm", "ES256")
# Whoever kept a copy of an imported key signs as the server does: it takes a reason.
IMPORT = ("import", "--reason", "moved from the former server")


def answer(stack, *arguments, **options):
    return json.loads(stack.provider_command("keys", *arguments, "--json", **options).stdout)


class Department(threading.Thread):
    """Asks for tokens and for the key set without a pause, and counts what went wrong."""

    def __init__(self, stack):
        super().__init__(daemon=True)
        self.stack, self.answers, self.failures = stack, 0, []
        self.secret = (stack.state / "department" / "client-secret").read_text()
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.is_set():
            base = self.stack.url(NAME)
            for response in (
                    requests.post(base + "/token", data={"grant_type": "client_credentials"},
                                  auth=("demo-department", self.secret), timeout=PATIENCE),
                    requests.get(base + "/jwks", timeout=PATIENCE)):
                self.answers += 1
                if response.status_code != 200:
                    self.failures.append((response.status_code, response.text[:200]))
            time.sleep(0.02)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.join()


def command(stack, *arguments):
    """An operator's command that can be killed."""
    return subprocess.Popen(
        [str(BINARIES / "tongzhao"), "keys", *map(str, arguments), "--settings", str(stack.settings_file(NAME))],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=stack.environment())


def test_the_key_encryption_key_is_exchanged_while_two_servers_serve(tmp_path):
    following = tmp_path / "kek.next"
    settings = {NAME: {"keys": {"next-encryption-key-file": str(following)}}}
    with Stack(tmp_path / "stack", settings=settings) as stack:
        stack.prepare()
        # Some history: every retired key is a row to be sealed anew.
        for _ in range(12):
            stack.provider_command("keys", "rotate", *PLACE, "--now", "--force", "--yes", "--reason", "history")
        with Replicas(stack) as replicas, Department(stack) as department:
            former = answer(stack, "encryption-keys")["seals"]
            none = stack.provider_command(
                "keys", "rotate-encryption-key", "--yes", "--reason", "drill", check=False)
            assert none.returncode == 3 and "next-encryption-key-file" in none.stderr

            # A key that the servers do not have is refused: they could not follow.
            elsewhere = tmp_path / "elsewhere"
            stack.tongzhao("keys", "create-encryption-key", elsewhere)
            other = stack.provider_command("keys", "rotate-encryption-key", "--new-file", elsewhere, "--yes",
                                           "--reason", "drill", check=False)
            assert other.returncode == 3

            # Put in place, and read by the running servers.
            stack.tongzhao("keys", "create-encryption-key", following)
            until(lambda: all(len(server["has"]) == 2 for server in answer(stack, "encryption-keys")["servers"]),
                  "the servers do not have the next key")

            # Killed in the middle, again and again; whoever begins again goes on.
            dice = random.Random(11)
            seen = set()
            for _ in range(12):
                running = command(stack, "rotate-encryption-key", "--batch", "1", "--yes", "--reason", "drill")
                before = answer(stack, "encryption-keys")["rows_left"]
                time.sleep(dice.uniform(0.05, 0.6))
                running.send_signal(signal.SIGKILL)
                running.communicate()
                state = answer(stack, "encryption-keys")
                seen.add((before, state["rows_left"]))
                found = stack.provider_command("keys", "verify", "--json", check=False)
                faults = json.loads(found.stdout)["faults"]
                # Every key opens at every moment; what is under the former key is named.
                assert len(faults) == state["rows_left"], faults
                assert all(former in fault for fault in faults), (former, faults)
                assert_clean(stack)
                if state["rows_left"]:
                    assert "must not be destroyed yet" in stack.provider_command("keys", "encryption-keys").stdout
            told = stack.provider_command(
                "keys", "rotate-encryption-key", "--yes", "--reason", "drill", "--json", check=False)
            # 2 says that a server has not followed yet: the command waits for some seconds, a busy machine needs more.
            assert told.returncode in (0, 2), told.stderr
            done = json.loads(told.stdout)
            assert done["rows_left"] == 0 and done["former"] == [former]
            until(lambda: answer(stack, "encryption-keys")["exchanged"], "the servers do not follow the exchange")
            assert len(answer(stack, "encryption-keys")["servers"]) == 2
            text = stack.provider_command("keys", "encryption-keys").stdout
            assert "Nothing needs " + former in text
            assert stack.provider_command("keys", "verify").stdout
            # They still rotate, sealed under the next key.
            kid = answer(stack, "rotate", *PLACE, "--now", "--force", "--yes", "--reason", "drill")["kid"]
            until(lambda: all(kid in requests.get(url + "/jwks", timeout=PATIENCE).text for url in replicas.urls),
                  "the servers do not follow any more")
        assert department.failures == [] and replicas.failures == {}
        assert department.answers > 100 and seen

        # The former key is destroyed; the next one stands in its place.
        document = json.loads(stack.settings_file(NAME).read_text())
        document["keys"] = {"encryption-key-file": str(following), "authority": document["keys"]["authority"]}
        stack.settings_file(NAME).write_text(json.dumps(document))
        (stack.state / "secrets" / f"{NAME}.kek").unlink()
        stack.start(NAME)
        assert answer(stack, "verify")["faults"] == []


@pytest.fixture
def prepared(tmp_path):
    with Stack(tmp_path / "stack") as stack:
        stack.prepare()
        yield stack


def pem(folder, name, *arguments):
    file = folder / name
    made = subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True, timeout=60).stdout
    write_private(file, made)
    return file


def test_a_key_is_imported_whole_or_not_at_all(prepared, tmp_path):
    stack = prepared
    stack.start(NAME)
    file = pem(tmp_path, "key.pem", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    before = {key["kid"] for key in answer(stack, "list")}
    dice = random.Random(7)
    for _ in range(8):
        running = command(stack, *IMPORT, file, *PLACE)
        time.sleep(dice.uniform(0.0, 0.4))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        added = {key["kid"] for key in answer(stack, "list")} - before
        assert len(added) <= 1
        assert stack.provider_command("keys", "verify").returncode == 0
        assert_clean(stack)
        if added:
            break
    if not added:
        added = {answer(stack, *IMPORT, file, *PLACE)["kid"]}
    kid = added.pop()
    shown = next(key for key in answer(stack, "list") if key["kid"] == kid)
    assert shown["state"] == "announced" and shown["in"] == "database"
    again = stack.provider_command("keys", *IMPORT, file, *PLACE, check=False)
    assert again.returncode == 3 and kid in again.stderr


def test_an_import_is_refused_in_words(prepared, tmp_path):
    stack = prepared
    weak = pem(tmp_path, "weak.pem", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")
    ec = pem(tmp_path, "ec.pem", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    sealed = tmp_path / "sealed.pem"
    passphrase = tmp_path / "passphrase"
    write_private(passphrase, "open sesame\n")
    write_private(sealed, subprocess.run(
        ["openssl", "pkcs8", "-topk8", "-in", str(ec), "-passout", f"file:{passphrase}"], check=True,
        capture_output=True, text=True, timeout=60).stdout)
    rsa = ("--use", "token", "--algorithm", "RS256")
    for arguments, sentence in (
            ((weak, *rsa), "RSA key is refused"),
            ((ec, *rsa), "another algorithm"),
            ((sealed, *PLACE), "passphrase"),
            ((sealed, *PLACE, "--passphrase-file", weak), "does not open"),
            ((ec, *PLACE, "--signs-in-days", "0"), "max-age"),
    ):
        refused = stack.provider_command("keys", *IMPORT, *arguments, check=False)
        assert refused.returncode == 3 and sentence in refused.stderr, (arguments, refused.stderr)
    ec.chmod(0o644)
    readable = stack.provider_command("keys", *IMPORT, ec, *PLACE, check=False)
    assert readable.returncode != 0 and "chmod 600" in readable.stderr
    # By standard input, and with the passphrase's file.
    made = answer(stack, *IMPORT, "-", *PLACE, "--passphrase-file", passphrase, input=sealed.read_text())
    assert made["state"] == "announced"
