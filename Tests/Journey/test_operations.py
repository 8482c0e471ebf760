"""What an operator relies on: rotation without a restart, stops that cut nobody off, a second start that keeps all."""

import base64
import json
import signal
import socket
import subprocess
import threading
from pathlib import Path

import jwt
import pytest
import requests

from examined import assert_clean
from people import PATIENCE, eventually
from stack import BINARIES, Failure, Stack


def client_credentials(stack, secret):
    answer = requests.post(stack.url("identity-provider") + "/token", data={"grant_type": "client_credentials"},
                           auth=("demo-department", secret), timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()["access_token"]


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    patient = {"identity-provider": {"http": {"stop-grace": PATIENCE}}}
    with Stack(tmp_path_factory.mktemp("operations"), settings=patient) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider")
        yield stack


@pytest.fixture
def secret(own_stack):
    return (own_stack.state / "department" / "client-secret").read_text()


def test_a_rotation_is_followed_without_a_restart_and_fails_no_validation(own_stack, secret):
    keys = jwt.PyJWKClient(own_stack.url("identity-provider") + "/jwks", cache_jwk_set=False)

    def key_of(token):
        jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["ES256"],
                   options={"verify_aud": False})
        return jwt.get_unverified_header(token)["kid"]

    old = client_credentials(own_stack, secret)
    before = key_of(old)
    announced = own_stack.provider_command("keys", "rotate", "--use", "token", "--algorithm", "ES256").stdout.strip()
    assert announced != before
    jwks = own_stack.url("identity-provider") + "/jwks"
    eventually(lambda: announced in requests.get(jwks, timeout=PATIENCE).text,
               "the running server does not publish the announced key")
    # Announced, so published, but signing nothing yet.
    assert key_of(client_credentials(own_stack, secret)) == before

    at_once = ("keys", "rotate", "--use", "token", "--algorithm", "ES256", "--now", "--yes")
    assert own_stack.provider_command(*at_once, check=False).returncode == 64, "it needs a reason"
    refused = own_stack.provider_command(*at_once, "--reason", "drill", check=False)
    assert refused.returncode == 3 and "max-age" in refused.stderr
    assert "max-age" in own_stack.provider_command(*at_once, "--plan", "--reason", "drill").stdout
    assert key_of(client_credentials(own_stack, secret)) == before
    own_stack.provider_command(*at_once, "--force", "--reason", "drill")
    eventually(lambda: key_of(client_credentials(own_stack, secret)) == announced,
               "the running server does not sign with the promoted key")
    # What was signed before still verifies.
    assert key_of(old) == before
    states = {key["kid"]: key["state"] for key in json.loads(own_stack.provider_command("keys", "list", "--json").stdout)}
    assert states[announced] == "signing" and states[before] == "retired"


def test_a_stop_cuts_no_answer_off(own_stack):
    outcomes = []
    stopping, stopped = threading.Event(), threading.Event()

    def ask():
        """Asks until the server is gone."""
        session = requests.Session()
        while not stopped.is_set():
            try:
                outcomes.append(session.get(own_stack.url("identity-provider") + "/jwks", timeout=PATIENCE).status_code)
            except requests.exceptions.ChunkedEncodingError as failure:
                outcomes.append(f"cut off: {failure}")
            except requests.ConnectionError as failure:
                # Between two requests a server that stops may close a kept connection, or one that it never took.
                if not stopping.is_set() and "Remote end closed" not in str(failure):
                    outcomes.append(str(failure))
                session = requests.Session()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(outcomes) > 100, "nobody is answered")
    stopping.set()
    own_stack.stop("identity-provider", seconds=PATIENCE + 30)
    stopped.set()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    own_stack.start("identity-provider")
    assert set(outcomes) == {200}


def unread(connection):
    """Bytes that the other side of a connection on this machine has not taken up yet (proc(5), /proc/net/tcp)."""
    (_, ours), (_, theirs) = connection.getsockname(), connection.getpeername()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues, *_ = line.split()
        if (int(local.split(":")[1], 16), int(remote.split(":")[1], 16)) == (theirs, ours):
            return int(queues.split(":")[1], 16)
    raise Failure("the other side has no such connection")


