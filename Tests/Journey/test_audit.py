"""The audit log of a server that was used: what it says, who can prove it, and what whoever alters it is caught at. The
copies are examined without the server's keys."""

import base64
import json
import shutil
import sqlite3
import subprocess
import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

import merkle
from people import GENEROUS, PATIENCE, Holder
from plain_browser import PlainBrowser
from stack import BINARIES, Stack
from standard_wallet import StandardWallet

COMPANY, PARTNERSHIP = "91419001MA00000079", "91419001MA0000023Y"
VERIFIER_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CALLBACK = "https://portal.example/callback"


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Served:
    """A stack on which people logged in, one of them not herself, and strangers tried."""

    def __init__(self, stack):
        self.stack = stack
        self.provider = stack.url("identity-provider")
        self.wallet = StandardWallet(stack.authority_certificate.read_text())
        self.wallet.receive(*stack.offer(PARTNERSHIP))
        self.first, self.receipt = self.log_in()
        self.other, disowned = self.log_in()
        assert requests.post(disowned + "/not-me", headers={"Accept": "application/json"}).json()["state"] == "disowned"
        for secret in ("guessed", "again"):
            requests.post(self.provider + "/introspect", data={"token": "x"}, auth=("demo-department", secret))
        stack.provider_command("clients", "suspend", "audit-portal", "--reason", "test of the log", "--yes")
        stack.provider_command("clients", "resume", "audit-portal", "--reason", "test of the log", "--yes")
        stack.issuer_command("licences", "suspend", COMPANY, "--reason", "挂失", "--yes")
        # Kept elsewhere before anything was altered: the keys, and a checkpoint.
        self.keys = stack.state / "audit-keys.json"
        self.keys.write_text(stack.provider_command("audit", "public-keys").stdout)
        self.checkpoint = stack.state / "kept.checkpoint"
        self.checkpoint.write_text(stack.provider_command("audit", "checkpoint").stdout)

    def log_in(self):
        browser = PlainBrowser(self.stack)
        browser.open(self.provider + "/authorize?" + urlencode({
            "response_type": "code", "client_id": "audit-portal", "redirect_uri": CALLBACK, "scope": "openid licence",
            "state": "s", "nonce": "n", "code_challenge": VERIFIER_CHALLENGE, "code_challenge_method": "S256"}))
        approved = self.wallet.approve(self.wallet.ask(self.wallet.camera(browser.qr())))
        location = browser.finish(approved["number"])
        assert parse_qs(urlsplit(location).query)["code"]
        return browser.order.rsplit("/", 1)[1], approved["receipt"]

    def copy(self, path, server="identity-provider"):
        """A consistent copy of the database, as a backup makes it, while the server serves."""
        with sqlite3.connect(self.stack.state / f"{server}.sqlite") as source, sqlite3.connect(path) as target:
            source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        target.close()
        return path

    def verify(self, database, *options, keys=True):
        # Away from the server: neither settings nor the encryption key are named.
        arguments = ["--keys", self.keys] if keys else []
        return self.stack.tongzhao("audit", "verify", database, *arguments, *options, "--json", check=False)

    def events(self, *options, server="identity-provider"):
        command = self.stack.provider_command if server == "identity-provider" else self.stack.issuer_command
        more = ["--server", server] if server == "licence-issuer" else []
        lines = command("audit", "search", *options, "--limit", 10_000, "--json", *more).stdout.splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("audit"), settings=GENEROUS) as stack:
        stack.prepare()
        stack.add_client({
            "client_id": "audit-portal", "client_name": "门户", "client_uri": "https://portal.example",
            "redirect_uris": [CALLBACK], "scope": "openid licence", "token_endpoint_auth_method": "none"})
        stack.start("licence-issuer", "identity-provider")
        yield Served(stack)


