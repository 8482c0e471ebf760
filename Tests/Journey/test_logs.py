"""Nothing secret stands in any log, however much is logged."""

import json
import re
import secrets
import subprocess
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from people import PATIENCE, PIN, Desk, Holder, eventually, generous
from process_list import ProcessList
from softhsm import SoftHSM
from stack import Stack, write_private
from standard_wallet import StandardWallet

# What an address or a form calls a secret.
SECRET_PARAMETERS = {"code", "state", "access_token", "id_token_hint", "response_code", "number", "code_challenge",
                     "nonce", "confirmation", "request_uri"}


class Eavesdropper:
    """Sees everything that a browser sends and receives, and picks what nobody else may read."""

    def __init__(self, context):
        self.secrets = set()
        context.on("request", self.request)

    def request(self, request):
        address = urlsplit(request.url)
        for name, values in [*parse_qs(address.query).items(), *parse_qs(request.post_data or "").items()]:
            if name in SECRET_PARAMETERS:
                self.secrets |= {value for value in values if len(value) > 12 or value.isdigit()}
        self.secrets |= {part for part in address.path.split("/") if len(part) > 24 and "." not in part[-5:]}


def test_logs_hold_no_secrets(tmp_path, browser):
    settings = {name: {"log": {"level": "trace"}} for name in ("identity-provider", "licence-issuer")}
    with ProcessList() as processes, Stack(tmp_path / "stack", settings=generous(settings)) as stack:
        stack.prepare()
        stack.start()
        known = {PIN, (stack.state / "department" / "client-secret").read_text().strip()}

        # Two licences, received by either wallet.
        holder = Holder(stack)
        wallet = StandardWallet(stack.authority_certificate.read_text())
        for receive, code in ((lambda *o: holder.run("receive", o[0], "--tx-code", o[1]), "91419001MA00000079"),
                              (wallet.receive, "91419001MA0000023Y")):
            offer, tx_code = stack.offer(code)
            receive(offer, tx_code)
            known |= {tx_code, unquote(offer).rsplit("/", 1)[1]}
        token = wallet.issuance["token"]
        known |= {token["access_token"], token["refresh_token"], wallet.credential}
        known.add(next(iter(wallet.issuance["offer"]["grants"].values()))["pre-authorized_code"])

        # A login with everything that may go wrong, a department, not me, a logout.
        desk = Desk(stack, browser, tmp_path)
        listening = Eavesdropper(desk.context)
        desk.begin_login()
        holder.run("refuse", "--image", desk.screenshot())
        desk.begin_login()
        typed = desk.offer_typed_code()
        presented = holder.present("--code", typed, "--at", stack.url("identity-provider"))
        known |= {typed, presented["number"], presented["receipt"].rsplit("/", 1)[1]}
        desk.type_number("000000" if presented["number"] != "000000" else "000001")
        desk.is_told_of_tries(2)
        desk.type_number(presented["number"])
        desk.is_logged_in()
        known.add(desk.token())
        known |= {cookie["value"] for cookie in desk.context.cookies() if len(cookie["value"]) > 12}
        desk.enter_department()
        desk.context.request.post(stack.url("identity-provider") + "/token", form={
            "grant_type": "authorization_code", "code": "a-made-up-code-" + secrets.token_hex(8)})
        answer = desk.context.request.get(stack.url("identity-provider") + "/authorize?client_id=secret-in-an-error")
        assert answer.status == 400
        desk.begin_login("/login?prompt=login")
        link = desk.page.locator("#wallet-link").get_attribute("href")
        request = wallet.ask(link)
        known |= {request.nonce, request.state}
        answer = wallet.present(request).json()
        known |= {answer["redirect_uri"].split("response_code=")[1], answer["receipt_uri"].rsplit("/", 1)[1]}
        desk.page.goto(answer["redirect_uri"])
        desk.is_logged_in()
        known |= {cookie["value"] for cookie in desk.context.cookies() if len(cookie["value"]) > 12}
        known.add(desk.token())
        holder.not_me(presented["receipt_id"])
        desk.log_out()
        known |= listening.secrets
        desk.close()
        stack.stop()

        logs = {file.name: file.read_text(errors="replace") for file in stack.logs.iterdir()}
        assert set(logs) == {f"{name}.log" for name in stack.ports}
        assert len(known) > 30 and logs["identity-provider.log"].count("route=/token") >= 3

        # The order's identifier stands in addresses, and is worth nothing without the cookie.
        found = [(name, text) for name, log in logs.items() for text in known if is_in(text, log)]
        assert found == [], json.dumps(found)
        shown = [text for text in known if any(is_in(text, seen) for seen in processes.texts)]
        assert processes.texts and shown == [], json.dumps(shown)
        persons = [(name, text) for name, log in logs.items() for text in ("张建国", "李秀英") if text in log]
        assert persons == []


