"""`deploy/demo --check`: the whole journey without a person, each step with its result."""

import base64
import json
import sys
import tempfile
import time

import requests
from playwright.sync_api import sync_playwright

from people import GENEROUS, PATIENCE, Desk, Holder, eventually, launch_browser
from stack import SERVICES, Failure, Stack
from web_phone import WebPhone

CODE = "91419001MA00000079"
OTHER_CODE = "91419001MA0000023Y"
SM2 = "SGD_SM3_SM2"


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


def run(lan=False, sm=False):
    steps = Steps()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tongzhao-check-") as folder, \
            Stack(folder, lan=lan, sm=sm, settings=GENEROUS) as stack, sync_playwright() as playwright:
        try:
            browser = launch_browser(playwright)
            journey(steps, stack, browser, folder)
            if sm:
                national_journey(steps, stack, browser, folder)
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


def header(token):
    """What a token says of its signature."""
    part = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def national_journey(steps, stack, browser, folder):
    """The same by the web wallet, with every signature looked at, until the registrar's certificate is revoked."""
    verify = str(stack.server_roots) if stack.lan else True
    phone = WebPhone(stack, browser)
    steps.step("the web wallet receives a licence, with a key of SM2", lambda: phone.receive(OTHER_CODE))

    def key_is_sm2():
        kinds = phone.page.evaluate("""async () => (await Wallet.all('licences')).map(one =>
            [one.keys.kind, one.claims.cnf.jwk.crv, one.credential.split('.')[0], one.keys.sealing.extractable])""")
        for kind, curve, first, extractable in kinds:
            expect((kind, curve, header(first)["alg"], extractable) == (SM2, "SM2", SM2, False), f"it holds {kinds}")
        expect(len(kinds) == 1, f"it holds {kinds}")
    steps.step("its key and the licence's signature are of SM2", key_is_sm2)
    desk = Desk(stack, browser, folder)

    def log_in():
        desk.begin_login()
        phone.scan_picture(desk.screenshot())
        phone.decide("同意")
        desk.type_number(phone.number())
        return desk.is_logged_in()[0]
    steps.step("the web wallet logs in", log_in)

    def signatures():
        said = header(desk.token())
        expect(said["alg"] == SM2, f"the access token says {said}")
        verdicts = desk.enter_department()
        expect(verdicts == ("accepted", "active"), f"the department says {verdicts}")
        issuer = stack.url("licence-issuer")
        described = requests.get(f"{issuer}/.well-known/openid-credential-issuer", verify=verify, timeout=PATIENCE,
                                 headers={"Accept": "application/jwt"})
        listed = requests.get(f"{issuer}/status/1", verify=verify, timeout=PATIENCE)
        for answer in (described, listed):
            expect(header(answer.text)["alg"] == SM2, f"{answer.url} says {header(answer.text)}")
            expect(len(header(answer.text)["x5c"]) == 2, f"{answer.url} brings {len(header(answer.text)['x5c'])} certificates")
        return header(listed.text)["x5c"][0]
    leaf = steps.step("tokens, status list and metadata are signed by SM2, below an authority of the registrar's",
                      signatures)

    def revoked():
        file = stack.state / "revoked-issuer.pem"
        body = phone.page.evaluate(
            "async () => Wallet.base64url((await Wallet.sdJWT((await Wallet.all('licences'))[0].credential))"
            ".token.chain[0].der)")
        expect(body and leaf, "no certificate is shown")
        der = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        file.write_text("-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der).decode() + "-----END CERTIFICATE-----\n")
        stack.list_revoked(file)
        other = Desk(stack, browser, folder)

        def is_refused():
            other.begin_login()
            phone.scan_picture(other.screenshot())
            phone.decide("同意")
            phone.page.locator("[data-refusal], .number").first.wait_for()
            return phone.page.locator("[data-refusal]").count() > 0
        eventually(is_refused, "a licence whose issuer's certificate is revoked goes on logging in")
    steps.step("a licence is refused once a list by SM2 revokes its issuer's certificate", revoked)