def test_a_served_journey_is_in_the_log_with_who_did_what(served):
    events = served.events()
    actions = {event["action"] for event in events}
    assert {"settings_read", "login_approved", "login_completed", "login_disowned", "session_ended", "trust_added",
            "client_authentication_failed", "key_announced", "client_added", "client_changed", "operator_command",
            "audit_read"} <= actions
    completed = [event for event in events if event["action"] == "login_completed"]
    assert {event["object"] for event in completed} == {served.first, served.other}
    for event in completed:
        assert event["licence"] == PARTNERSHIP and event["client"] == "audit-portal" and event["role"] == "holder"
        assert event["request"] and event["sealed"]
    changed = [event for event in events if event["action"] == "client_changed"]
    assert all(event["role"] == "operator" and event["who"] for event in changed)
    suspended = [event for event in events if event["action"] == "operator_command"
                 and event["object"].startswith("clients.suspend")]
    assert "test of the log" in suspended[0]["reason"]
    assert "李秀英" not in json.dumps(events, ensure_ascii=False)


def test_what_the_registrar_does_is_the_operator_s_with_the_reason(served):
    events = served.events(server="licence-issuer")
    by_action = {event["action"]: event for event in events}
    assert {"licences_imported", "licence_offered", "credential_issued", "licence_changed"} <= by_action.keys()
    for action in ("licences_imported", "licence_offered", "licence_changed"):
        assert by_action[action]["role"] == "operator" and by_action[action]["who"], action
    assert by_action["licence_changed"]["reason"] == "挂失"
    assert by_action["licence_changed"]["licence"] == COMPANY
    assert by_action["credential_issued"]["who"] == by_action["licence_offered"]["object"]
    assert "李秀英" not in json.dumps(events, ensure_ascii=False)


def test_the_newest_events_are_shown_and_followed(served):
    lines = served.stack.provider_command("audit", "tail", "--lines", 5, "--json").stdout.splitlines()
    shown = [json.loads(line)["n"] for line in lines]
    assert len(shown) == 5 and shown == list(range(shown[0], shown[0] + 5))
    following = subprocess.Popen(
        [str(BINARIES / "tongzhao"), "audit", "tail", "--lines", "1", "--follow", "--json", "--settings",
         str(served.stack.settings_file("identity-provider"))],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=served.stack.environment())
    limit = threading.Timer(PATIENCE, following.kill)
    limit.start()
    try:
        seen = [json.loads(following.stdout.readline())]
        assert seen[0]["n"] >= shown[-1]
        order, _ = served.log_in()
        for line in following.stdout:
            seen.append(json.loads(line))
            if (seen[-1]["action"], seen[-1]["object"]) == ("login_completed", order):
                break
        else:
            pytest.fail("what happens is not followed")
    finally:
        limit.cancel()
        following.kill()
        following.wait()
    numbers = [event["n"] for event in seen]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_any_event_is_proved_by_its_number(served, tmp_path):
    event = served.events("--action", "login_completed")[0]
    receipt = tmp_path / "event.receipt"
    served.stack.provider_command("audit", "prove", event["n"], "--out", receipt)
    assert receipt.stat().st_mode & 0o077 == 0
    checked = served.stack.tongzhao("audit", "check-receipt", receipt, "--keys", served.keys, "--json")
    answer = json.loads(checked.stdout)
    assert answer["valid"] and answer["keys_given"] and answer["leaf"]["object"] == event["object"]
    assert check(served, receipt, "--keys", served.keys).returncode == 0
    printed = json.loads(served.stack.provider_command("audit", "prove", event["n"]).stdout)
    assert printed["index"] == event["n"] and printed["leaf"] == json.loads(receipt.read_text())["leaf"]
    content = json.loads(receipt.read_text())
    content["index"] -= 1
    receipt.write_text(json.dumps(content))
    assert served.stack.tongzhao("audit", "check-receipt", receipt, "--keys", served.keys, check=False).returncode == 2
    none = served.stack.provider_command("audit", "prove", 10**9, check=False)
    assert none.returncode == 1 and none.stderr


