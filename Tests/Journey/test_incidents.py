"""The rows of the table of incidents that need a wallet, a browser or a whole machine; the others are the suite
`IncidentTests`. One test per row, named by its number and its rule."""

import re
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from authlib_portal import AuthlibPortal
from people import PATIENCE
from plain_browser import PlainBrowser
from stack import BINARIES
from standard_wallet import Distrust, StandardWallet, parameters


@pytest.fixture(scope="module")
def portal(stack):
    portal = AuthlibPortal(stack, "incidents")
    yield portal
    portal.close()


def begun(stack, portal, **options):
    """A browser that has begun a login at the portal."""
    browser = PlainBrowser(stack)
    start = browser.http.get(portal.url + "/login", params=options, allow_redirects=False)
    browser.open(start.headers["Location"])
    return browser


def same_device(browser):
    """The link by which a wallet on this device is opened."""
    page = browser.http.get(browser.order, headers={"Accept": "text/html"}).text
    return re.search(r'id="wallet-link"[^>]*href="([^"]+)"', page).group(1).replace("&amp;", "&")


def wrong(number):
    return f"{(int(number) + 1) % 1_000_000:06d}"


def test_incident_10_the_session_is_a_new_one_after_every_login_and_a_planted_one_is_ignored(stack, portal, phone):
    browser = PlainBrowser(stack)
    name = f"tongzhao-session-{stack.ports['identity-provider']}"
    planted = "A" * 43
    browser.http.cookies.set(name, planted, domain="127.0.0.1", path="/")
    portal.log_in(browser, phone)
    first = {cookie.value for cookie in browser.http.cookies if cookie.name == name}
    assert planted not in first and len(first) == 1
    portal.log_in(browser, phone, prompt="login")
    second = {cookie.value for cookie in browser.http.cookies if cookie.name == name}
    assert len(second) == 1 and first != second
    # The former one opens nothing any more, nor does the planted one.
    for value in (*first, planted):
        answer = requests.get(portal.url + "/login", params={"prompt": "none"}, allow_redirects=False)
        asked = requests.get(answer.headers["Location"], cookies={name: value}, allow_redirects=False)
        assert "error=login_required" in asked.headers["Location"]


def test_incident_18_an_approved_login_is_finished_by_the_browser_that_began_it_only(stack, portal, phone):
    browser = begun(stack, portal)
    number = phone.approve(phone.ask(phone.camera(browser.qr())))["number"]
    for other in (requests.Session(), begun(stack, portal).http):
        for path, form in (("/number", {"number": number}), ("/continue", {}), ("/cancel", {})):
            answer = other.post(browser.order + path, data=form, allow_redirects=False)
            assert answer.status_code == 403 and "code=" not in answer.headers.get("Location", ""), path
        for path in ("", "/state", "/events", "/qr.svg", "/return?response_code=AAAA"):
            assert other.get(browser.order + path, allow_redirects=False).status_code in (400, 403), path
    assert "code=" in browser.type_number(number)


def test_incident_24_a_live_relay_of_the_code_reaches_the_number_and_fails_without_it(stack, portal, phone):
    # The attacker's browser began; the victim scans what is relayed, sees who asks from where, and approves all the same.
    attacker = begun(stack, portal)
    number = phone.approve(phone.ask(phone.camera(attacker.qr())))["number"]
    assert number, "a browser that this phone does not know always needs the number"
    assert attacker.state()["state"] != "proceed"
    assert attacker.http.post(attacker.order + "/continue", allow_redirects=False).status_code in (303, 400, 403, 409)
    for _ in range(3):
        assert "code=" not in attacker.type_number(wrong(number))
    assert attacker.state()["state"] == "failed", "three guesses, and the order is over"
    assert "code=" not in attacker.type_number(number)
    # It is on record.
    record = stack.provider_command("audit", "search", "--action", "login_refused", "--json").stdout
    record += stack.provider_command("audit", "search", "--action", "numbers_exhausted", "--json").stdout
    assert "incidents" in record


def test_incident_25_what_the_phone_signs_says_who_asks_for_what_and_refusing_is_as_easy(stack, portal, company, desk):
    desk.page.goto(portal.url + "/login")
    desk.is_asked_to_scan()
    refused, answer, shown = company.run("refuse", "--image", desk.screenshot(), check=False)
    assert refused == 0 and answer["state"] == "refused", "one command, as approving is"
    for word in ("第三方门户 incidents", portal.url.removeprefix("http://"), "Chrome", "本机（演示）"):
        assert word in shown, "name, origin, device and place of the browser that asks are before the person's eyes"
    desk.phase("denied")


