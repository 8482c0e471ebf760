"""Logging out at one portal logs out at the others: by a request from server to server, which survives what happens to
the servers, and by a frame in the browser."""

import json
import re
import subprocess

import jwt
import pytest
import requests

from told_apache import ApachePortal
from authlib_portal import AuthlibPortal
from logout_listener import EVENT, LogoutListener
from people import PATIENCE, Desk, Holder, eventually, generous
from plain_browser import PlainBrowser
from stack import BINARIES, Stack, free_port
from standard_wallet import StandardWallet

COMPANY = "91419001MA00000079"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    # A first pause of a second, so that a second try comes soon.
    with Stack(tmp_path_factory.mktemp("logout"),
               settings=generous({"identity-provider": {"logout": {"delivery-pause": 1}}})) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider", "portal")
        yield stack


@pytest.fixture(scope="module")
def company(stack):
    holder = Holder(stack)
    holder.receive(COMPANY)
    return holder


class SecondPortal:
    """Another site with the same program."""

    def __init__(self, stack, name, *register):
        self.stack, self.name, self.port = stack, name, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = stack.state / name
        stack.add_client(json.loads(stack.command(
            "demo-portal", "register", "--url", self.url, "--state", self.folder, "--client-id", name, *register).stdout))
        self.log = open(stack.logs / f"{name}.log", "ab")
        self.process = subprocess.Popen(
            [str(BINARIES / "demo-portal"), "serve", "--listen", f"127.0.0.1:{self.port}", "--url", self.url,
             "--client-id", name, "--issuer", stack.url("identity-provider"), "--department", stack.url("department"),
             "--state", str(self.folder)],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=stack.environment(), start_new_session=True)

    def desk(self, desk):
        """The same browser at this site."""
        other = Desk.__new__(Desk)
        other.__dict__.update(desk.__dict__)
        other.portal = self.url
        other.page = desk.context.new_page()
        return other

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.log.close()


def is_logged_in(desk):
    desk.page.goto(desk.portal + "/")
    return desk.page.locator("#enterprise").count() == 1


@pytest.mark.parametrize("channel", ["back", "front"])
def test_logging_out_at_one_portal_logs_out_at_the_other(stack, company, browser, tmp_path, channel):
    second = SecondPortal(stack, f"{channel}-portal", *(["--front-channel"] if channel == "front" else []))
    desk = Desk(stack, browser, tmp_path)
    try:
        stack_ready(second)
        desk.log_in(company)
        other = second.desk(desk)
        other.log_in(company)
        assert is_logged_in(other)
        if channel == "front":
            # Only by the browser, to see that it is enough.
            patch = json.loads((stack.state / f"client-{second.name}.json").read_text())
            del patch["backchannel_logout_uri"]
            stack.add_client(patch)
            eventually(lambda: "backchannel_logout_uri" not in json.loads(
                stack.provider_command("clients", "show", second.name, "--json").stdout), "the client did not change")
        # The first portal knows the session by the name that it had before the second login.
        desk.log_out()
        eventually(lambda: not is_logged_in(other), "the other portal was not told")
        log = (stack.logs / "identity-provider.log").read_text()
        assert "logout_token" not in log and "eyJ" not in log
    finally:
        desk.close()
        second.close()


def stack_ready(portal):
    def ready():
        try:
            return requests.get(portal.url + "/health/ready", timeout=PATIENCE).status_code == 200
        except requests.RequestException:
            return False
    eventually(ready, "the second portal did not start")


def test_a_logout_is_told_after_kill_9_too_and_each_time_with_a_new_token(stack):
    issuer = stack.url("identity-provider")
    listener = LogoutListener(issuer, "listening-portal")
    try:
        portal = AuthlibPortal(stack, "listening-portal", backchannel_logout_uri=listener.url + "/told",
                               backchannel_logout_session_required=True)
        wallet = StandardWallet(stack.authority_certificate.read_text())
        wallet.receive(*stack.offer("91419001MA0000023Y"))
        plain = PlainBrowser(stack)
        portal.log_in(plain, wallet)
        tokens = portal.tokens[-1]
        listener.status = 503
        plain.http.get(issuer + "/end-session", params={"id_token_hint": tokens["id_token"]}, timeout=PATIENCE)
        eventually(lambda: listener.tokens, "the portal was not told")
        waiting = json.loads(stack.provider_command("deliveries", "list", "--client", "listening-portal", "--json").stdout)
        assert [one["client_id"] for one in waiting] == ["listening-portal"]
        stack.kill("identity-provider")
        before = len(listener.tokens)
        listener.status = 200
        stack.start("identity-provider")
        eventually(lambda: len(listener.tokens) > before, "nobody delivers what was waiting")

        def settled():
            return stack.provider_command("deliveries", "list", "--json").stdout.strip() == "[]"
        eventually(settled, "what was delivered still waits")
        told = [listener.claims(token) for token in listener.tokens[-2:]]
        sid = jwt.decode(tokens["id_token"], options={"verify_signature": False})["sid"]
        for claims in told:
            assert claims["sid"] == sid and claims["events"] == {EVENT: {}} and "nonce" not in claims
        assert len({claims["jti"] for claims in told}) == len(told)
        portal.close()
    finally:
        listener.close()


def test_apaches_module_is_logged_out_from_server_to_server(tmp_path):
    # By https, without which the module asks nobody.
    with Stack(tmp_path, lan=True, settings=generous({})) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider")
        portal = ApachePortal(stack, "apache-portal")
        try:
            def trusting():
                session = requests.Session()
                # An environment that names other roots would win over these.
                session.trust_env, session.verify = False, str(stack.server_roots)
                return session
            wallet = StandardWallet(stack.authority_certificate.read_text(), trusting())
            wallet.receive(*stack.offer("91419001MA0000023Y"))
            plain = PlainBrowser(stack, trusting())

            def page():
                return plain.http.get(portal.url, allow_redirects=False, timeout=PATIENCE)
            plain.open(page().headers["Location"])
            approved = wallet.approve(wallet.ask(wallet.camera(plain.qr())))
            arrived = plain.http.get(plain.finish(approved["number"]), timeout=PATIENCE)
            assert arrived.text == "the matter\n", f"{arrived.status_code} {arrived.text}\n{portal.log}"
            assert page().status_code == 200
            # At the provider, as from any other portal; Apache is told.
            question = plain.http.get(stack.url("identity-provider") + "/end-session", timeout=PATIENCE)
            confirmation = re.search(r'name="confirmation" value="([^"]+)"', question.text).group(1)
            plain.http.post(stack.url("identity-provider") + "/end-session", data={"confirmation": confirmation},
                            timeout=PATIENCE)
            eventually(lambda: page().status_code == 302, f"Apache was not told:\n{portal.log}")
        finally:
            portal.close()


def test_operators_see_try_again_and_drop_what_cannot_be_delivered(stack):
    def deliveries(*arguments, **options):
        return stack.provider_command("deliveries", *arguments, "--json", **options)

    assert json.loads(deliveries("list").stdout) == []
    refused = deliveries("retry", "--client", "nobody", check=False)
    assert refused.returncode == 1 and "nothing to try again" in refused.stderr
    assert deliveries("drop", "--client", "nobody", check=False).returncode == 64, "a reason is missing"
    assert deliveries("show", "x", check=False).returncode == 64