def test_every_page_of_a_search_comes_once(served):
    whole = [event["n"] for event in served.events("--client", "audit-portal")]
    pages, before = [], None
    while True:
        options = ["--client", "audit-portal", *(["--before", before] if before is not None else [])]
        lines = served.stack.provider_command("audit", "search", *options, "--limit", 3, "--json").stdout.splitlines()
        if not lines:
            break
        pages += [json.loads(line)["n"] for line in lines]
        before = pages[-1]
    assert pages == whole == sorted(whole, reverse=True) and len(whole) > 6


def test_an_export_is_proved_by_somebody_else_s_program(served, tmp_path):
    out = tmp_path / "audit.jsonl"
    served.stack.provider_command("audit", "export", "--out", out)
    head, *lines = map(json.loads, out.read_text().splitlines())
    origin, size, root = unpadded(head["checkpoint"].split(".")[1]).decode().splitlines()
    root = base64.b64decode(root)
    assert origin.endswith("/audit") and int(size) == head["size"] == len(lines)
    leaves = [unpadded(line["leaf"]) for line in lines]
    assert merkle.root(leaves) == root
    for line, leaf in zip(lines, leaves):
        assert json.loads(leaf) == line["event"]
        assert merkle.leads_to(leaf, line["index"], head["size"], [unpadded(one) for one in line["proof"]], root)


# Receipts


