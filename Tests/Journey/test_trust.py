"""What an operator says of another region, and what a running server makes of it."""

import itertools
import json
import re
import time

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization

from authlib_portal import AuthlibPortal
from other_region import OtherRegion
from people import GENEROUS, PATIENCE, eventually
from plain_browser import PlainBrowser
from stack import Stack
from standard_wallet import Distrust, StandardWallet


NUMBERS = itertools.count(410201)


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("trust"), settings=GENEROUS) as stack:
        stack.prepare()
        stack.start("identity-provider")
        yield stack


@pytest.fixture(scope="module")
def portal(own_stack):
    portal = AuthlibPortal(own_stack, "trust-portal", scope="openid licence offline_access")
    yield portal
    portal.close()


@pytest.fixture
def region(own_stack):
    """A region for one test, not in the trust list yet."""
    name = str(next(NUMBERS))
    region = OtherRegion(region=name, name=f"示例区{name}")
    region.file = own_stack.state / f"{name}.pem"
    region.file.write_bytes(region.root.public_bytes(serialization.Encoding.PEM))
    yield region
    region.close()


def add(stack, region, *arguments):
    operate(stack, "trust", "add", region.file, "--region", region.region, "--name", region.name,
            "--issuer", region.url, *arguments)


def operate(stack, *arguments):
    return json.loads(stack.provider_command(*arguments, "--json", "--reason", "test", "--yes").stdout)


def present(stack, portal, region):
    """The tokens of a login with a fresh licence of that region, or the refusal."""
    wallet = StandardWallet(stack.authority_certificate.read_text())
    region.issue(wallet)
    try:
        return portal.log_in(PlainBrowser(stack), wallet)
    except Distrust as refusal:
        return re.search(r'"rejection":"(\w+)"', str(refusal)).group(1)
    except AssertionError as cut:
        # While the standing of a licence cannot be learned, the token endpoint says 503 and the portal gives up.
        return f"cut off: {cut}"


def accepted(stack, portal, region):
    """The tokens of a login, or nothing."""
    found = present(stack, portal, region)
    return found if isinstance(found, dict) else None


def introspected(stack, tokens):
    """What introspection answers, asked again while a licence's standing cannot be learned."""
    secret = (stack.state / "department" / "client-secret").read_text()

    def asked():
        answer = requests.post(
            stack.url("identity-provider") + "/introspect", data={"token": tokens["access_token"]},
            auth=("demo-department", secret), timeout=PATIENCE)
        return answer if answer.status_code != 503 else None
    return eventually(asked)


def test_a_region_is_believed_as_soon_as_it_is_added_and_for_as_long_as_its_entry_says(own_stack, portal, region):
    assert present(own_stack, portal, region) == "untrustedIssuer"
    add(own_stack, region)
    tokens = eventually(lambda: accepted(own_stack, portal, region))
    assert introspected(own_stack, tokens).json()["active"]
    shown = operate(own_stack, "trust", "edit", region.region, "--not-after", str(int(time.time()) - 1))
    assert shown["not_after"] < time.time()
    eventually(lambda: not introspected(own_stack, tokens).json()["active"], "its logins run on")
    eventually(lambda: present(own_stack, portal, region) == "untrustedIssuer", "it is believed for ever")
    assert "not_after" not in operate(own_stack, "trust", "edit", region.region, "--not-after", "none")
    eventually(lambda: accepted(own_stack, portal, region), "it is not believed again")


def test_a_login_reaches_the_assurance_of_its_region(own_stack, portal, region):
    add(own_stack, region, "--assurance", "low")
    tokens = eventually(lambda: accepted(own_stack, portal, region))
    for token in (tokens["id_token"], tokens["access_token"]):
        assert jwt.decode(token, options={"verify_signature": False})["acr"] == "urn:tongzhao:acr:cross-device:0"


def test_types_that_are_not_allowed_are_refused(own_stack, portal, region):
    add(own_stack, region)
    eventually(lambda: accepted(own_stack, portal, region))
    operate(own_stack, "trust", "edit", region.region, "--type", "urn:example:other")
    eventually(lambda: present(own_stack, portal, region) == "issuerNotAllowedForType")
    wrong = own_stack.provider_command(
        "trust", "edit", region.region, "--crl", "file:///etc/passwd", "--reason", "r", check=False)
    assert wrong.returncode == 1 and "cannot be read" in wrong.stderr


def test_revocation_lists_are_fetched_and_a_demanded_one_must_be_there(own_stack, portal, region):
    add(own_stack, region, "--crl", region.crl_url, "--demand-crl", "yes")
    eventually(lambda: present(own_stack, portal, region) == "issuerRevocationUnknown", "it is believed without its list")
    region.revoked = []
    tokens = eventually(lambda: accepted(own_stack, portal, region),
                        "its list is not fetched")
    eventually(lambda: introspected(own_stack, tokens).json().get("active"), "its logins do not live")
    region.revoked = [region.leaf]
    eventually(lambda: present(own_stack, portal, region) == "issuerCertificateRevoked",
               "a revoked issuer's licences are believed")
