"""A phone with the web wallet, as the person who holds it uses it."""

import re

from people import eventually, patient


class WebPhone:
    """A phone's browser with the web wallet."""

    def __init__(self, stack, browser, **context):
        self.stack = stack
        self.url = stack.url("web-wallet")
        self.context = patient(browser.new_context(
            **{"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True,
               "ignore_https_errors": stack.lan, **context}))
        self.page = self.context.new_page()

    def enter(self, text):
        self.page.goto(self.url + "/#/scan")
        self.page.reload()
        self.page.locator("#link").fill(text)
        self.page.locator("#link").press("Tab")
        self.page.keyboard.press("Enter")

    def receive(self, code):
        offer, tx_code = self.stack.offer(code)
        self.enter(offer)
        self.page.locator("#tx-code").fill(tx_code)
        self.page.locator("#lock").check()
        self.page.locator("form button").click()
        self.page.locator(".card.good").wait_for()

    def scan_picture(self, file):
        self.page.goto(self.url + "/#/scan")
        self.page.reload()
        self.page.locator("#picture").set_input_files(str(file))
        self.page.locator(".decision").wait_for()

    def decide(self, text):
        self.page.locator(".decision button", has_text=text).click()

    def number(self):
        self.page.locator(".number").wait_for()
        return re.sub(r"\D", "", self.page.locator(".number [aria-hidden]").inner_text())

    def refusal(self):
        self.page.locator("[data-refusal]").wait_for()
        return self.page.locator("[data-refusal]").get_attribute("data-refusal")

    def is_refused(self, desk):
        """Logs in anew until the wallet's licence is refused: a verifier may keep a status list for its `ttl`, and lets
        the former licence in until then. The picture of the login that was refused."""
        def attempt():
            desk.begin_login()
            shot = desk.screenshot()
            self.scan_picture(shot)
            self.decide("同意")
            self.page.locator("[data-refusal], .number").first.wait_for()
            return shot if self.page.locator("[data-refusal]").count() else None
        return eventually(attempt, "the former licence goes on logging in")

    def close(self):
        self.context.close()
