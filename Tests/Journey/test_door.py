"""An old system behind nginx, with the repository's own configuration: nobody but a licence's holder reaches it, and
what it is told of him nobody else can tell it."""

import copy
import json
import re
import ssl
from base64 import b64encode
from urllib.parse import quote, unquote, urlencode

import pytest
import requests
from requests.adapters import HTTPAdapter

from nginx_front import MUTUAL, OLD, PROVIDER, FrontedStack, OldSystem, door_site, provider_site, raw
from own_nginx import Nginx
from people import GENEROUS, Desk, Holder, eventually
from plain_browser import PlainBrowser
from test_bound_tokens import PLAIN, Certificates, claims_of

NAMES = ["Subject", "Enterprise-Code", "Enterprise-Name", "Holder-Role", "Holder-Name", "Actor", "Acr", "Auth-Time"]
COMPANY, PARTNERSHIP = "91419001MA00000079", "91419001MA0000023Y"


class House:
    """The whole: provider behind nginx, old system behind the door, one holder."""

    def __init__(self, folder):
        self.old = OldSystem()
        self.stack = FrontedStack(folder / "stack", copy.deepcopy(GENEROUS))
        self.certificates = Certificates(folder / "clients")
        self.stack.state.mkdir(parents=True)
        self.stack.client_roots.write_text((folder / "clients" / "root.crt").read_text())
        self.stack.prepare()
        self.url = f"https://{OLD}:{self.stack.door}"
        added = self.stack.add_client({
            "client_id": "old", "client_name": "旧系统", "tongzhao_door": True, "scope": "openid licence holder",
            "redirect_uris": [self.url + "/tongzhao/callback"], "post_logout_redirect_uris": [self.url + "/"]})
        self.nginx = Nginx(
            folder / "nginx", ("identity-provider.conf", provider_site(self.stack)),
            ("door.conf", door_site(self.stack, self.old, "old", added["client_secret"])))
        self.nginx.start(self.stack.front, self.stack.door)
        self.stack.start("licence-issuer", "identity-provider")
        self.holder = Holder(self.stack, "company")
        self.holder.receive(COMPANY)

    def close(self):
        self.nginx.stop()
        self.stack.stop()
        self.old.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("door"))
    yield house
    house.close()


class Visitor(Desk):
    """A person at a browser who wants to the old system."""

    def __init__(self, house, browser, folder):
        super().__init__(house.stack, browser, folder, ignore_https_errors=True)
        self.house = house

    def enter(self, path="/cases?id=7&name=%E5%90%8D", holder=None):
        """Opens an address of the old system and logs in; what the phone said."""
        self.page.goto(self.house.url + path)
        self.is_asked_to_scan()
        presented = self.scan(holder or self.house.holder)
        if presented.get("number"):
            self.type_number(presented["number"])
        self.page.wait_for_url(self.house.url + path)
        return presented

    def seen(self):
        """What the old system says that it got."""
        return json.loads(self.page.locator("body").inner_text())

    def cookie(self):
        """The cookies of that host, as a program sends them that stole them."""
        return "; ".join(f"{one['name']}={one['value']}" for one in self.context.cookies(self.house.url))


@pytest.fixture
def visitor(house, browser, tmp_path):
    visitor = Visitor(house, browser, tmp_path)
    yield visitor
    visitor.close()


def told(headers):
    return {name.lower(): value for name, value in headers if name.lower().startswith("tongzhao")}


def test_nginx_takes_both_configurations(house):
    checked = house.nginx.check()
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr


