"""Operators at another machine: enrolled, logged in by two factors, at work over the admin API."""

import base64
import hashlib
import hmac
import json
import os
import ssl
import struct
import subprocess
import tempfile
import time
from urllib.parse import parse_qs, urlparse

import pexpect
import pytest
import requests

from people import PATIENCE
from stack import BINARIES, Stack, free_port

PASSPHRASE = "纸上得来终觉浅，绝知此事要躬行"


def code(secret, step):
    """RFC 6238 by hand: the test's authenticator app is none of ours."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Machine:
    """An operator's own machine: a folder, a profile, an app."""

    def __init__(self, folder, name, role, stack, address, roots):
        self.folder = folder / name
        self.folder.mkdir()
        self.name, self.role, self.stack, self.address, self.roots = name, role, stack, address, roots
        self.profile = self.folder / "operator.json"
        self.passphrase = self.folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE)
        self.passphrase.chmod(0o600)
        self.step = 0

    def command(self, *arguments, check=True, input=None):
        return self.stack.tongzhao(*arguments, "--operator", self.profile, check=check, input=input)

    def json(self, *arguments):
        return json.loads(self.command(*arguments, "--json").stdout)

    def make_key(self):
        made = self.stack.tongzhao("operators", "make-key", "--operator", self.profile, "--passphrase-file",
                                   self.passphrase)
        (self.folder / "key.pub").write_text(made.stdout)
        return self.folder / "key.pub"

    def enrolled(self, answer):
        self.secret = parse_qs(urlparse(answer["otpauth"]).query)["secret"][0]
        self.command("operators", "install", "--certificate", self.folder / "operator.crt", "--server", self.address,
                     "--roots", self.roots)

    def fresh_code(self):
        """A code that was not used before: each is good once, so the next step's where this one's is used up."""
        now = int(time.time()) // 30
        deadline = time.monotonic() + 90
        while now + 1 <= self.step and time.monotonic() < deadline:
            time.sleep(0.5)
            now = int(time.time()) // 30
        self.step = max(now, self.step + 1)
        return code(self.secret, self.step)

    def log_in(self, check=True, typed=None):
        return self.command("login", "--passphrase-file", self.passphrase, input=(typed or self.fresh_code()) + "\n",
                            check=check)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An identity provider with an admin API of its own, and nobody enrolled yet."""
    folder = tmp_path_factory.mktemp("operated")
    port = free_port()
    stack = Stack(folder / "server")
    stack.state.mkdir(mode=0o700)
    for name in ("operators", "admin-server"):
        stack.tongzhao("authority", "create", stack.state / name, "--name", name, "--organization", "Test")
    stack.tongzhao("authority", "certify-server", stack.state / "admin-server", "--ip", "127.0.0.1",
                   "--certificate", stack.state / "admin.crt", "--key", stack.state / "admin.key")
    stack.extra_settings = {"identity-provider": {
        "operators": {"authority": str(stack.state / "operators"), "session-idle": 3600},
        "admin": {"listen": f"127.0.0.1:{port}", "certificate-file": str(stack.state / "admin.crt"),
                  "key-file": str(stack.state / "admin.key")},
    }}
    with stack:
        stack.prepare()
        stack.start("identity-provider")
        stack.admin = f"https://127.0.0.1:{port}"
        yield stack, folder


@pytest.fixture(scope="module")
def people(place):
    """One operator of each role but registrar, each at a machine of their own."""
    stack, folder = place
    roots = stack.state / "admin-server" / "authority.pem"
    machines = {name: Machine(folder, name, role, stack, stack.admin, roots)
                for name, role in (("zhang", "security"), ("li", "system"), ("wang", "audit"), ("zhao", "security"))}
    first = machines["zhang"]

    def enrol(machine, *where):
        made = stack.tongzhao("operators", "enrol", machine.name, "--role", machine.role, "--public-key",
                              machine.make_key(), "--certificate", machine.folder / "operator.crt", "--reason", "test",
                              "--json", *where)
        machine.enrolled(json.loads(made.stdout))

    # Somebody who could not enrol the others would lock everybody out.
    early = stack.provider_command("operators", "enrol", "li", "--role", "system", "--public-key",
                                   machines["li"].make_key(), "--certificate", folder / "none.crt", "--reason", "test",
                                   check=False)
    assert early.returncode == 3 and "security" in early.stderr
    machines["li"].profile.unlink()
    enrol(first, "--settings", stack.settings_file("identity-provider"))
    first.log_in()
    for name in ("li", "wang", "zhao"):
        enrol(machines[name], "--operator", first.profile)
        machines[name].log_in()
    return machines


def test_from_the_first_enrolment_to_a_rotation_from_another_host(place, people):
    stack, _ = place
    li = people["li"]
    assert li.json("operators", "whoami")["role"] == "system"
    before = {key["kid"] for key in li.json("keys", "list")}
    made = li.json("keys", "rotate", "--use", "token", "--algorithm", "ES256")
    assert made["kid"] not in before
    deadline = time.monotonic() + PATIENCE
    while made["kid"] not in requests.get(stack.url("identity-provider") + "/jwks", timeout=PATIENCE).text:
        assert time.monotonic() < deadline, "the running server does not publish the new key"
        time.sleep(0.2)
    exported = li.command("keys", "export-public", "--format", "pem").stdout
    assert "BEGIN PUBLIC KEY" in exported


def test_each_role_keeps_to_its_duty(people):
    refused = people["li"].command("trust", "remove", "419001", "--reason", "test", "--yes", check=False)
    assert refused.returncode == 3 and "security" in refused.stderr
    assert people["wang"].command("keys", "list", check=False).returncode == 3
    assert people["zhang"].command("keys", "rotate", "--use", "token", "--algorithm", "RS256",
                                   check=False).returncode == 3
    alone = people["zhang"].command("operators", "suspend", "zhang", "--reason", "test", check=False)
    assert alone.returncode == 3


def test_without_a_certificate_nobody_is_heard(place, people):
    stack, _ = place
    roots = str(stack.state / "admin-server" / "authority.pem")
    with pytest.raises((requests.exceptions.SSLError, requests.exceptions.ConnectionError)):
        requests.post(stack.admin + "/admin/commands/keys.list", json={}, verify=roots, timeout=PATIENCE)
    # A certificate of another authority is none.
    strange = stack.state / "strange"
    stack.tongzhao("authority", "create", strange, "--name", "Strange", "--organization", "Test")
    stack.tongzhao("authority", "certify-server", strange, "--dns", "zhang", "--certificate", strange / "z.crt",
                   "--key", strange / "z.key")
    with pytest.raises((requests.exceptions.SSLError, requests.exceptions.ConnectionError)):
        requests.post(stack.admin + "/admin/commands/keys.list", json={}, verify=roots,
                      cert=(str(strange / "z.crt"), str(strange / "z.key")), timeout=PATIENCE)


def test_a_session_needs_its_own_key_and_its_token(place, people):
    stack, _ = place
    li = people["li"]
    session = json.loads((li.folder / "operator.json.session").read_text())
    der = base64.urlsafe_b64decode(session["key"] + "=" * (-len(session["key"]) % 4))
    (li.folder / "session.crt").write_text(session["certificate"])
    (li.folder / "session.key").write_text(ssl.DER_cert_to_PEM_cert(der).replace("CERTIFICATE", "PRIVATE KEY"))
    own = (str(li.folder / "session.crt"), str(li.folder / "session.key"))
    roots = str(stack.state / "admin-server" / "authority.pem")

    def ask(token, cert=own, command="operators.whoami", body=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.post(f"{stack.admin}/admin/commands/{command}", json=body or {}, headers=headers, cert=cert,
                             verify=roots, timeout=PATIENCE)

    assert ask(session["token"]).json()["answer"]["name"] == "system:li"
    assert ask(None).status_code == 401
    assert ask(session["token"][:-1] + ("A" if session["token"][-1] != "A" else "B")).status_code == 401
    # Another operator's token is worthless from this machine.
    other = json.loads((people["wang"].folder / "operator.json.session").read_text())
    assert ask(other["token"]).status_code == 401
    assert ask(session["token"], command="operators.list").status_code == 403
    assert ask(session["token"], command="no.such").status_code == 404
    assert ask(session["token"], body={"nothing": 1}).status_code == 400
    # Another program's handshake is taken as well.
    shown = subprocess.run(
        ["openssl", "s_client", "-connect", stack.admin.removeprefix("https://"), "-CAfile", roots, "-cert", own[0],
         "-key", own[1], "-quiet", "-ign_eof"],
        input=(f"POST /admin/commands/operators.whoami HTTP/1.1\r\nHost: admin\r\nContent-Type: application/json\r\n"
               f"Authorization: Bearer {session['token']}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"),
        capture_output=True, text=True, timeout=60)
    assert "200 OK" in shown.stdout and "system:li" in shown.stdout


def test_codes_and_passphrases_are_needed(people):
    zhao = people["zhao"]
    used = code(zhao.secret, zhao.step)
    assert zhao.log_in(check=False, typed=used).returncode == 3, "a code is good once"
    wrong = zhao.folder / "wrong"
    wrong.write_text("another long passphrase")
    wrong.chmod(0o600)
    refused = zhao.command("login", "--passphrase-file", wrong, input="000000\n", check=False)
    assert refused.returncode == 3 and "passphrase" in refused.stderr
    assert PASSPHRASE not in zhao.profile.read_text()
    assert zhao.profile.stat().st_mode & 0o077 == 0
    assert (zhao.folder / "operator.json.session").stat().st_mode & 0o077 == 0


def test_the_machines_account_breaks_the_glass_or_does_nothing(place, people):
    stack, _ = place
    assert stack.provider_command("keys", "list", check=False).returncode == 3
    assert stack.provider_command("keys", "list", "--break-glass", check=False).returncode == 3
    broken = stack.provider_command("keys", "list", "--break-glass", "--reason", "nobody is reachable")
    assert "glass" in broken.stderr
    log = people["wang"].command("audit", "search", "--action", "operator_command", "--limit", "50").stdout
    assert "operators.break-glass" in log and "nobody is reachable" in log
    assert "system:li" in log and "keys.rotate" in log


def test_an_application_is_approved_by_somebody_else(place, people, tmp_path):
    li, zhang, zhao = people["li"], people["zhang"], people["zhao"]
    document = json.loads(li.stack.tongzhao("clients", "template", "utilities").stdout)
    document["client_id"] = "water"
    document["token_endpoint_auth_method"] = "client_secret_basic"
    document.pop("jwks")
    file = tmp_path / "water.json"
    file.write_text(json.dumps(document, ensure_ascii=False))
    assert li.command("clients", "add", file, check=False).returncode == 3, "one alone registers nobody"
    applied = zhang.json("clients", "apply", file, "--contact", "王科长", "--purpose", "水费")
    number = applied["number"]
    assert zhang.command("clients", "approve", number, "--reason", "test", "--yes", check=False).returncode == 3
    assert li.command("clients", "approve", number, "--reason", "test", "--yes", check=False).returncode == 3
    waiting = zhao.json("clients", "applications")
    assert [entry["number"] for entry in waiting] == [number]
    shown = zhao.json("clients", "applications", number)
    assert shown["document"]["client_id"] == "water" and shown["purpose"] == "水费" and shown["outcome"] == "pending"
    assert zhao.command("clients", "approve", number, "--yes", check=False).returncode == 64, "a reason is needed"
    unsure = zhao.command("clients", "approve", number, "--reason", "test", check=False)
    assert unsure.returncode == 4 and "水费" in unsure.stderr
    approved = zhao.json("clients", "approve", number, "--reason", "letter 117", "--yes")
    assert approved["client_id"] == "water" and approved["client_secret"]
    assert "water" in li.command("clients", "list").stdout
    again = zhao.command("clients", "reject", number, "--reason", "test", check=False)
    assert again.returncode == 3
    changed = li.json("clients", "edit", "water", "--set", "scope=openid licence holder")
    assert changed["outcome"] == "pending"
    assert zhang.command("clients", "reject", changed["number"], "--reason", "too much").returncode == 0


def test_a_wizard_writes_the_application(people, tmp_path):
    li = people["li"]
    keys = tmp_path / "fund.jwks"
    exported = json.loads(li.command("keys", "export-public", "--use", "token").stdout)
    keys.write_text(json.dumps({"keys": [key for key in exported["keys"] if key["kty"] == "EC"]}))
    child = pexpect.spawn(str(BINARIES / "tongzhao"), ["clients", "apply", "--operator", str(li.profile), "--json"],
                          encoding="utf-8", timeout=120, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    for question, answer in (
        ("Matter", "99"), ("cannot be used", None), ("Matter", "5"), ("Identifier", "fund"), ("Chinese", "公积金"),
        ("English", "Housing fund"), ("Home page", "http://insecure.example"), ("cannot be used", None),
        ("Home page", "https://fund.example"), ("Address that people", "https://fund.example/back"),
        ("Another one", ""), ("Authentication", "1"), ("public keys", "/nowhere"), ("cannot be read", None), ("public keys", str(keys)), ("Contact", "李主任"),
        ("Purpose", "公积金缴存"),
    ):
        child.expect(question)
        if answer is not None:
            child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    entry = next(entry for entry in people["zhang"].json("clients", "applications")
                 if entry["document"]["client_id"] == "fund")
    assert entry["document"]["redirect_uris"] == ["https://fund.example/back"]
    assert entry["applied_by"] == "system:li"


def test_a_registrar_imports_a_file_through_a_socket(place, people, tmp_path):
    stack, folder = place
    with tempfile.TemporaryDirectory(prefix="tongzhao-") as short:
        issuer = Stack(folder / "issuer")
        issuer.extra_settings = {"licence-issuer": {
            "operators": {"authority": str(stack.state / "operators"), "session-idle": 3600},
            "admin": {"listen": f"unix:{short}/admin.sock", "certificate-file": str(stack.state / "admin.crt"),
                      "key-file": str(stack.state / "admin.key")},
        }}
        with issuer:
            issuer.prepare()
            issuer.start("licence-issuer")
            roots = stack.state / "admin-server" / "authority.pem"
            desk = [Machine(tmp_path, name, role, issuer, f"unix:{short}/admin.sock", roots)
                    for name, role in (("qian", "security"), ("sun", "registrar"))]
            for machine, where in zip(desk, (("--server", "licence-issuer", "--settings",
                                              issuer.settings_file("licence-issuer")),
                                             ("--operator", desk[0].profile))):
                made = issuer.tongzhao("operators", "enrol", machine.name, "--role", machine.role, "--public-key",
                                       machine.make_key(), "--certificate", machine.folder / "operator.crt",
                                       "--reason", "test", "--json", *where)
                machine.enrolled(json.loads(made.stdout))
                machine.log_in()
            sample = tmp_path / "sample.csv"
            sample.write_text(issuer.tongzhao("licences", "sample", "--count", "3000").stdout)
            assert desk[0].command("licences", "import", sample, check=False).returncode == 3
            assert desk[1].json("licences", "import", sample)["registered"] == 3000
            broken = tmp_path / "broken.csv"
            broken.write_text(sample.read_text().replace("9", "8", 1))
            wrong = desk[1].command("licences", "import", broken, check=False)
            assert wrong.returncode == 1 and "nothing was changed" in wrong.stderr
            assert desk[1].command("clients", "list", check=False).returncode == 3


def test_a_suspended_operator_is_out_within_a_second(people):
    li, zhang = people["li"], people["zhang"]
    assert li.command("operators", "whoami").returncode == 0
    zhang.command("operators", "suspend", "li", "--reason", "test")
    assert li.command("operators", "whoami", check=False).returncode == 3
    assert li.log_in(check=False).returncode == 3
    zhang.command("operators", "resume", "li", "--reason", "test")
    li.log_in()
    li.command("logout")
    assert li.command("operators", "whoami", check=False).returncode == 3


def test_a_second_factor_is_replaced_and_an_operator_removed_for_good(place, people):
    stack, folder = place
    zhang = people["zhang"]
    zhou = Machine(folder, "zhou", "audit", stack, stack.admin, stack.state / "admin-server" / "authority.pem")
    enrolling = ("operators", "enrol", "zhou", "--role", "audit", "--public-key", zhou.make_key(), "--reason", "test")
    zhou.enrolled(zhang.json(*enrolling, "--certificate", zhou.folder / "operator.crt"))
    zhou.log_in()
    assert {one["name"]: one["role"] for one in zhang.json("operators", "list")}["zhou"] == "audit"
    shown = zhang.json("operators", "show", "zhou")
    assert shown["standing"] == "active" and shown["seen_at"] and shown["certificate_until"]

    refused = zhang.command("operators", "reset-second-factor", "zhang", "--reason", "test", check=False)
    assert refused.returncode == 3, "nobody gives oneself another factor"
    address = zhang.json("operators", "reset-second-factor", "zhou", "--reason", "lost phone")["otpauth"]
    assert zhou.command("operators", "whoami", check=False).returncode == 3
    assert zhou.log_in(check=False).returncode == 3, "the lost phone's code is none any more"
    zhou.secret = parse_qs(urlparse(address).query)["secret"][0]
    zhou.log_in()

    unsure = zhang.command("operators", "remove", "zhou", "--reason", "left", check=False)
    assert unsure.returncode == 4 and zhou.command("operators", "whoami").returncode == 0
    assert zhang.json("operators", "remove", "zhou", "--reason", "left", "--yes")["standing"] == "removed"
    assert zhou.command("operators", "whoami", check=False).returncode == 3
    assert zhou.log_in(check=False).returncode == 3
    assert {one["name"]: one["standing"] for one in zhang.json("operators", "list")}["zhou"] == "removed"
    assert zhang.command("operators", "show", "zhou", check=False).returncode == 3
    again = zhang.command(*enrolling, "--certificate", zhou.folder / "again.crt", check=False)
    assert again.returncode == 3, "the log speaks of that name"


def test_an_operator_renews_the_certificate_at_a_login(place, people):
    zhao = people["zhao"]

    def certificate():
        return json.loads(zhao.profile.read_text())["certificate"]

    former = certificate()
    logged_in = zhao.command("login", "--passphrase-file", zhao.passphrase, "--json", input=zhao.fresh_code() + "\n")
    plain = json.loads(logged_in.stdout)
    assert plain["renewed"] is False and plain["certificate_until"] and certificate() == former
    renewed = json.loads(zhao.command(
        "login", "--passphrase-file", zhao.passphrase, "--renew", "--json", input=zhao.fresh_code() + "\n").stdout)
    assert renewed["renewed"] is True and renewed["certificate_until"] >= plain["certificate_until"]
    assert certificate() != former
    # The next session is begun with it, and only then the former one is worthless.
    zhao.log_in()
    assert zhao.json("operators", "whoami")["role"] == "security"
    present = certificate()
    profile = json.loads(zhao.profile.read_text())
    zhao.profile.write_text(json.dumps({**profile, "certificate": former}))
    assert zhao.log_in(check=False).returncode == 3
    zhao.profile.write_text(json.dumps({**profile, "certificate": present}))
    zhao.log_in()
