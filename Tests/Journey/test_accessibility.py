"""axe on every page in every state, Chinese and English, at a counter's screen and on a phone, and in large type."""

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

from people import Desk, eventually
from plain_browser import PlainBrowser, read_qr
from stack import Stack

AXE = Axe()
# Whatever moves and will stop has stopped, and the live region has said what it had to say.
AT_REST = """document.getAnimations().every(one => one.playState === 'finished' || one.playState === 'idle'
  || one.effect.getComputedTiming().endTime > 60000)
  && [...document.querySelectorAll('[role=status]')].every(one => one.hidden || one.textContent.trim() !== '')"""


# The sizes in px of all the text that is seen.
SIZES = """[...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && one.clientWidth > 1
    && [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
  .map(one => parseFloat(getComputedStyle(one).fontSize))"""


class Inspector:
    """Looks at pages, and remembers what it saw; one report at the end."""

    def __init__(self, provider, least):
        self.provider, self.least = provider, least
        self.seen, self.found = [], []

    def look(self, page, state):
        eventually(lambda: page.evaluate(AT_REST), f"{state} goes on moving")
        results = AXE.run(page)
        self.seen.append(state)
        if results.violations_count:
            self.found.append(f"{state}: {results.generate_report()}")
        assert page.title().strip(), f"{state} has no title"
        self.look_at_the_width(page, state)
        if page.url.startswith(self.provider):
            self.look_at_the_text(page, state)
        if "/sign-in/" in page.url and page.locator("[data-phase]").count():
            told = [text.strip() for text in page.locator("[role=status]").all_inner_texts()]
            if not any(told):
                self.found.append(f"{state}: nothing is said to who cannot see it: {told}")

    def look_at_the_text(self, page, state):
        """No text is smaller than what was chosen, and the switch is there. The letters in code are as large as the rest."""
        if page.locator("#text-size").count() != 1:
            self.found.append(f"{state}: no switch of the size of text")
        if (smallest := min(page.evaluate(SIZES))) < self.least:
            self.found.append(f"{state}: text of {smallest} px where {self.least} px were chosen")

    def look_at_the_width(self, page, state):
        """Nobody scrolls sideways, nor when everything is twice as large; 320 px are enough (WCAG 2.2, 1.4.10)."""
        screen = page.viewport_size
        for width in (screen["width"], max(screen["width"] // 2, 320)):
            page.set_viewport_size({"width": width, "height": screen["height"]})
            needed = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if needed > 0:
                self.found.append(f"{state}: {needed} px too wide for a screen of {width} px")
        page.set_viewport_size(screen)


USUAL, LARGE = 16, 24


def choose_large_type(desk):
    """By the switch, as people do. It is remembered from then on."""
    desk.page.goto(desk.provider + "/device")
    desk.page.locator("#text-size").click()
    desk.page.locator("html.large").wait_for()


@pytest.fixture(params=[("zh-CN", 1366, 768, "light", USUAL), ("en-GB", 390, 844, "dark", USUAL),
                        ("zh-CN", 390, 844, "light", LARGE), ("en-GB", 1366, 768, "dark", LARGE)],
                ids=["Chinese at a counter", "English on a phone at night", "Chinese on a phone in large type",
                     "English at a counter in large type"])
def visitor(stack, browser, tmp_path, request):
    language, width, height, scheme, least = request.param
    desk = Desk(stack, browser, tmp_path, locale=language, viewport={"width": width, "height": height},
                color_scheme=scheme, reduced_motion="reduce")
    desk.least = least
    if least == LARGE:
        choose_large_type(desk)
    yield desk
    desk.close()


def test_axe_finds_nothing_on_any_page(stack, phone, visitor, browser, tmp_path):
    inspector = Inspector(visitor.provider, visitor.least)
    desk, page, look = visitor, visitor.page, inspector.look

    def frame():
        return read_qr(desk.context.request.get(page.url.split("?")[0] + "/qr.svg").text())

    def approve(request=None):
        return phone.approve(request or phone.ask(phone.camera(frame())))

    page.goto(desk.portal + "/")
    look(page, "portal, nobody logged in")

    desk.begin_login()
    look(page, "waiting")
    page.locator("summary").click()
    look(page, "waiting, help open")
    desk.offer_typed_code()
    look(page, "typed code")
    page.locator("form[action$='/shared'] button").click()
    page.locator("#shared-means").wait_for()
    look(page, "shared computer")
    page.locator("form[action$='/shared'] button").click()
    page.locator("#shared-means").wait_for(state="detached")

    other = Desk(stack, browser, tmp_path, locale=page.evaluate("navigator.language"), reduced_motion="reduce")
    if visitor.least == LARGE:
        choose_large_type(other)
    other.page.goto(page.url)
    look(other.page, "another browser")
    other.page.goto(frame())
    look(other.page, "landing page of the code")
    other.page.goto(desk.provider + "/w/nothing")
    look(other.page, "a code that is not one")
    other.page.goto(desk.provider + "/authorize?client_id=nobody")
    look(other.page, "an error")
    other.page.goto(desk.provider + "/nowhere")
    look(other.page, "no such page")

    request = phone.ask(phone.camera(frame()))
    desk.phase("scanned")
    look(page, "scanned")
    phone.refuse(request)
    desk.phase("denied")
    look(page, "refused")
    page.locator("#back").click()
    page.wait_for_url(desk.portal + "/callback**")
    look(page, "portal, not logged in")

    desk.begin_login()
    other.page.goto(page.locator("#wallet-link").evaluate("link => location.href") + "/return?response_code=" + "A" * 43)
    look(other.page, "a return link that is stale")
    desk.begin_login()
    page.context.request.post(page.url + "/cancel", form={}, max_redirects=0)
    desk.phase("cancelled")
    look(page, "cancelled")

    desk.begin_login()
    wrong = int(approve()["number"]) + 1
    for left in (2, 1, None):
        desk.type_number(f"{wrong % 1_000_000:06d}")
        if left:
            desk.is_told_of_tries(left)
    desk.phase("failed")
    look(page, "failed")

    desk.begin_login()
    phone.present(phone.ask(page.locator("#wallet-link").get_attribute("href")))
    desk.phase("returning")
    look(page, "confirmed on this device")

    desk.begin_login()
    order = page.url
    approved = approve()
    desk.phase("number")
    look(page, "number")
    other.page.goto(approved["receipt"])
    look(other.page, "receipt with the number")
    desk.type_number(f"{(int(approved['number']) + 1) % 1_000_000:06d}")
    desk.is_told_of_tries(2)
    look(page, "wrong number")
    desk.type_number(approved["number"])
    desk.is_logged_in()
    look(page, "portal, logged in")

    # The browser and the phone know each other now: one step is left, and the page takes it by itself. Here nobody
    # answers that step, so that it can be looked at.
    page.route("**/continue", lambda route: route.fulfill(status=204))
    desk.begin_login("/login?prompt=login")
    assert not approve()["number"]
    desk.phase("proceed")
    look(page, "one step is left")
    page.unroute("**/continue")

    page.goto(order)
    desk.phase("done")
    look(page, "done")
    page.goto(desk.portal + "/")
    other.page.goto(approved["receipt"])
    look(other.page, "receipt of a login")
    desk.enter_department()
    look(page, "department")
    page.goto(desk.provider + "/end-session")
    look(page, "do you want to log out?")
    other.page.locator("#not-me").click()
    other.phase("disowned")
    look(other.page, "receipt, not me")
    page.goto(stack.url("department") + "/")
    look(page, "department, no token")

    # "Not me" ended the portal's login too, since portals are told; so once more.
    desk.begin_login()
    number = approve()["number"]
    desk.phase("number")
    desk.type_number(number)
    desk.is_logged_in()
    desk.log_out()
    look(page, "portal, logged out")
    page.goto(desk.provider + "/end-session")
    look(page, "logged out")
    other.close()

    assert not inspector.found, "\n\n".join(inspector.found)
    assert len(inspector.seen) == len(set(inspector.seen)) >= 28


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    """An identity provider whose orders live for ten seconds unless somebody looks at them."""
    settings = {"identity-provider": {"sign-in": {"order-renewal": 10}}}
    with Stack(tmp_path_factory.mktemp("hasty"), settings=settings) as stack:
        stack.prepare()
        stack.start("identity-provider", "portal")
        yield stack


@pytest.mark.parametrize("language, color_scheme", [("zh-CN", "light"), ("en-GB", "dark")])
def test_axe_finds_nothing_on_the_page_of_an_order_that_is_over(hasty, browser, tmp_path, language, color_scheme):
    plain = PlainBrowser(hasty)
    plain.open(requests.get(hasty.url("portal") + "/login", allow_redirects=False).headers["Location"])
    eventually(lambda: plain.state()["state"] == "expired", "an order that nobody looks at lives on")
    desk = Desk(hasty, browser, tmp_path, locale=language, color_scheme=color_scheme, reduced_motion="reduce")
    desk.context.add_cookies([
        {"name": cookie.name, "value": cookie.value, "url": desk.provider} for cookie in plain.http.cookies])
    desk.page.goto(plain.order)
    desk.phase("expired")
    inspector = Inspector(desk.provider, USUAL)
    inspector.look(desk.page, "expired")
    desk.close()
    assert not inspector.found, "\n\n".join(inspector.found)