def test_a_holder_comes_to_the_old_system_where_he_wanted_to_go(house, visitor):
    visitor.enter()
    seen = visitor.seen()
    assert seen["path"] == "/cases?id=7&name=%E5%90%8D"
    headers = told(seen["headers"])
    assert set(headers) == {f"tongzhao-{name.lower()}" for name in NAMES}
    assert headers["tongzhao-subject"] == headers["tongzhao-enterprise-code"] == COMPANY
    assert unquote(headers["tongzhao-enterprise-name"]) == "济源示例科技有限公司"
    assert headers["tongzhao-enterprise-name"].isascii()
    assert unquote(headers["tongzhao-holder-name"]) == "张**"
    assert headers["tongzhao-holder-role"] == "legal_representative"
    assert unquote(headers["tongzhao-acr"]) == "urn:tongzhao:acr:cross-device:1"
    cookies = {one["name"]: one for one in visitor.context.cookies(house.url)}
    door = cookies[f"__Host-tongzhao-door-{house.stack.door}"]
    assert door["httpOnly"] and door["secure"] and door["sameSite"] == "Lax" and door["path"] == "/"
    # The door's cookies are no business of the old system; its own are.
    visitor.context.add_cookies([{"name": "JSESSIONID", "value": "own", "url": house.url}])
    visitor.page.goto(house.url + "/again")
    sent = dict(visitor.seen()["headers"])
    assert "tongzhao" not in sent["Cookie"] and "JSESSIONID=own" in sent["Cookie"]
    assert "Authorization" not in sent


def test_names_of_his_own_reach_the_old_system_from_nobody(house, visitor):
    visitor.enter()
    cookie = ("Cookie", visitor.cookie())
    honest = told(raw(house.stack, "/", [cookie]).seen)
    assert honest["tongzhao-subject"] == COMPANY
    variants = ["{}", "{}", "TONGZHAO_{}", "tongzhao_{}", "Tongzhao_{}", "Tongzhao.{}", "Tongzhao-{} ", "HTTP_TONGZHAO_{}"]
    forged = [cookie]
    for name in NAMES:
        forged += [(f"Tongzhao-{name}", "forged"), (f"tongzhao-{name.lower()}", "forged"),
                   (f"TONGZHAO-{name.upper()}", "forged")]
        for variant in variants[2:]:
            for spelling in (name, name.replace("-", "_")):
                forged.append((variant.format(spelling), "forged"))
    answer = raw(house.stack, "/", [pair for pair in forged if not pair[0].endswith(" ")])
    assert answer.status == 200
    # As CGI, PHP, Python and Java fold names: all that reads like one of ours says what we said.
    folded = [(re.sub(r"[^a-z]", "_", name.lower()), value) for name, value in answer.seen]
    ours = sorted((name, value) for name, value in folded if "tongzhao" in name)
    assert ours == sorted((name.replace("-", "_"), value) for name, value in honest.items())
    assert not any("forged" in value for _, value in answer.seen)
    # Also where there is nothing to say: a scope that was not registered gives no header, and takes none.
    assert raw(house.stack, "/", [cookie, ("Tongzhao-Login", "forged"), ("Tongzhao-Door-Host", "forged")]).seen
    assert "forged" not in str(raw(house.stack, "/", [cookie, ("Tongzhao-Login", "forged"),
                                                      ("Tongzhao-Door-Host", "forged")]).seen)


def test_nobody_comes_in_by_what_he_says_himself(house):
    for headers in (
            [("Tongzhao-Subject", COMPANY)], [("Authorization", "Basic b2xkOm9sZA==")],
            [("Cookie", f"__Host-tongzhao-door-{house.stack.door}=door.AAAA.AAAA.AAAA")],
            [("X-Original-URI", "/public"), ("X-Original-Method", "OPTIONS")],
            [("Tongzhao-Door-Host", "https://other.example")], [("Host", "evil.example")]):
        answer = raw(house.stack, "/secret", [*headers, ("Accept", "text/html")])
        assert answer.status == 303, headers
        # A path only: whatever stands in Host, the browser stays where it is.
        assert answer.header("Location") == "/tongzhao/login?return=%2Fsecret"
    # The door's own question cannot be asked from outside, and its other addresses are three.
    for path in ("/tongzhao/auth-request", "/tongzhao/auth-request?x", "/tongzhao/"):
        assert raw(house.stack, path, [("Accept", "text/html")]).status in (303, 404), path
    direct = raw(house.stack, "/auth-request", [("Tongzhao-Door-Host", house.url)], port=house.stack.front,
                 name=PROVIDER)
    assert direct.status == 403


