"""Signing keys that live in a token: made there, rotated there, lost with it, and back again without a restart."""

import json

import jwt
import pytest
import requests

from people import PATIENCE
from people import eventually as until
from softhsm import SoftHSM
from stack import Stack


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    return SoftHSM(tmp_path_factory.mktemp("hsm"))


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory, token):
    settings = {"identity-provider": {"keys": {"hsm": token.settings}}}
    with Stack(tmp_path_factory.mktemp("custody"), settings=settings) as stack:
        stack.prepare()
        stack.start("identity-provider")
        yield stack


def answer(stack, *arguments, **options):
    return json.loads(stack.provider_command("keys", *arguments, "--json", **options).stdout)


def sign(stack):
    """A new access token: it is signed by ES256."""
    secret = (stack.state / "department" / "client-secret").read_text()
    return requests.post(stack.url("identity-provider") + "/token", data={"grant_type": "client_credentials"},
                         auth=("demo-department", secret), timeout=PATIENCE)


def names_the_key(stack, kid):
    """Whether a new token is signed and says that this key did it."""
    response = sign(stack)
    return response.status_code == 200 and jwt.get_unverified_header(response.json()["access_token"])["kid"] == kid


def names_another_key(stack, kid):
    """Whether a new token says that another key signed it."""
    response = sign(stack)
    return response.status_code == 200 and jwt.get_unverified_header(response.json()["access_token"])["kid"] != kid


def signed_by(stack):
    response = sign(stack)
    assert response.status_code == 200, response.text
    text = response.json()["access_token"]
    keys = jwt.PyJWKClient(stack.url("identity-provider") + "/jwks")
    key = keys.get_signing_key_from_jwt(text)
    jwt.decode(text, key.key, algorithms=["ES256"], options={"verify_aud": False})
    return key.key_id


def test_a_key_is_made_in_the_token_signs_is_rotated_lost_and_found(own_stack, token):
    # Made there, and it stays there.
    place = ("--use", "token", "--algorithm", "ES256")
    made = answer(own_stack, "generate", *place, "--in", "hsm")
    assert made["in"] == "hsm" and made["location"].endswith(f"token={token.label}")
    own_stack.provider_command("keys", "promote", made["kid"], "--force", "--yes", "--reason", "into the token")
    until(lambda: signed_by(own_stack) == made["kid"], "the key in the token does not sign")
    shown = token.objects()
    assert "sensitive" in shown and "never extractable" in shown

    # A successor is made where its predecessor is.
    next_kid = answer(own_stack, "rotate", *place, "--now", "--force", "--reason", "drill", "--yes")["kid"]
    until(lambda: signed_by(own_stack) == next_kid, "the rotation is not followed")
    assert answer(own_stack, "show", next_kid)["in"] == "hsm"
    assert answer(own_stack, "verify")["faults"] == []

    # SM2 and EdDSA are not made in such a token, and the operator is told so.
    for algorithm in ("EdDSA", "SM2", "SGD_SM3_SM2"):
        refused = own_stack.provider_command(
            "keys", "generate", "--use", "token", "--algorithm", algorithm, "--in", "hsm", check=False)
        assert refused.returncode == 3 and "ES256 and RS256" in refused.stderr

    # Lost: its keys do not sign, others do, and whoever asks is told to come again.
    token.lose()
    lost = sign(own_stack)
    assert lost.status_code == 503 and lost.headers["Retry-After"], lost.text
    assert lost.json()["error"] == "temporarily_unavailable"
    ready = own_stack.url("identity-provider") + "/health/ready"
    until(lambda: requests.get(ready, timeout=PATIENCE).status_code == 503, "it says that it is ready")
    assert "token" in requests.get(ready, timeout=PATIENCE).text
    assert requests.get(own_stack.url("identity-provider") + "/health/live", timeout=PATIENCE).status_code == 200
    assert next_kid in requests.get(own_stack.url("identity-provider") + "/jwks", timeout=PATIENCE).text
    until(lambda: "the token does not answer" in own_stack.tail("identity-provider", 200), "the log does not say it")
    faults = own_stack.provider_command("keys", "verify", check=False)
    assert faults.returncode == 2 and "the token does not sign with it" in faults.stderr

    # Back: without a restart.
    token.give_back()
    until(lambda: sign(own_stack).status_code == 200, "it does not sign again")
    assert signed_by(own_stack) == next_kid
    until(lambda: requests.get(ready, timeout=PATIENCE).status_code == 200, "it is not ready again")

    # Its announced successor is in the same token: with both lost, a new key signs all the same, and the plan says so.
    successor = answer(own_stack, "generate", *place)["kid"]
    assert answer(own_stack, "show", successor)["in"] == "hsm"
    token.lose()
    until(lambda: sign(own_stack).status_code == 503, "the lost token signs")
    plan = own_stack.provider_command("keys", "revoke", next_kid, "--emergency", "--plan", "--reason", "stolen").stdout
    assert f"the announced key {successor} cannot sign now" in plan
    revoked = answer(own_stack, "revoke", next_kid, "--emergency", "--yes", "--reason", "stolen")
    assert revoked["withdrawn"] == successor and revoked["token_fault"]
    until(lambda: names_another_key(own_stack, next_kid), "nothing signs in the place of the revoked key")
    token.give_back()
    until(lambda: requests.get(ready, timeout=PATIENCE).status_code == 200, "it is not ready again")
    next_kid = answer(own_stack, "generate", *place, "--in", "hsm")["kid"]
    own_stack.provider_command("keys", "promote", next_kid, "--force", "--yes", "--reason", "into the token again")
    until(lambda: names_the_key(own_stack, next_kid), "the key in the token does not sign")
    assert signed_by(own_stack) == next_kid

    # A revoked key is destroyed in the token.
    before = token.objects().count("Private Key Object")
    own_stack.provider_command("keys", "revoke", next_kid, "--emergency", "--yes", "--reason", "drill")
    until(lambda: token.objects().count("Private Key Object") <= before, "the key is still in the token")
    # Read only: between a token and the key set, its key may be gone.
    until(lambda: names_another_key(own_stack, next_kid), "the revoked key signs")
    assert signed_by(own_stack) != next_kid
    log = own_stack.tail("identity-provider", 10_000)
    assert token.pin not in log


def test_the_key_encryption_key_lives_in_the_token(tmp_path, token):
    """Only the token opens the file in which the key-encryption key lies."""
    settings = {"identity-provider": {"keys": {"hsm": token.settings}}}
    with Stack(tmp_path / "stack", settings=settings) as stack:
        stack.prepare()
        file = stack.state / "secrets" / "kek.wrapped"
        stack.tongzhao("keys", "create-encryption-key", file, "--wrapped", "--settings",
                       stack.settings_file("identity-provider"))
        document = json.loads(stack.settings_file("identity-provider").read_text())
        document["keys"]["next-encryption-key-wrapped-file"] = str(file)
        stack.settings_file("identity-provider").write_text(json.dumps(document))
        done = answer(stack, "rotate-encryption-key", "--reason", "into the token", "--yes")
        assert done["exchanged"] and done["rows_left"] == 0
        # From now on without the former one.
        former = document["keys"].pop("encryption-key-file")
        document["keys"]["encryption-key-wrapped-file"] = document["keys"].pop("next-encryption-key-wrapped-file")
        stack.settings_file("identity-provider").write_text(json.dumps(document))
        (stack.state / "secrets" / "identity-provider.kek").unlink()
        assert not (stack.state / former).exists()
        stack.start("identity-provider")
        assert signed_by(stack)
        assert answer(stack, "verify")["faults"] == []