def test_incident_26_a_deep_link_that_a_victim_approves_does_not_log_the_sender_in(stack, portal, phone):
    attacker = begun(stack, portal)
    link = same_device(attacker)
    victim = requests.Session()
    answer = phone.present(phone.ask(link)).json()
    redirect = answer["redirect_uri"]
    assert parse_qs(urlsplit(redirect).query)["response_code"]
    # The sender polls and presses everything, and gets nowhere without the response code.
    for path in ("/number", "/continue"):
        got = attacker.http.post(attacker.order + path, data={"number": "000000"}, allow_redirects=False)
        assert "code=" not in got.headers.get("Location", "")
    # The victim's browser has no part in the login: it gets nothing, and the login is over for the sender too.
    assert victim.get(redirect, allow_redirects=False).status_code == 403
    late = attacker.http.get(redirect, allow_redirects=False)
    assert "code=" not in late.headers.get("Location", "")


def test_incident_28_a_link_starts_nothing_that_is_not_fetched_from_the_issuer_and_signed(stack, portal, phone):
    browser = begun(stack, portal)
    link = same_device(browser)
    # The link itself carries no request, no secret of the browser and no way back: an address of ours and who asks.
    asked = parameters(link)
    assert set(asked) <= {"client_id", "request_uri", "request_uri_method"}
    assert asked["request_uri"].startswith(stack.url("identity-provider") + "/")
    # Of a signed request no byte can be changed.
    header = {"Accept": "application/oauth-authz-req+jwt"}
    compact = requests.get(asked["request_uri"], headers=header).text
    head, payload, signature = compact.split(".")
    for altered in (f"{head}.{payload[:-4]}AAAA.{signature}", f"{head}.{payload}.", f"{head}.{payload}.{'A' * 86}"):
        with pytest.raises(Exception):  # noqa: B017 whatever the library says
            phone.believed(altered, asked["client_id"], None)
    with pytest.raises(Distrust):
        phone.believed(compact, "x509_hash:" + "A" * 43, None)
    # Nothing is finished by having the link.
    assert "code=" not in browser.http.post(browser.order + "/continue", allow_redirects=False).headers.get("Location", "")


def test_incident_29_parameters_beside_an_order_change_nothing_of_what_is_asked(stack, portal, phone):
    browser = begun(stack, portal)
    usual = phone.ask(phone.camera(browser.qr())).query
    other = PlainBrowser(stack)
    start = other.http.get(portal.url + "/login", allow_redirects=False).headers["Location"]
    answer = other.open(start + "&pres_req_conf_id=everything&dcql_query=%7B%7D&policy=none&presentation_definition=x")
    assert answer.status_code == 303
    page = other.http.get(other.order + "?pres_req_conf_id=everything&policy=none")
    assert page.status_code == 200
    asked = phone.ask(phone.camera(other.qr()))
    assert [c["path"] for c in asked.query["claims"]] == [c["path"] for c in usual["claims"]]
    # Nobody finishes by an address that names the order.
    for address in (f"{browser.order}/return", f"{browser.order}/return?response_code=", f"{browser.order}?finish=1",
                    f"{stack.url('identity-provider')}/callback?pid={browser.order.rsplit('/', 1)[1]}"):
        got = requests.get(address, allow_redirects=False)
        assert got.status_code in (400, 403, 404) and "code=" not in got.headers.get("Location", ""), address


def test_incident_30_a_number_is_guessed_three_times_an_order(stack, portal):
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer("91419001MA00000154"))
    browser = begun(stack, portal)
    number = wallet.approve(wallet.ask(wallet.camera(browser.qr())))["number"]
    for guess in (wrong(number), "", "12345", "1234567", "١٢٣٤٥٦", wrong(number), wrong(wrong(number)), number):
        assert "code=" not in browser.type_number(guess), guess
    assert browser.state()["state"] == "failed"


@pytest.mark.parametrize("pin", ["123456", "000000", "654321", "111111", "12345", ""])
def test_incident_31_a_wallet_takes_no_pin_that_everybody_has(stack, tmp_path, pin):
    file = tmp_path / "pin"
    file.write_text(pin)
    file.chmod(0o600)
    offer, tx_code = stack.offer("91419001MA0000031R")
    refused = subprocess.run(
        [str(BINARIES / "tongzhao-wallet"), "receive", offer, "--tx-code", tx_code, "--wallet", str(tmp_path / "wallet"),
         "--pin-file", str(file), "--trust", str(stack.authority_certificate), "--json"],
        capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    assert refused.returncode != 0
