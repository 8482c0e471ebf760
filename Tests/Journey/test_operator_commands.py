"""Keys, clients and trust from the command line, against servers that go on serving."""

import json

import jwt
import pytest
import requests

from people import PATIENCE
from people import eventually as until
from stack import Stack


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("operators")) as stack:
        stack.prepare()
        stack.start("identity-provider")
        yield stack


@pytest.fixture
def secret(own_stack):
    return (own_stack.state / "department" / "client-secret").read_text()


def token(stack, secret):
    return requests.post(stack.url("identity-provider") + "/token", data={"grant_type": "client_credentials"},
                         auth=("demo-department", secret), timeout=PATIENCE)


def introspect(stack, secret, text):
    answer = requests.post(stack.url("identity-provider") + "/introspect", data={"token": text},
                           auth=("demo-department", secret), timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()["active"]


def eventually(what, check):
    until(check, what)


def answer(stack, *arguments, **options):
    return json.loads(stack.provider_command(*arguments, "--json", **options).stdout)


def signing(stack):
    return next(key["kid"] for key in answer(stack, "keys", "list")
                if (key["use"], key["alg"], key["state"]) == ("token", "ES256", "signing"))


def test_a_dry_run_changes_nothing(own_stack):
    before = answer(own_stack, "keys", "list")
    plan = answer(own_stack, "keys", "rotate", "--use", "token", "--algorithm", "ES256", "--dry-run")
    events = [step["event"] for step in plan["timeline"]["steps"]]
    assert events == ["announced", "signs", "retires", "removed"]
    assert answer(own_stack, "keys", "list") == before


def test_an_early_promotion_waits_for_the_clients_that_read_the_key(own_stack, secret):
    # The department is active: it has just proved itself.
    assert token(own_stack, secret).status_code == 200
    kid = answer(own_stack, "keys", "generate", "--use", "token", "--algorithm", "ES256")["kid"]
    refused = own_stack.provider_command("keys", "promote", kid, "--reason", "test", check=False)
    assert refused.returncode == 3
    assert "max-age" in refused.stderr
    forced = own_stack.provider_command("keys", "promote", kid, "--reason", "test", "--force", check=False)
    assert forced.returncode == 4, "without a terminal nobody confirms"
    assert signing(own_stack) != kid

    jwks = own_stack.url("identity-provider") + "/jwks?client=demo-portal"
    eventually("the key is not published", lambda: kid in requests.get(jwks, timeout=PATIENCE).text)

    def known():
        rows = {client["client_id"]: client["standing"]
                for client in answer(own_stack, "keys", "show", kid)["readiness"]["clients"]}
        return rows.get("demo-portal", "fetched") == "fetched"
    eventually("the fetch is not noted", known)
    own_stack.provider_command("keys", "promote", kid, "--reason", "test", "--force", "--yes")
    assert signing(own_stack) == kid


def test_a_revoked_key_takes_its_tokens_with_it(own_stack, secret):
    old = token(own_stack, secret).json()["access_token"]
    kid = jwt.get_unverified_header(old)["kid"]
    assert introspect(own_stack, secret, old)
    assert own_stack.provider_command("keys", "revoke", kid, "--reason", "test", check=False).returncode == 64
    asked = own_stack.provider_command("keys", "revoke", kid, "--emergency", "--reason", "test", check=False)
    assert asked.returncode == 4 and "introspection" in asked.stderr
    assert introspect(own_stack, secret, old)
    done = answer(own_stack, "keys", "revoke", kid, "--emergency", "--reason", "test", "--yes", "--end-sessions")
    assert done["signing"] not in (None, kid)
    eventually("a token of a revoked key is still active", lambda: not introspect(own_stack, secret, old))
    assert kid not in requests.get(own_stack.url("identity-provider") + "/jwks", timeout=PATIENCE).text
    new = token(own_stack, secret).json()["access_token"]
    assert jwt.get_unverified_header(new)["kid"] == done["signing"]
    assert introspect(own_stack, secret, new)


def test_the_keys_verify_and_a_bad_schedule_is_refused(own_stack):
    assert answer(own_stack, "keys", "verify")["faults"] == []
    assert answer(own_stack, "keys", "schedule")["faults"] == []
    short = own_stack.provider_command("keys", "schedule", "--announce", "300", check=False)
    assert short.returncode == 2 and "max-age" in short.stderr
    assert own_stack.provider_command("keys", "schedule", "--announce", "301", check=False).returncode == 0


def test_public_keys_are_exported(own_stack):
    exported = json.loads(own_stack.provider_command("keys", "export-public", "--use", "token").stdout)
    assert signing(own_stack) in {key["kid"] for key in exported["keys"]}
    assert not any("d" in key for key in exported["keys"])
    assert "BEGIN PUBLIC KEY" in own_stack.provider_command("keys", "export-public", "--format", "pem").stdout


def test_two_secrets_are_good_while_a_client_changes_over(own_stack, secret):
    made = answer(own_stack, "clients", "rotate-secret", "demo-department", "--keep", "3600", "--reason", "test")
    eventually("the new secret is refused", lambda: token(own_stack, made["client_secret"]).status_code == 200)
    assert token(own_stack, secret).status_code == 200
    last = answer(own_stack, "clients", "rotate-secret", "demo-department", "--keep", "0", "--reason", "test")
    eventually("the former secret lives on", lambda: token(own_stack, made["client_secret"]).status_code == 401)
    assert token(own_stack, last["client_secret"]).status_code == 200
    (own_stack.state / "department" / "client-secret").write_text(last["client_secret"])


def test_a_suspended_client_is_unknown_and_comes_back(own_stack, secret):
    old = token(own_stack, secret).json()["access_token"]
    own_stack.provider_command("clients", "suspend", "demo-department", "--reason", "test")
    eventually("a suspended client gets tokens", lambda: token(own_stack, secret).status_code == 401)
    own_stack.provider_command("clients", "resume", "demo-department", "--reason", "test")
    eventually("a resumed client gets none", lambda: token(own_stack, secret).status_code == 200)
    assert introspect(own_stack, secret, old)


def test_templates_register_and_edits_are_linted(own_stack):
    names = json.loads(own_stack.tongzhao("clients", "template", "--json").stdout)
    assert len(names) >= 7
    for name in names:
        document = json.loads(own_stack.tongzhao("clients", "template", name).stdout)
        assert own_stack.add_client(document)["new"]
    edited = answer(own_stack, "clients", "edit", "example-seals", "--set", "scope=openid licence offline_access")
    assert "offline-access" in {risk["risk"] for risk in edited["risks"]}
    kept = own_stack.provider_command("clients", "delete", "example-seals", "--reason", "test", check=False)
    assert kept.returncode == 4
    own_stack.provider_command("clients", "delete", "example-seals", "--reason", "test", "--yes")
    again = own_stack.provider_command("clients", "delete", "example-seals", "--reason", "test", "--yes", check=False)
    assert again.returncode == 3


def test_the_trust_list_is_seeded_and_followed(own_stack):
    seeded, = answer(own_stack, "trust", "list")
    assert (seeded["region"], seeded["state"]) == ("419001", "active")
    root = own_stack.state / "access-authority" / "authority.pem"
    added = answer(own_stack, "trust", "add", root, "--region", "410000", "--name", "河南省", "--reason", "test")
    assert {entry["region"] for entry in answer(own_stack, "trust", "list")} == {"419001", "410000"}
    twice = own_stack.provider_command("trust", "add", root, "--region", "410000", "--name", "河南省", "--reason", "test",
                                       check=False)
    assert twice.returncode == 3
    assert answer(own_stack, "trust", "suspend", added["id"], "--reason", "test")["keeps_sessions"]
    assert answer(own_stack, "trust", "resume", "410000", "--reason", "test")["state"] == "active"
    own_stack.provider_command("trust", "remove", "410000", "--reason", "test", "--yes")
    own_stack.provider_command("trust", "remove", "419001", "--reason", "test", "--yes")
    # The file still names it; what an operator removed does not come back by itself.
    assert answer(own_stack, "trust", "list") == []
    root = own_stack.state / "licence-authority" / "authority.pem"
    own_stack.provider_command("trust", "add", root, "--region", "419001", "--name", "济源产城融合示范区", "--reason", "test",
                               "--issuer", own_stack.url("licence-issuer"))
    assert [entry["region"] for entry in answer(own_stack, "trust", "list")] == ["419001"]


def test_a_client_is_shown_as_it_is_registered_without_its_secret(own_stack, secret):
    shown = answer(own_stack, "clients", "show", "demo-department")
    assert shown["client_id"] == "demo-department" and shown["grant_types"]
    assert secret not in json.dumps(shown)
    assert json.loads(own_stack.provider_command("clients", "show", "demo-department").stdout) == shown
    none = own_stack.provider_command("clients", "show", "nobody", check=False)
    assert none.returncode == 3 and "nobody" in none.stderr


def test_an_issuer_is_shown_with_its_certificate(own_stack):
    listed = next(entry for entry in answer(own_stack, "trust", "list") if entry["region"] == "419001")
    shown = answer(own_stack, "trust", "show", "419001")
    assert shown == listed == answer(own_stack, "trust", "show", listed["id"])
    root = (own_stack.state / "licence-authority" / "authority.pem").read_text()
    assert root.split() == shown["certificate"].split()
    assert "BEGIN CERTIFICATE" in own_stack.provider_command("trust", "show", "419001").stdout
    none = own_stack.provider_command("trust", "show", "999999", check=False)
    assert none.returncode == 3 and "999999" in none.stderr


def test_an_announced_key_is_taken_back_and_one_that_signs_makes_room_for_its_successor(own_stack):
    place = ("--use", "token", "--algorithm", "RS256")
    kid = answer(own_stack, "keys", "generate", *place)["kid"]
    assert own_stack.provider_command("keys", "retire", kid, check=False).returncode == 64, "it needs a reason"
    assert answer(own_stack, "keys", "retire", kid, "--reason", "weak machine", "--yes")["state"] == "removed"
    signs = next(key["kid"] for key in answer(own_stack, "keys", "list")
                 if (key["use"], key["alg"], key["state"]) == ("token", "RS256", "signing"))
    alone = own_stack.provider_command("keys", "retire", signs, "--reason", "test", "--yes", check=False)
    assert alone.returncode == 3, "nobody would sign"
    successor = answer(own_stack, "keys", "generate", *place)["kid"]
    early = own_stack.provider_command("keys", "retire", signs, "--reason", "test", "--yes", check=False)
    assert early.returncode == 3 and "max-age" in early.stderr
    assert answer(own_stack, "keys", "retire", signs, "--reason", "test", "--force", "--yes")["state"] == "retired"
    states = {key["kid"]: key["state"] for key in answer(own_stack, "keys", "list")}
    assert states[successor] == "signing" and states[signs] == "retired"