def test_keys_pins_and_passphrases_stand_nowhere(tmp_path):
    """In no log, no answer and no error of a command, no command line, no environment."""
    token = SoftHSM(tmp_path / "hsm")
    following = tmp_path / "kek.next"
    settings = {"identity-provider": {
        "log": {"level": "trace"}, "keys": {"hsm": token.settings, "next-encryption-key-file": str(following)}}}
    said = []
    with ProcessList() as processes, Stack(tmp_path / "stack", settings=settings) as stack:

        def keys(*arguments, **options):
            result = stack.provider_command("keys", *arguments, check=False, **options)
            said.append(result.stdout + result.stderr)
            return result

        stack.prepare()
        stack.start("identity-provider")
        stack.tongzhao("keys", "create-encryption-key", following)
        passphrase = secrets.token_hex(16)
        write_private(tmp_path / "passphrase", passphrase)
        plain = subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                               check=True, capture_output=True, text=True, timeout=60).stdout
        sealed = subprocess.run(["openssl", "pkcs8", "-topk8", "-passout", f"file:{tmp_path / 'passphrase'}"],
                                input=plain, check=True, capture_output=True, text=True, timeout=60).stdout
        place, why = ("--use", "token", "--algorithm", "ES256"), ("--reason", "moved")

        # What works, and what goes wrong.
        opening = ("--passphrase-file", tmp_path / "passphrase")
        assert keys("import", "-", *place, *why, *opening, input=sealed).returncode == 0
        assert keys("import", "-", *place, *why, input=plain).returncode == 3
        assert keys("import", "-", "--use", "token", "--algorithm", "RS256", *why, input=plain).returncode == 3
        assert keys("import", "-", *place, *why, input="-----BEGIN PRIVATE KEY-----\n" + plain[-60:]).returncode == 3
        rsa = ("--use", "token", "--algorithm", "RS256")
        assert keys("generate", *rsa, "--in", "hsm").returncode == 0
        assert keys("rotate-encryption-key", "--new-file", following, "--reason", "drill", "--yes").returncode == 0
        token.lose()
        assert keys("verify").returncode == 2
        token.give_back()
        eventually(lambda: keys("verify").returncode == 0, "the token does not come back")
        write_private(token.pin_file, "0000111122")
        wrong = keys("rotate", *rsa, "--now", "--force", "--reason", "drill", "--yes")
        write_private(token.pin_file, token.pin)
        secret = (stack.state / "department" / "client-secret").read_text().strip()
        answer = requests.post(stack.url("identity-provider") + "/token", data={"grant_type": "client_credentials"},
                               auth=("demo-department", secret), timeout=PATIENCE)
        assert answer.status_code == 200, wrong.stderr
        known = {passphrase, secret, token.pin, "0000111122", answer.json()["access_token"],
                 following.read_text().strip(), (stack.state / "secrets" / "identity-provider.kek").read_text().strip()}
        known |= {line for text in (plain, sealed) for line in text.splitlines() if len(line) > 20 and " " not in line}
        stack.stop()
        places = {file.name: file.read_text(errors="replace") for file in stack.logs.iterdir()}
    places |= {f"answer {number}": text for number, text in enumerate(said)}
    places |= {f"process {number}": text for number, text in enumerate(processes.texts)}
    assert len(processes.texts) > 10 and len(known) > 8
    found = [(name, text) for name, content in places.items() for text in known if text in content]
    assert found == [], json.dumps(found)


def is_in(text, log):
    """Digits only as a number of their own: microseconds may contain any six of them."""
    if text.isdigit():
        return re.search(rf"(?<![\d=]){text}(?!\d)|(?:number|code|pin)\W*{text}", log, re.IGNORECASE) is not None
    return text in log