@pytest.mark.parametrize("method, headers", [
    ("POST", []), ("PUT", []), ("GET", [("X-Requested-With", "XMLHttpRequest")]), ("GET", [("Sec-Fetch-Mode", "cors")]),
    ("GET", [("Accept", "application/json")])])
def test_a_form_and_a_script_are_told_401(house, method, headers):
    accept = [] if any(name == "Accept" for name, _ in headers) else [("Accept", "text/html")]
    answer = raw(house.stack, "/save", [*headers, *accept], method=method, body=b"a=1" if method != "GET" else b"")
    assert answer.status == 401
    assert json.loads(answer.body) == {"error": "login_required"} and answer.header("Location") is None
    # No scheme at which a browser asks for a password.
    assert answer.header("WWW-Authenticate") in (None, "Tongzhao-Door")


def test_a_form_of_somebody_who_is_logged_in_arrives_whole(house, visitor):
    visitor.enter()
    answer = raw(house.stack, "/save?x=1", [("Cookie", visitor.cookie())], method="POST", body=b"name=%E5%90%8D")
    assert json.loads(answer.body)["body"] == "name=%E5%90%8D"
    assert json.loads(answer.body)["method"] == "POST"
    # What the old system itself answers goes through, also its own 401 and 500.
    for status in (401, 404, 500):
        assert raw(house.stack, "/", [("Cookie", visitor.cookie()), ("X-Answer", str(status))]).status == status


@pytest.mark.parametrize("way", ["not me", "logout"])
def test_a_login_that_is_taken_back_is_over_at_the_next_request(house, visitor, way):
    presented = visitor.enter("/first")
    stolen = [("Cookie", visitor.cookie()), ("Accept", "text/html")]
    assert raw(house.stack, "/", stolen).status == 200
    if way == "not me":
        house.holder.not_me(presented["receipt_id"])
    else:
        visitor.page.goto(house.url + "/tongzhao/logout")
        visitor.page.wait_for_url(re.compile(re.escape(visitor.provider) + "/end-session"))
        assert f"__Host-tongzhao-door-{house.stack.door}" not in visitor.cookie()
        # Logging out everywhere is asked of the person.
        assert raw(house.stack, "/", stolen).status == 303
        visitor.page.locator("main button").first.click()
        visitor.page.wait_for_url(re.compile(f"({re.escape(visitor.provider)}|{house.url})"))
    assert raw(house.stack, "/", stolen).status == 303
    visitor.page.goto(house.url + "/second")
    visitor.is_asked_to_scan()


def test_a_suspended_licence_is_out_within_a_second_or_two(house, visitor):
    other = Holder(house.stack, "partnership")
    other.receive(PARTNERSHIP)
    visitor.enter(holder=other)
    cookie = [("Cookie", visitor.cookie()), ("Accept", "text/html")]
    assert raw(house.stack, "/", cookie).status == 200
    house.stack.issuer_command("licences", "suspend", PARTNERSHIP, "--reason", "挂失")
    eventually(lambda: raw(house.stack, "/", cookie).status == 303)


def test_a_person_who_declines_stays_outside(house, visitor):
    visitor.page.goto(house.url + "/cases")
    visitor.is_asked_to_scan()
    visitor.page.locator("form[action$='/cancel'] button").click()
    visitor.page.wait_for_url(re.compile(re.escape(house.url) + "/tongzhao/callback"))
    assert "登录没有完成" in visitor.page.locator("body").inner_text()
    assert f"__Host-tongzhao-door-{house.stack.door}=" not in visitor.cookie()


def test_without_the_provider_nobody_is_let_in(house, visitor):
    visitor.enter()
    cookie = ("Cookie", visitor.cookie())
    house.stack.stop("identity-provider")
    try:
        for headers in ([cookie], [("Accept", "text/html")]):
            answer = raw(house.stack, "/", headers)
            assert answer.status == 503 and answer.header("Retry-After") and COMPANY.encode() not in answer.body
    finally:
        house.stack.start("identity-provider")
    assert raw(house.stack, "/", [cookie]).status == 200


