"""Care of a serving system: backups that can be restored, what a killed one leaves, the doctor, and explained errors."""

import json
import signal
import subprocess
import time

import pytest
import requests

from examined import assert_clean, errors, verified
from people import PATIENCE
from stack import BINARIES, Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("care")) as stack:
        stack.prepare()
        stack.recovery = stack.state / "recovery"
        stack.tongzhao("backup", "create-recovery-key", stack.recovery)
        stack.start("licence-issuer", "identity-provider")
        for server in ("identity-provider", "licence-issuer"):
            # Kept elsewhere, as an operator does.
            (stack.state / f"{server}.audit-keys").write_text(stack.tongzhao(
                "audit", "public-keys", "--server", server, "--settings", stack.settings_file(server)).stdout)
        yield stack


def back_up(stack, name, server="identity-provider", **options):
    return stack.tongzhao(
        "backup", stack.state / name, "--recipient", f"{stack.recovery}.pub", "--server", server, "--settings",
        stack.settings_file(server), "--json", **options)


def drill(stack, name, server="identity-provider", check=True):
    return stack.tongzhao(
        "backup", "drill", stack.state / name, "--recovery-key", stack.recovery, "--kek",
        stack.state / "secrets" / f"{server}.kek", "--audit-keys", stack.state / f"{server}.audit-keys", "--json",
        check=check)


@pytest.mark.parametrize("server", ["identity-provider", "licence-issuer"])
def test_a_backup_of_a_serving_server_stands_its_drill(stack, server):
    made = json.loads(back_up(stack, f"{server}.backup", server).stdout)
    assert made["manifest"]["server"] == server and made["manifest"]["audit"]["size"] > 0
    steps = json.loads(drill(stack, f"{server}.backup", server).stdout)
    assert steps["good"] and {step["name"]: step["skipped"] for step in steps["steps"]} == {
        "restore": None, "who made it": None, "signing keys": None, "rows": None, "audit log": None, "database": None}
    again = back_up(stack, f"{server}.backup", server, check=False)
    assert again.returncode == 3 and "not overwritten" in again.stderr


def test_a_restored_server_serves_with_the_same_keys(stack):
    made = json.loads(back_up(stack, "whole.backup").stdout)
    restored = stack.state / "restored"
    restoring = ("restore", stack.state / "whole.backup", "--recovery-key", stack.recovery, "--into", restored)
    unsaid = stack.tongzhao(*restoring, check=False)
    assert unsaid.returncode == 64 and "--audit-keys" in unsaid.stderr and "--unsigned" in unsaid.stderr
    other = stack.tongzhao(*restoring, "--audit-keys", stack.state / "licence-issuer.audit-keys", check=False)
    assert other.returncode == 3 and made["signed_by"] in other.stderr and not restored.exists()
    report = json.loads(stack.tongzhao(
        *restoring, "--audit-keys", stack.state / "identity-provider.audit-keys", "--kek",
        stack.state / "secrets" / "identity-provider.kek", "--json").stdout)
    assert report["keys_tried"] and report["logins_ended"] and report["signed_by"] == made["signed_by"]
    refused = stack.tongzhao(*restoring, "--unsigned", check=False)
    assert refused.returncode == 3 and "not empty" in refused.stderr

    before = requests.get(stack.url("identity-provider") + "/jwks", timeout=PATIENCE).json()
    stack.stop("identity-provider")
    settings = stack.settings_file("identity-provider")
    former = settings.read_text()
    changed = json.loads(former)
    changed["database"] = str(restored / "identity-provider.sqlite")
    settings.write_text(json.dumps(changed))
    try:
        stack.start("identity-provider")
        after = requests.get(stack.url("identity-provider") + "/jwks", timeout=PATIENCE).json()
        assert {key["kid"] for key in after["keys"]} == {key["kid"] for key in before["keys"]}
        secret = (stack.state / "department" / "client-secret").read_text()
        answer = requests.post(stack.url("identity-provider") + "/token", timeout=PATIENCE,
                               data={"grant_type": "client_credentials"}, auth=("demo-department", secret))
        assert answer.status_code == 200
        assert verified(stack, restored / "identity-provider.sqlite")
        stack.stop("identity-provider")
    finally:
        settings.write_text(former)
        stack.start("identity-provider")


