"""The people of the journeys: somebody at a browser, and a holder with a wallet. They see what people see: pages and
screenshots, never the document's inside where a person would look at the screen."""

import copy
import json
import os
import re
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Error, expect

from stack import BINARIES, Failure, merge

PIN = "739164"

# Seconds that anything may take that is bound to happen. It costs nothing where it happens at once, and a machine that
# does many things at a time may need it.
PATIENCE = 120
expect.set_options(timeout=PATIENCE * 1000)

# Whether there is time to do many times what is done a few times otherwise (`deploy/test --long`).
LONG = os.environ.get("TONGZHAO_LONG") == "1"

# Lives with which no login ends only because the machine is slow.
GENEROUS = {"identity-provider": {
    "sign-in": {
        "frame-lifetime": 300, "ticket-lifetime": 300, "order-lifetime": 1800, "order-renewal": 600,
        "scanned-lifetime": 600, "approved-lifetime": 300, "typed-code-lifetime": 300, "key-binding-age": 900,
        "orders-per-source": 10_000,
    },
    "session": {"shared-idle": 900},
    "trust": {"status-list-patience": 60},
}}


# No limits, where one address calls for all the world.
UNBOUNDED = {"identity-provider": {"limits": {
    "requests-per-source": 0, "requests-per-client": 0, "failures-per-client": 0, "failures-per-source": 0,
    "logins-per-licence": 0}}}


def generous(settings):
    """Settings of a stack's own, and these lives wherever it sets no other."""
    both = copy.deepcopy(GENEROUS)
    merge(both, settings)
    return both


def eventually(check, what="it never became true", seconds=PATIENCE):
    """Asks until it is so; what is promised within seconds is proved where the clock can be set."""
    deadline = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(what)
        time.sleep(0.1)


def patient(context):
    """A browser's context in which nothing fails for being slow."""
    context.set_default_timeout(PATIENCE * 1000)
    return context


class Holder:
    """A holder of licences with the wallet command."""

    def __init__(self, stack, name="holder"):
        self.stack = stack
        self.folder = stack.state / "wallets" / name
        self.folder.parent.mkdir(exist_ok=True)
        self.pin = self.folder.parent / f"{name}.pin"
        self.pin.write_text(PIN)
        self.pin.chmod(0o600)

    def run(self, *arguments, check=True):
        """One command; its JSON answer. With check=False also what a refusal says."""
        roots = ["--roots", str(self.stack.server_roots)] if self.stack.server_roots.exists() else []
        result = subprocess.run(
            [str(BINARIES / "tongzhao-wallet"), *map(str, arguments), "--wallet", str(self.folder), "--pin-file",
             str(self.pin), "--trust", str(self.stack.authority_certificate), *roots, "--json"],
            capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL, env=self.stack.environment())
        if check and result.returncode != 0:
            raise Failure(f"tongzhao-wallet {' '.join(map(str, arguments))}: exit {result.returncode}\n"
                          f"{result.stdout}{result.stderr}")
        answer = json.loads(result.stdout) if result.stdout.strip() else {}
        return answer if check else (result.returncode, answer, result.stderr)

    def receive(self, code, *arguments, **options):
        offer, tx_code = self.stack.offer(code, *arguments, **options)
        return self.run("receive", offer, "--tx-code", tx_code)

    def present(self, *arguments, check=True):
        """Approves what the wallet shows: the text of a QR code or a link, `--image FILE`, or `--code DIGITS --at URL`."""
        return self.run("present", *arguments, "--yes", check=check)

    def not_me(self, receipt):
        return self.run("not-me", receipt)


class Desk:
    """A browser in front of a person."""

    def __init__(self, stack, browser, folder, **context):
        self.stack = stack
        self.folder = Path(folder)
        self.context = patient(browser.new_context(
            **{"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN",
               "ignore_https_errors": stack.server_roots.exists(), **context}))
        self.page = self.context.new_page()
        self.provider = stack.url("identity-provider")
        self.portal = stack.url("portal")
        self.shots = 0

    def screenshot(self):
        self.shots += 1
        file = self.folder / f"screen-{id(self)}-{self.shots}.png"
        self.page.screenshot(path=str(file))
        return file

    def begin_login(self, path="/login"):
        """From the portal to the page with the code."""
        self.page.goto(self.portal + path)
        self.is_asked_to_scan()

    def is_asked_to_scan(self):
        self.page.wait_for_url(re.compile(re.escape(self.provider) + r"/sign-in/"))
        self.until("document.getElementById('code')?.naturalWidth > 0")

    def scan(self, holder, **options):
        """The holder scans what is on this screen and approves."""
        return holder.present("--image", self.screenshot(), **options)

    def type_number(self, number):
        field = self.page.locator("input[name=number]")
        field.wait_for(state="visible")
        field.fill(number)
        field.press("Enter")

    def is_logged_in(self):
        """Back at the portal: (enterprise, acting person), as the page says."""
        self.page.wait_for_url(self.portal + "/")
        return self.page.locator("#enterprise").inner_text(), self.page.locator("#acting").inner_text()

    def log_in(self, holder, path="/login"):
        self.begin_login(path)
        presented = self.scan(holder)
        if presented.get("number"):
            self.type_number(presented["number"])
        self.is_logged_in()
        return presented

    def log_out(self):
        self.page.goto(self.portal + "/")
        self.page.locator("#logout").click()
        self.page.wait_for_url(re.compile(re.escape(self.portal) + "/logged-out"))

    def token(self):
        """The access token that the portal would hand to a department."""
        return self.page.locator("input[name=access_token]").first.input_value()

    def enter_department(self, service="social-insurance"):
        """The department's two verdicts on the portal's token."""
        self.page.locator(f"button[data-service={service}]").click()
        return self.verdicts()

    def verdicts(self):
        self.page.locator("#introspection-outcome").wait_for()
        return (self.page.locator("#local-outcome").get_attribute("data-outcome"),
                self.page.locator("#introspection-outcome").get_attribute("data-outcome"))

    def until(self, expression, seconds=PATIENCE):
        """Waits until something holds on the page. (Playwright's own waiting evaluates text in the page, which its
        Content-Security-Policy forbids.)"""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.page.evaluate(expression):
                    return
            except Error:  # the page went on to another one meanwhile
                pass
            if time.monotonic() > deadline:
                raise Failure(f"never held: {expression}\n{self.page.url}\n{self.page.inner_text('body')}")
            time.sleep(0.05)

    def offer_typed_code(self):
        """The eight digits for somebody who cannot scan."""
        self.page.locator("form[action$='/typed-code'] button").click()
        shown = self.page.locator("#typed-code")
        expect(shown).to_have_text(re.compile("[0-9]{4} [0-9]{4}"))
        return shown.inner_text().replace(" ", "")

    def is_told_of_tries(self, left):
        expect(self.page.locator("#order")).to_contain_text(re.compile(rf"(还可以试 {left} 次|Tries left: {left})"))

    def phase(self, name):
        """Waits until the page shows this phase of its order."""
        self.page.locator(f"[data-phase={name}]").wait_for()

    def tab_to(self, selector, most=60):
        """Presses Tab until the wanted element has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise Failure(f"Tab does not reach {selector}")

    def close(self):
        self.context.close()


def launch_browser(playwright):
    """Debian's Chromium, headless."""
    return playwright.chromium.launch(
        executable_path="/usr/bin/chromium", timeout=PATIENCE * 1000,
        args=["--no-sandbox", "--disable-dev-shm-usage"])