def test_the_provider_behind_nginx_knows_who_calls_and_builds_its_own_addresses(house):
    hostile = [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example;for=1.2.3.4"),
               ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "http"), ("Accept", "application/json")]
    answer = raw(house.stack, "/.well-known/openid-configuration", hostile, port=house.stack.front, name=PROVIDER)
    document = json.loads(answer.body)
    assert document["issuer"] == house.stack.url("identity-provider") and b"evil" not in answer.body
    # Who logs in is shown the place of the address that nginx saw, not of the one that the caller wrote.
    browser = PlainBrowser(house.stack, http=window_seven(house.stack))
    browser.http.headers.update({"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"})
    start = raw(house.stack, "/tongzhao/login").header("Location")
    browser.open(start)
    status, _, shown = house.holder.run("present", browser.qr(), "--yes", check=False)
    assert status == 0 and "七号窗口" in shown and "203.0.113.9" not in shown
    # What the address bar held is in no log of nginx.
    logged = (house.stack.state / "nginx-access.log").read_text()
    assert logged and "authorize" not in logged and "?" not in logged


def token(house, client, name, shown=None, headers=()):
    """What the token endpoint answers by that name of the server, to who shows this certificate."""
    form = urlencode({"grant_type": "client_credentials", "client_id": client}).encode()
    return raw(house.stack, "/token", [("Content-Type", "application/x-www-form-urlencoded"), *headers], "POST", form,
               port=house.stack.front, name=name, shown=shown)


def test_a_client_shows_its_certificate_to_nginx_and_nobody_else_can_say_that_it_did(house):
    curve = ("EC", "ec_paramgen_curve:P-256")
    certified = house.certificates.certified("certified", *curve)
    signed = house.certificates.self_signed("signed", *curve)
    house.stack.add_client({**PLAIN, "client_id": "certified", "token_endpoint_auth_method": "tls_client_auth",
                            "tls_client_auth_subject_dn": "CN=certified,O=Test",
                            "tls_client_certificate_bound_access_tokens": True})
    house.stack.add_client({**PLAIN, "client_id": "signed", "token_endpoint_auth_method": "self_signed_tls_client_auth",
                            "jwks": {"keys": [house.certificates.public_jwk("signed")]}})
    document = json.loads(raw(house.stack, "/.well-known/openid-configuration", port=house.stack.front, name=PROVIDER).body)
    assert document["mtls_endpoint_aliases"]["token_endpoint"] == f"https://{MUTUAL}:{house.stack.front}/token"
    opened = token(house, "certified", MUTUAL, certified)
    assert opened.status == 200, opened.body
    bound = claims_of(json.loads(opened.body)["access_token"])["cnf"]
    assert bound == {"x5t#S256": house.certificates.thumbprint("certified")}
    assert token(house, "signed", MUTUAL, signed).status == 200
    # What is only written in a header was shown by nobody: not where nginx asks for certificates, with another's or with
    # none, and not where it does not ask; in either form that the provider reads.
    pem = open(certified[0], encoding="ascii").read()
    der = b64encode(ssl.PEM_cert_to_DER_cert(pem)).decode()
    for written in (quote(pem), f":{der}:"):
        for field in ("Client-Cert", "client-cert", "Client_Cert", "CLIENT-CERT"):
            headers = [(field, written), ("Client-Cert-Chain", f":{der}:")]
            for name, shown in ((MUTUAL, None), (MUTUAL, signed), (PROVIDER, None), (PROVIDER, certified)):
                refused = token(house, "certified", name, shown, headers)
                assert refused.status == 401, f"{field} {name}: {refused.status} {refused.body}"
                assert json.loads(refused.body)["error"] == "invalid_client"
    # A connection on which no certificate was asked for is not spoken to by the other name.
    assert token(house, "certified", PROVIDER, certified, [("Host", f"{MUTUAL}:{house.stack.front}")]).status == 421


def window_seven(stack):
    """HTTP from an address of its own."""
    class FromSeven(HTTPAdapter):
        def init_poolmanager(self, *arguments, **options):
            super().init_poolmanager(*arguments, source_address=("127.0.0.7", 0), **options)

    session = requests.Session()
    session.verify, session.trust_env = str(stack.server_roots), False
    session.mount("https://", FromSeven())
    return session
