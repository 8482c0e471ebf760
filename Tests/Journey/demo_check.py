"""`deploy/demo --check`: the whole journey without a person, each step with its result."""

import sys
import tempfile
import time

import requests
from playwright.sync_api import sync_playwright

from people import GENEROUS, PATIENCE, Desk, Holder, eventually, launch_browser
from stack import SERVICES, Failure, Stack

CODE = "91419001MA00000079"


class Steps:
    """Runs and prints the steps; a step that fails ends the journey."""

    def __init__(self):
        self.passed = 0

    def step(self, name, action):
        started = time.monotonic()
        try:
            value = action()
        except Exception as failure:  # whatever went wrong, the person reads which step it was
            print(f"  ✘ {name}\n    {failure}", flush=True)
            raise Failure(name) from failure
        self.passed += 1
        print(f"  ✔ {name} ({time.monotonic() - started:.1f} s)", flush=True)
        return value


def expect(condition, otherwise):
    if not condition:
        raise Failure(otherwise)


def run(lan=False):
    steps = Steps()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tongzhao-check-") as folder, \
            Stack(folder, lan=lan, settings=GENEROUS) as stack, sync_playwright() as playwright:
        try:
            journey(steps, stack, launch_browser(playwright), folder)
        except Failure as failure:
            failed = 1
            for name in SERVICES:
                print(f"--- {name}\n{stack.tail(name)}", file=sys.stderr)
    print(f"\n{steps.passed} passed, {failed} failed")
    return 1 if failed else 0


def certified(stack):
    """As the phones and machines beside this one see them: by the root that a person is asked to trust, and no other."""
    for name in SERVICES:
        answer = requests.get(stack.url(name) + "/health/ready", verify=str(stack.server_roots), timeout=PATIENCE)
        expect(answer.status_code == 200, f"{name} answers {answer.status_code}")


def journey(steps, stack, browser, folder):
    steps.step("keys, clients and licences are prepared", stack.prepare)
    for name in stack.services:
        steps.step(f"{name} starts", lambda: stack.start(name))
    if stack.lan:
        steps.step("every service proves itself by the demo's own root", lambda: certified(stack))
    holder = Holder(stack)
    steps.step("the wallet receives the licence", lambda: holder.receive(CODE))
    desk = Desk(stack, browser, folder)
    steps.step("the portal sends the browser to the identity provider", desk.begin_login)
    presented = steps.step("the wallet reads the code from a screenshot and presents the licence",
                           lambda: desk.scan(holder))
    steps.step("the number from the phone is typed into the browser", lambda: desk.type_number(presented["number"]))

    def logged_in():
        enterprise, acting = desk.is_logged_in()
        expect(enterprise == "济源示例科技有限公司", f"the portal shows {enterprise!r}")
        expect("法定代表人" in acting, f"the portal shows {acting!r} as the acting person")
    steps.step("the portal shows the enterprise and the acting person", logged_in)

    def accepted():
        verdicts = desk.enter_department()
        expect(verdicts == ("accepted", "active"), f"the department says {verdicts}")
    steps.step("the department accepts the token, locally and by introspection", accepted)
    steps.step("the holder says: not me", lambda: holder.not_me(presented["receipt"]))

    def refused():
        desk.page.locator("#again").click()
        desk.page.locator("#introspection-outcome[data-outcome=inactive]").wait_for()
    steps.step("the introspecting department refuses at once", refused)

    def suspended():
        stack.issuer_command("licences", "suspend", CODE, "--reason", "挂失")
        other = Desk(stack, browser, folder)

        def is_refused():
            other.begin_login()
            return other.scan(holder, check=False)[0] != 0
        # A verifier may keep a status list for its `ttl`; the next login after that is refused.
        eventually(is_refused, "a suspended licence goes on logging in")
    steps.step("a suspended licence is refused", suspended)