def test_a_request_in_flight_is_answered_after_the_server_was_asked_to_stop(own_stack, secret):
    port = own_stack.ports["identity-provider"]
    proof = base64.b64encode(f"demo-department:{secret}".encode()).decode()
    body = b"grant_type=client_credentials"

    def is_gone():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
            return False
        except OSError:
            return True

    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall((f"POST /token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {proof}\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            f"Content-Length: {len(body)}\r\n\r\n").encode() + body[:7])
        eventually(lambda: unread(connection) == 0, "the server does not read")
        own_stack.running["identity-provider"].send_signal(signal.SIGTERM)
        eventually(is_gone, "the server goes on taking connections")
        connection.sendall(body[7:])
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200") and b"access_token" in answer
    own_stack.stop("identity-provider", seconds=PATIENCE + 30)
    own_stack.start("identity-provider")


def test_a_second_start_keeps_everything(own_stack, secret):
    def published():
        return {key["kid"] for key in requests.get(own_stack.url("identity-provider") + "/jwks", timeout=PATIENCE).json()["keys"]}

    before = published()
    own_stack.stop(seconds=PATIENCE + 30)
    own_stack.prepare()
    own_stack.start("licence-issuer", "identity-provider")
    assert published() == before
    # The department's secret of the first start still opens the door.
    assert client_credentials(own_stack, secret)
    listed = own_stack.issuer_command("licences", "list", "--json").stdout.splitlines()
    assert {json.loads(line)["uscc"] for line in listed} >= {"91419001MA00000079", "92419001MA0000058E"}


def test_the_pages_are_light(own_stack):
    """At most 60 kB before the page can be used: the page, its style, its script, the first frame of the code."""
    provider = own_stack.url("identity-provider")
    answer = requests.get(provider + "/authorize", timeout=PATIENCE, params={
        "response_type": "code", "client_id": "demo-portal", "redirect_uri": own_stack.url("portal") + "/callback",
        "scope": "openid", "code_challenge": "A" * 43, "code_challenge_method": "S256"})
    assert answer.status_code == 200 and "/sign-in/" in answer.url
    total = len(answer.content)
    import re
    links = re.findall(r'(?:href|src)="(/(?:assets|sign-in)/[^"]+)"', answer.text)
    assert any(link.endswith(".css") for link in links) and any("qr.svg" in link for link in links)
    for link in {link for link in links if "?" not in link or "qr.svg" in link}:
        part = requests.get(provider + link, cookies=answer.history[-1].cookies if answer.history else None, timeout=PATIENCE)
        assert part.status_code == 200, link
        total += len(part.content)
    assert total <= 60_000, total
    assert "http-equiv=\"Content-Security-Policy\"" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_check_settings_names_every_mistake(own_stack):
    settings = json.loads(own_stack.settings_file("identity-provider").read_text())
    settings["issuer"] = "http://portal.example"
    settings["sign-in"] = {"frame-lifetme": 3}
    file = own_stack.state / "wrong.json"
    file.write_text(json.dumps(settings))
    result = own_stack.tongzhao("check-settings", "--settings", file, check=False)
    assert result.returncode == 1
    assert "issuer" in result.stderr and "frame-lifetme" in result.stderr


def test_an_import_with_wrong_lines_names_them_all_and_changes_nothing(own_stack):
    file = own_stack.state / "wrong.csv"
    file.write_text(
        "统一社会信用代码,名称,类型,成立日期,登记状态\n"
        "91419001MA00000154,甲,有限责任公司,2020-01-01,存续\n"
        "91419001MA0000015X,乙,有限责任公司,2020-01-01,存续\n"
        "91419001MA00001460,丙,有限责任公司,2020-13-01,存续\n"
        "91419001MA00000154,丁,有限责任公司,2020-01-01,不知道\n", encoding="utf-8")
    result = own_stack.issuer_command("licences", "import", file, check=False)
    assert result.returncode == 1
    for line in (3, 4, 5):
        assert f"第{line}行" in result.stderr
    shown = own_stack.issuer_command("licences", "show", "91419001MA00000154", check=False)
    assert shown.returncode == 1


def test_an_import_that_is_killed_is_whole_or_nothing(tmp_path):
    with Stack(tmp_path / "stack") as stack:
        stack.prepare()
        stack.start("licence-issuer")
        sample = tmp_path / "sample.csv"
        sample.write_text(stack.tongzhao("licences", "sample", "--count", 20_000).stdout)

        def count():
            listed = stack.issuer_command("licences", "list", "--limit", 1000, "--json").stdout
            return len(listed.splitlines())

        before, delay, killed = count(), 0.2, 0
        while True:
            running = subprocess.Popen(
                [str(BINARIES / "tongzhao"), "licences", "import", str(sample), "--settings",
                 str(stack.settings_file("licence-issuer"))], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=stack.environment())
            try:
                running.wait(timeout=delay)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.wait()
                killed += 1
            assert_clean(stack, "licence-issuer")
            if count() > before:
                break
            assert running.returncode != 0, "an import said that it is done and is not there"
            delay *= 1.5
        assert killed > 0, "none was killed"
        again = json.loads(stack.issuer_command("licences", "import", sample, "--json").stdout)
        assert again == {"registered": 0, "changed": 0, "unchanged": 20_000}


def test_a_registrar_finds_licences_and_moves_them_through_their_states(own_stack):
    sample = own_stack.state / "states.csv"
    sample.write_text(own_stack.tongzhao("licences", "sample", "--count", 40).stdout)
    own_stack.issuer_command("licences", "import", sample)

    def answer(*arguments):
        return json.loads(own_stack.issuer_command("licences", *arguments, "--json").stdout)

    listed = [json.loads(line) for line in own_stack.issuer_command("licences", "list", "--json").stdout.splitlines()]
    usable = [one for one in listed if one["registration_state"] == "normal" and one.get("entity_name")
              and one["uscc"] not in ("91419001MA00000079", "91419001MA0000023Y")]
    name = usable[0]["entity_name"]
    found = own_stack.issuer_command("licences", "search", name, "--json").stdout.splitlines()
    assert usable[0]["uscc"] in [json.loads(line)["uscc"] for line in found]

    ways = {"suspend": "suspended", "close-temporarily": "closed_temporarily", "revoke": "revoked",
            "cancel": "cancelled", "rescind": "rescinded", "move-out": "moved_out"}
    for (command, state), licence in zip(ways.items(), usable):
        code = licence["uscc"]
        assert own_stack.issuer_command("licences", command, code, check=False).returncode == 64, "it needs a reason"
        assert answer(command, code, "--reason", "test", "--yes")["registration_state"] == state
        back = own_stack.issuer_command("licences", "restore", code, "--reason", "test", "--yes", check=False)
        assert (back.returncode == 0) == (state in ("suspended", "closed_temporarily")), back.stderr
        history = answer("show", code)["history"]
        assert history[0]["after"]["registration_state"] == state and history[0]["reason"] == "test"

    # A holder who is withdrawn holds nothing.
    code = usable[len(ways)]["uscc"]
    offered = json.loads(own_stack.issuer_command(
        "licences", "offer", code, "--holder", "licence_manager", "--name", "周小芳", "--json").stdout)
    assert [one["holder_id"] for one in answer("show", code)["holders"]] == [offered["holder_id"]]
    own_stack.issuer_command("licences", "withdraw", code, "--holder", offered["holder_id"], "--reason", "test", "--yes")
    assert answer("show", code)["holders"] == []
    again = own_stack.issuer_command("licences", "withdraw", code, "--holder", offered["holder_id"], "--reason", "test",
                                     "--yes", check=False)
    assert again.returncode == 1
