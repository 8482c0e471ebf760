"""A portal's page watches the login by the provider's frame (OpenID Connect Session Management 1.0), in Chromium: the
frame is of another origin, answers by its own cookie, and is the only page of the provider that can be framed."""

import json
import secrets
import threading
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import make_server

from people import PATIENCE, Desk, Holder, generous
from stack import Stack

COMPANY = "91419001MA00000079"

# As in the standard's own example (§3.1): the page posts, the frame answers, and only the frame is listened to.
PAGE = """<!doctype html><title>portal</title><p id="answer">-</p><iframe id="op" src="{frame}"></iframe>
<script>
addEventListener("message", (event) => {{
  if (event.origin === "{provider}") document.getElementById("answer").textContent = event.data;
}});
function ask(text) {{
  document.getElementById("answer").textContent = "-";
  document.getElementById("op").contentWindow.postMessage(text, "{provider}");
}}
</script>"""


class WatchingPortal:
    """A site that logs in with the authorization endpoint alone, and frames what discovery names."""

    def __init__(self, stack, client_id):
        self.provider, self.client_id = stack.url("identity-provider"), client_id
        roots = str(stack.server_roots) if stack.lan else True
        with requests.Session() as session:
            session.trust_env = False
            self.metadata = session.get(self.provider + "/.well-known/openid-configuration", verify=roots).json()
        app = Flask(client_id)
        app.add_url_rule("/", "page", self.page)
        app.add_url_rule("/framing", "framing", self.framing)
        app.add_url_rule("/callback", "callback", lambda: "here")
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        stack.add_client({
            "client_id": client_id, "client_name": "盯着登录的门户", "redirect_uris": [self.url + "/callback"],
            "scope": "openid licence", "token_endpoint_auth_method": "none"})

    def page(self):
        return PAGE.format(frame=self.metadata["check_session_iframe"], provider=self.provider)

    def framing(self):
        return f'<!doctype html><title>framing</title><iframe id="op" src="{self.provider}/end-session"></iframe>'

    def request(self, **changes):
        challenge = urlsafe_b64encode(sha256(b"v" * 43).digest()).decode().rstrip("=")
        return self.metadata["authorization_endpoint"] + "?" + urlencode({
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.url + "/callback",
            "scope": "openid licence", "state": secrets.token_urlsafe(8), "nonce": secrets.token_urlsafe(8),
            "code_challenge": challenge, "code_challenge_method": "S256", **changes})

    def answered(self, page):
        page.wait_for_url(self.url + "/callback?**")
        return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}

    def close(self):
        self.server.shutdown()


class LenientBrowser:
    """A browser whose owner lets frames of other sites see their cookies. Debian's Chromium does not unless it is told,
    and never in private browsing, as which a context of the shared browser counts."""

    def __init__(self, browser, folder):
        self.kind, self.folder = browser.browser_type, folder
        (folder / "Default").mkdir(parents=True)
        (folder / "Default" / "Preferences").write_text(
            json.dumps({"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}))

    def new_context(self, **options):
        return self.kind.launch_persistent_context(
            str(self.folder), executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"],
            timeout=PATIENCE * 1000, **options)


class Watcher:
    """The portal's page in a tab of its own."""

    def __init__(self, portal, context):
        self.page = context.new_page()
        self.page.goto(portal.url)
        self.page.frame_locator("#op").locator("body").wait_for(state="attached")

    def says(self, answer, text):
        self.page.evaluate("text => ask(text)", text)
        expect(self.page.locator("#answer")).to_have_text(answer)


@pytest.fixture(scope="module", params=[False, True], ids=["one site", "two sites by https"])
def stack(request, tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("session-management"), lan=request.param, settings=generous({})) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider")
        yield stack


@pytest.fixture(scope="module")
def holder(stack):
    holder = Holder(stack)
    holder.receive(COMPANY)
    return holder


def log_in(portal, desk, holder, **changes):
    """A login at the portal; the state that its pages watch."""
    desk.page.goto(portal.request(**changes))
    desk.is_asked_to_scan()
    presented = desk.scan(holder)
    if presented.get("number"):
        desk.type_number(presented["number"])
    return portal.answered(desk.page)["session_state"]


def test_the_frame_says_unchanged_then_changed_and_error_to_what_it_does_not_understand(
        stack, holder, browser, tmp_path):
    portal = WatchingPortal(stack, "watching-portal")
    desk = Desk(stack, LenientBrowser(browser, tmp_path / "profile"), tmp_path)
    try:
        first = log_in(portal, desk, holder)
        watcher = Watcher(portal, desk.context)
        watcher.says("unchanged", f"watching-portal {first}")
        # Another client's, or none: nothing is told but by what was given to this one.
        watcher.says("changed", f"another-portal {first}")
        for odd in ["", "watching-portal", f" {first}", "watching-portal x.y", f"watching-portal {first} "]:
            watcher.says("error", odd)
        # A new login changes it; asked silently, the portal learns the new one.
        log_in(portal, desk, holder, prompt="login")
        watcher.says("changed", f"watching-portal {first}")
        desk.page.goto(portal.request(prompt="none"))
        second = portal.answered(desk.page)["session_state"]
        watcher.says("unchanged", f"watching-portal {second}")
        # The session's own secret is no script's to read.
        cookies = {cookie["name"]: cookie for cookie in desk.context.cookies(portal.provider)}
        assert [name for name, cookie in cookies.items() if not cookie["httpOnly"] and "tongzhao-state" not in name] == []
        # Logging out at the provider is seen by the page that is open elsewhere.
        desk.page.goto(portal.provider + "/end-session")
        desk.page.locator("form[action$='/end-session'] button").click()
        expect(desk.page.locator("form[action$='/end-session']")).to_have_count(0)
        watcher.says("changed", f"watching-portal {second}")
        desk.page.goto(portal.request(prompt="none"))
        refused = portal.answered(desk.page)
        assert refused["error"] == "login_required" and "session_state" not in refused
    finally:
        desk.close()
        portal.close()


def test_a_browser_that_shows_the_frame_no_cookie_makes_no_loop(stack, holder, browser, tmp_path):
    portal = WatchingPortal(stack, "cookieless-portal")
    desk = Desk(stack, browser, tmp_path)
    try:
        # Within one site the frame sees its cookie, and its absence. Across sites nobody can tell, and a portal that heard
        # "changed" would ask anew without end.
        never = "cookieless-portal " + "A" * 43 + "." + "A" * 22
        watcher = Watcher(portal, desk.context)
        watcher.says("error" if stack.lan else "changed", never)
        state = log_in(portal, desk, holder)
        watcher.says("error" if stack.lan else "unchanged", f"cookieless-portal {state}")
    finally:
        desk.close()
        portal.close()


def test_no_other_page_can_be_framed(stack, browser, tmp_path):
    portal = WatchingPortal(stack, "framing-portal")
    desk = Desk(stack, browser, tmp_path)
    try:
        refused = []
        desk.page.on("console", lambda message: refused.append(message.text))
        desk.page.goto(portal.url + "/framing")
        desk.page.wait_for_load_state("load")
        assert any("frame-ancestors" in text or "X-Frame-Options" in text for text in refused), json.dumps(refused)
    finally:
        desk.close()
        portal.close()