@pytest.fixture(scope="module")
def receipt(served, tmp_path_factory):
    """The file that the phone's page offers. It is never there without its proof; until then it is asked for again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = requests.get(served.receipt + "/proof", headers={"Accept": "application/json"})
        if answer.status_code == 200:
            break
        assert answer.status_code == 202 and int(answer.headers["Retry-After"]) > 0 and "leaf" not in answer.json()
        assert time.monotonic() < deadline, "there is no proof of it"
        time.sleep(0.5)
    assert "attachment" in answer.headers["Content-Disposition"]
    file = tmp_path_factory.mktemp("receipt") / "receipt.json"
    file.write_text(answer.text)
    return file


def check(served, file, *options):
    return served.stack.command("tongzhao-receipt", file, *options, check=False)


def altered(receipt, tmp_path, change):
    content = json.loads(receipt.read_text())
    change(content)
    file = tmp_path / "altered.json"
    file.write_text(json.dumps(content))
    return file


def test_the_page_offers_the_receipt_as_a_file(served):
    page = requests.get(served.receipt, headers={"Accept": "text/html"}).text
    assert urlsplit(served.receipt).path + "/proof" in page


def test_a_receipt_holds_by_the_audit_keys_alone(served, receipt):
    result = check(served, receipt, "--keys", served.keys, "--json")
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert answer["holds"] and answer["event"]["action"] == "login_completed"
    assert answer["event"]["object"] == served.first and answer["event"]["licence"] == PARTNERSHIP
    told = check(served, receipt, "--keys", served.keys).stdout
    assert PARTNERSHIP in told and "audit-portal" in told and served.first in told


def test_a_receipt_holds_by_the_fingerprint_of_the_key(served, receipt):
    keys = json.loads(served.stack.provider_command("audit", "public-keys").stdout)["keys"]
    shown = served.stack.provider_command("audit", "public-keys").stderr.split()[-1]
    assert keys and check(served, receipt, "--fingerprint", shown).returncode == 0
    assert check(served, receipt, "--fingerprint", "A" * 43).returncode == 4


def test_a_receipt_of_another_server_s_key_is_not_believed(served, receipt, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(served.stack.issuer_command("audit", "public-keys", "--server", "licence-issuer").stdout)
    assert check(served, receipt, "--keys", other).returncode == 4


def test_an_altered_receipt_is_told_from_one_that_was_never_in_the_log(served, receipt, tmp_path):
    def licence(content):
        leaf = unpadded(content["leaf"]).replace(PARTNERSHIP.encode(), COMPANY.encode())
        content["leaf"] = base64.urlsafe_b64encode(leaf).decode().rstrip("=")

    def wholly_made_up(content):
        licence(content)
        value = merkle.leaf_hash(unpadded(content["leaf"]))
        content["leaf_hash"] = base64.urlsafe_b64encode(value).decode().rstrip("=")

    def signature(content):
        header, payload, signed = content["checkpoint"].split(".")
        content["checkpoint"] = f"{header}.{payload}.{'A' * 10}{signed[10:]}"

    keys = ("--keys", served.keys)
    assert check(served, altered(receipt, tmp_path, licence), *keys).returncode == 2
    assert check(served, altered(receipt, tmp_path, signature), *keys).returncode == 2
    assert check(served, altered(receipt, tmp_path, wholly_made_up), *keys).returncode == 3
    assert check(served, altered(receipt, tmp_path, lambda content: content.pop("proof")), *keys).returncode == 1
    assert check(served, tmp_path / "nothing.json", *keys).returncode == 1
    assert check(served, receipt).returncode == 64


def test_the_wallet_keeps_the_proof_and_hands_it_out(served, tmp_path):
    holder = Holder(served.stack, "keeper")
    holder.receive("92419001MA0000058E")
    browser = PlainBrowser(served.stack)
    browser.open(served.provider + "/authorize?" + urlencode({
        "response_type": "code", "client_id": "audit-portal", "redirect_uri": CALLBACK, "scope": "openid licence",
        "state": "s", "nonce": "n", "code_challenge": VERIFIER_CHALLENGE, "code_challenge_method": "S256"}))
    presented = holder.present(browser.qr())
    assert "code=" in browser.finish(presented["number"])
    file = tmp_path / "kept.json"
    kept = holder.run("keep-receipt", "--out", file)
    assert kept["proof"]["leaf"]
    assert holder.run("receipts")["receipts"][0]["proof"] == json.loads(file.read_text())
    result = check(served, file, "--keys", served.keys, "--json")
    assert json.loads(result.stdout)["event"]["licence"] == "92419001MA0000058E"


# Whoever alters a copy


def test_an_untouched_copy_is_clean_and_only_read(served, tmp_path):
    copy = served.copy(tmp_path / "copy.sqlite")
    before = copy.read_bytes()
    for options in ((), ("--checkpoint", served.checkpoint), ("--since", served.checkpoint)):
        result = served.verify(copy, *options)
        assert result.returncode == 0, result.stdout + result.stderr
        answer = json.loads(result.stdout)
        assert answer["clean"] and answer["keys_given"]
        assert answer["size"] >= answer["signed_size"] > 0
    assert copy.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["copy.sqlite"]


def test_the_log_of_the_licence_issuer_is_clean_too(served, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_text(served.stack.issuer_command("audit", "public-keys", "--server", "licence-issuer").stdout)
    copy = served.copy(tmp_path / "copy.sqlite", "licence-issuer")
    result = served.stack.tongzhao("audit", "verify", copy, "--keys", keys, "--json", check=False)
    assert result.returncode == 0 and json.loads(result.stdout)["clean"], result.stdout


def leaf_of_the_login(database):
    """Where the first completed login is."""
    row = database.execute("SELECT leaf_index, leaf FROM audit_leaves WHERE action = 'login_completed' "
                           "ORDER BY leaf_index LIMIT 1").fetchone()
    return row[0], bytes(row[1])


def edit(database):
    index, leaf = leaf_of_the_login(database)
    forged = leaf.replace(PARTNERSHIP.encode(), COMPANY.encode())
    database.execute("UPDATE audit_leaves SET leaf = ?, licence = ? WHERE leaf_index = ?", (forged, COMPANY, index))


def edit_column(database):
    index, _ = leaf_of_the_login(database)
    database.execute("UPDATE audit_leaves SET licence = ? WHERE leaf_index = ?", (COMPANY, index))


def delete(database):
    index, _ = leaf_of_the_login(database)
    database.execute("DELETE FROM audit_leaves WHERE leaf_index = ?", (index,))


def delete_and_close_the_gap(database):
    index, _ = leaf_of_the_login(database)
    database.execute("DELETE FROM audit_leaves WHERE leaf_index = ?", (index,))
    database.execute("UPDATE audit_leaves SET leaf_index = -leaf_index WHERE leaf_index > ?", (index,))
    database.execute("UPDATE audit_leaves SET leaf_index = -leaf_index - 1 WHERE leaf_index < 0")


def reorder(database):
    index, _ = leaf_of_the_login(database)
    for old, new in ((index, -1), (index - 1, index), (-1, index - 1)):
        database.execute("UPDATE audit_leaves SET leaf_index = ? WHERE leaf_index = ?", (new, old))


def leaves_of(database):
    return [bytes(leaf) for (leaf,) in database.execute("SELECT leaf FROM audit_leaves ORDER BY leaf_index")]


def rebuild(database, leaves):
    """A tree that fits these leaves in every hash, without the checkpoints that speak against it."""
    database.execute("DELETE FROM audit_nodes")
    database.executemany("INSERT INTO audit_nodes (level, position, hash) VALUES (?, ?, ?)",
                         [(level, position, value) for (level, position), value in merkle.full_nodes(leaves).items()])
    database.execute("UPDATE audit_tree SET size = ?", (len(leaves),))
    database.execute("DELETE FROM audit_checkpoints")


def truncate(database):
    index, _ = leaf_of_the_login(database)
    leaves = leaves_of(database)[:index]
    database.execute("DELETE FROM audit_leaves WHERE leaf_index >= ?", (index,))
    rebuild(database, leaves)


def rewrite(database):
    edit(database)
    rebuild(database, leaves_of(database))


def forget_details(database):
    index, _ = leaf_of_the_login(database)
    database.execute("UPDATE audit_leaves SET sealed = NULL WHERE leaf_index = ?", (index,))


@pytest.mark.parametrize("tamper, finding", [
    (edit, "edited"), (edit_column, "edited"), (delete, "missing"), (delete_and_close_the_gap, "moved"),
    (reorder, "moved"), (truncate, "truncated"), (rewrite, "other_than_signed"), (forget_details, "details_missing"),
], ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_an_altered_copy_is_found_out(served, tmp_path, tamper, finding):
    copy = served.copy(tmp_path / "copy.sqlite")
    database = sqlite3.connect(copy, isolation_level=None)
    tamper(database)
    database.close()
    result = served.verify(copy, "--checkpoint", served.checkpoint)
    assert result.returncode == 2, result.stdout + result.stderr
    assert finding in [one["code"] for one in json.loads(result.stdout)["findings"]]


def test_only_a_checkpoint_kept_elsewhere_speaks_against_a_tree_that_was_wholly_rewritten(served, tmp_path):
    copy = served.copy(tmp_path / "copy.sqlite")
    database = sqlite3.connect(copy, isolation_level=None)
    rewrite(database)
    database.close()
    # Nothing in the file is wrong: this is why checkpoints are copied elsewhere.
    assert served.verify(copy).returncode == 0
    assert served.verify(copy, "--checkpoint", served.checkpoint).returncode == 2
    assert served.verify(copy, "--since", served.checkpoint).returncode == 2


def test_a_checkpoint_beside_the_copy_is_taken_by_itself(served, tmp_path):
    copy = served.copy(tmp_path / "copy.sqlite")
    shutil.copy(served.checkpoint, tmp_path / "copy.sqlite.checkpoint")
    database = sqlite3.connect(copy, isolation_level=None)
    truncate(database)
    database.close()
    assert served.verify(copy).returncode == 2


def test_details_cannot_be_erased_before_half_a_year(served):
    result = served.stack.provider_command("audit", "erase-details", "--days", 179, "--reason", "x", "--yes", check=False)
    assert result.returncode == 64
    result = served.stack.provider_command(
        "audit", "erase-details", "--days", 180, "--reason", "x", "--yes", "--json", check=False)
    assert result.returncode == 0 and json.loads(result.stdout) == {"erased": 0}


def test_a_server_does_not_start_with_a_shorter_retention(served, tmp_path):
    settings = json.loads(served.stack.settings_file("identity-provider").read_text())
    settings["audit"] = {"retention-days": 30}
    file = tmp_path / "short.json"
    file.write_text(json.dumps(settings))
    result = served.stack.tongzhao("serve", "--settings", file, check=False)
    assert result.returncode != 0 and "audit.retention-days" in result.stderr