def test_a_killed_backup_leaves_no_half_file(stack):
    """Killed later and later, until one is whole."""
    delay = 0.02
    for number in range(40):
        target = stack.state / f"killed-{number}.backup"
        process = subprocess.Popen(
            [BINARIES / "tongzhao", "backup", target, "--recipient", f"{stack.recovery}.pub", "--settings",
             stack.settings_file("identity-provider")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=stack.environment())
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if target.exists():
            # What has the name is whole, whenever it was killed.
            assert json.loads(drill(stack, target.name).stdout)["good"]
        assert_clean(stack)
        if process.returncode == 0:
            assert target.exists()
            break
        delay *= 1.35
    else:
        pytest.fail("no backup was ever finished")
    assert number > 0, "none was killed"
    # The whole one has cleared away what the killed ones left.
    left = [path.name for path in stack.state.iterdir() if ".work-" in path.name or "partial" in path.name]
    assert left == []


@pytest.mark.parametrize("server", ["identity-provider", "licence-issuer"])
def test_the_doctor_finds_nothing_on_a_serving_server(stack, server):
    assert errors(stack, server) == []


def test_the_doctor_sees_a_stopped_server_and_an_open_key(stack):
    kek = stack.state / "secrets" / "identity-provider.kek"
    stack.stop("identity-provider")
    try:
        assert {finding["id"] for finding in errors(stack)} == {"outside-discovery"}
    finally:
        stack.start("identity-provider")
    (stack.state / "identity-provider.sqlite").chmod(0o644)
    try:
        assert {finding["id"] for finding in errors(stack)} == {"file-permissions"}
    finally:
        (stack.state / "identity-provider.sqlite").chmod(0o600)
    assert kek.stat().st_mode & 0o77 == 0


def explained(stack, identifier):
    """Refusals are written once a second."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = stack.provider_command("explain", identifier, "--json", check=False)
        if answer.returncode == 0 and "refusal" in json.loads(answer.stdout):
            return json.loads(answer.stdout)["refusal"]
        assert time.monotonic() < deadline, answer.stderr
        time.sleep(0.2)


def test_an_error_that_was_shown_is_explained(stack):
    provider = stack.url("identity-provider")
    page = requests.get(provider + "/authorize", timeout=PATIENCE, params={
        "response_type": "code", "client_id": "demo-portal", "redirect_uri": "https://elsewhere.example/cb?secret=hush"})
    assert page.status_code == 400
    identifier = page.headers["X-Request-Id"]
    assert identifier in page.text
    told = explained(stack, identifier)
    assert told["client"] == "demo-portal"
    check = told["checks"][0]
    assert check["check"] == "redirect_uri" and stack.url("portal") in check["expected"]
    assert check["received"] == "https://elsewhere.example/cb?…" and "hush" not in json.dumps(told)

    answer = requests.post(provider + "/token", timeout=PATIENCE, data={"grant_type": "client_credentials"},
                           auth=("demo-department", "wrong-secret-0123456789"))
    told = explained(stack, answer.json()["error_id"])
    assert "wrongSecret" in told["diagnosis"] and "wrong-secret-0123456789" not in json.dumps(told)

    unknown = stack.provider_command("explain", "AAAAAAAAAAAAAAAA", check=False)
    assert unknown.returncode == 1 and "Nothing is kept" in unknown.stderr


def test_migrate_says_what_it_would_do(stack):
    planned = json.loads(stack.provider_command("migrate", "--plan", "--json").stdout)
    assert planned["steps"] == [] and planned["served"]
    assert "Nothing has to be done" in stack.provider_command("migrate").stdout
