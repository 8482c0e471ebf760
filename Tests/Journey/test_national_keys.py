"""Token keys of SM2 beside the others: who reads which key set, and a rotation of both kinds at once."""

import json
import re

import gmalg
import jwt
import pytest
import requests
from cryptojwt.key_bundle import KeyBundle
from joserfc.jwk import KeySet
from jwcrypto.jwk import JWKSet

from people import eventually, generous
from stack import Stack

SM2 = "SGD_SM3_SM2"
MAX_AGE, ANNOUNCE, SIGN = 1, 6, 12
IDENTIFIER = b"1234567812345678"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    schedule = {"keys": {"max-age": MAX_AGE, "announce": ANNOUNCE, "sign": SIGN}}
    with Stack(tmp_path_factory.mktemp("national-keys"), settings=generous({"identity-provider": schedule})) as stack:
        stack.prepare()
        # The first key of SM2 is an operator's, by a command; the second comes by the schedule.
        stack.provider_command("keys", "rotate", "--use", "token", "--algorithm", SM2, "--now", "--force",
                               "--reason", "SM2", "--yes")
        system = {"client_name": "系统", "client_name#en": "System", "redirect_uris": [],
                  "grant_types": ["client_credentials"]}
        stack.clients = {
            algorithm: stack.add_client({**system, "client_id": algorithm.lower().replace("_", "-"),
                                         "tongzhao_access_token_signed_response_alg": algorithm})
            for algorithm in ("ES256", SM2)}
        stack.start("identity-provider")
        yield stack


@pytest.fixture(scope="module")
def url(stack):
    return stack.url("identity-provider")


def token(stack, algorithm):
    client = stack.clients[algorithm]
    answer = requests.post(stack.url("identity-provider") + "/token", data={"grant_type": "client_credentials"},
                           auth=(client["client_id"], client["client_secret"]), timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def key_sets(url):
    document = requests.get(url + "/.well-known/openid-configuration", timeout=30).json()
    return [requests.get(document[name], timeout=30).json() for name in ("jwks_uri", "tongzhao_sm2_jwks_uri")]


def is_good_by_sm2(compact, keys):
    """By an implementation of somebody else's, from the published key."""
    head, body, signature = compact.split(".")
    header = jwt.get_unverified_header(compact)
    key = next(key for key in keys["keys"] if key["kid"] == header["kid"])
    point = b"\x04" + jwt.utils.base64url_decode(key["x"]) + jwt.utils.base64url_decode(key["y"])
    raw = jwt.utils.base64url_decode(signature)
    return header["alg"] == SM2 and key["crv"] == "SM2" and len(raw) == 64 and gmalg.SM2(
        pk=point, uid=IDENTIFIER).verify(f"{head}.{body}".encode(), raw[:32], raw[32:])


def test_a_token_by_sm2_is_good_for_another_implementation(stack, url):
    assert is_good_by_sm2(token(stack, SM2), key_sets(url)[1])


def test_who_knows_rfc_7518_only_meets_no_key_of_sm2(stack, url):
    known, mixed = key_sets(url)
    assert {key["alg"] for key in known["keys"]} == {"ES256", "RS256", "EdDSA"}
    assert {key["alg"] for key in mixed["keys"]} == {"ES256", "RS256", "EdDSA", SM2}
    compact = token(stack, "ES256")
    kid = jwt.get_unverified_header(compact)["kid"]
    # These pass over a key that they do not understand, as RFC 7517 §5 asks …
    for keys in (known, mixed):
        found = jwt.PyJWKSet.from_dict(keys)[kid]
        assert jwt.decode(compact, found, algorithms=["ES256"], audience=url)["iss"] == url
        assert kid in [key.kid for key in KeyBundle(keys=keys["keys"]).keys()]
        assert JWKSet.from_json(json.dumps(keys)).get_key(kid) is not None
    # … and this one refuses the whole set, which is why those of SM2 have an address of their own.
    assert kid in [key.kid for key in KeySet.import_key_set(known).keys]
    with pytest.raises(KeyError, match="SM2"):
        KeySet.import_key_set(mixed)


def test_keys_of_both_kinds_rotate_and_nobody_is_turned_away(stack, url):
    """Every token of a second verifies by the key set of that second, until each kind has had three keys."""
    used = {"ES256": set(), SM2: set()}

    def turns():
        compact = token(stack, "ES256")
        known, mixed = key_sets(url)
        kid = jwt.get_unverified_header(compact)["kid"]
        jwt.decode(compact, jwt.PyJWKSet.from_dict(known)[kid], algorithms=["ES256"], audience=url)
        used["ES256"].add(kid)
        compact = token(stack, SM2)
        assert is_good_by_sm2(compact, key_sets(url)[1])
        used[SM2].add(jwt.get_unverified_header(compact)["kid"])
        return all(len(kids) >= 3 for kids in used.values())
    eventually(turns, f"no keys changed: {used}")
    listed = stack.provider_command("keys", "list").stdout
    assert re.search(rf"token/{SM2}", listed)
    # It is retired and revoked like any other.
    kid = next(iter(used[SM2] - {None}))
    shown = stack.provider_command("keys", "show", kid, "--json", check=False)
    assert shown.returncode == 0, shown.stderr
