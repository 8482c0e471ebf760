"""Portals and departments that nobody programmed: Apache with Debian's mod_auth_openidc, and a shell with curl."""

import json
import os
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from apache_portal import ApachePortal
from people import PATIENCE, eventually, generous
from plain_browser import PlainBrowser
from stack import REPOSITORY, Stack
from standard_wallet import StandardWallet

CODE = "91419001MA0000023Y"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A stack whose keys may be changed."""
    with Stack(tmp_path_factory.mktemp("stack"), settings=generous({})) as own:
        own.prepare()
        own.start("licence-issuer", "identity-provider")
        yield own


@pytest.fixture(scope="module")
def wallet(own):
    wallet = StandardWallet(own.authority_certificate.read_text())
    wallet.receive(*own.offer(CODE))
    return wallet


@pytest.fixture(scope="module")
def apache(own):
    portal = ApachePortal(own, "apache-portal")
    yield portal
    portal.close()


def test_apache_logs_in_by_code_and_pkce_from_the_discovery_address_alone(own, apache, wallet):
    plain = PlainBrowser(own)
    asked = parse_qs(urlsplit(apache.visit(plain.http).headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    page = apache.log_in(PlainBrowser(own), wallet)
    assert page.text == "inside\n"
    assert page.headers["X-User"] == CODE and page.headers["X-Role"] == "legal_representative"
    assert page.headers["X-Acr"] == "urn:tongzhao:acr:cross-device:1"
    assert apache.visit(requests.Session()).status_code == 302, "nobody else is inside"


def test_apache_goes_on_when_the_provider_changes_its_key(own, apache, wallet):
    before = apache.log_in(PlainBrowser(own), wallet)
    made = own.provider_command("keys", "rotate", "--use", "token", "--algorithm", "RS256", "--now", "--force", "--yes",
                                "--reason", "the day of the change", "--json")
    # The next login is signed by the new key, as soon as the server follows.
    kid = json.loads(made.stdout)["kid"]
    eventually(lambda: kid in {key["kid"] for key in keys(own)}, "the new key is not published")
    after = apache.log_in(PlainBrowser(own), wallet)
    assert after.headers["X-User"] == before.headers["X-User"] == CODE


def test_apache_logs_out_at_the_provider_and_comes_back(own, apache, wallet):
    plain = PlainBrowser(own)
    apache.log_in(plain, wallet)
    out = plain.http.get(apache.url + "/callback", params={"logout": apache.url + "/bye.html"}, allow_redirects=False)
    assert out.status_code == 302 and "/end-session" in out.headers["Location"], apache.log
    answer = plain.http.get(out.headers["Location"], allow_redirects=False)
    assert answer.status_code in (200, 303)
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith(apache.url + "/bye.html")
    assert apache.visit(plain.http).status_code == 302


def keys(stack):
    return requests.get(stack.url("identity-provider") + "/jwks").json()["keys"]


def test_curl_walks_through_a_login_and_the_life_of_its_tokens(own, wallet):
    added = own.add_client({
        "client_id": "curl", "client_name": "命令行", "redirect_uris": ["https://department.example/callback"],
        "grant_types": ["authorization_code", "refresh_token"], "scope": "openid licence holder offline_access"})
    walk = subprocess.Popen(
        ["sh", str(REPOSITORY / "deploy" / "curl-walk")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.STDOUT, env={
            **os.environ, "ISSUER": own.url("identity-provider"), "CLIENT_ID": "curl", "NO_PROXY": "*",
            "CLIENT_SECRET": added["client_secret"], "REDIRECT_URI": "https://department.example/callback"})
    try:
        said = ""
        while not (line := walk.stdout.readline()).startswith("http"):
            assert line, said
            said += line
        plain = PlainBrowser(own)
        plain.open(line.strip())
        answer = plain.finish(wallet.approve(wallet.ask(wallet.camera(plain.qr())))["number"])
        rest, _ = walk.communicate(answer + "\n", timeout=PATIENCE)
    finally:
        walk.kill()
    assert walk.returncode == 0, said + rest
    assert f'"uscc":"{CODE}"' in rest and '"active":true' in rest
    assert '"active":false' in rest.split('"active":true')[-1], "revoked at the end"
    assert added["client_secret"] not in said + rest
