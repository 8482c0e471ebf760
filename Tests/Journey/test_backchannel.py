"""A clerk asks and the holder's wallet approves (OpenID Connect CIBA Core 1.0): polled, and told by a ping."""

import json
import queue
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from people import PATIENCE, Desk
from test_departments import Client, look

CIBA = "urn:openid:params:grant-type:ciba"
COMPANY = "91419001MA00000079"
TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"


@pytest.fixture(scope="module")
def told():
    """The counter's server: what it is told, and by whose token."""
    notes = queue.Queue()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            notes.put((self.headers["Authorization"], self.headers["Content-Type"], json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ciba", notes
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def counter(stack, told):
    """A client whose clerks stand at a counter."""
    return Client(stack, {
        "client_id": "counter", "client_name": "政务服务窗口", "client_name#en": "Service Counter",
        "tongzhao_purpose": "代办登记", "tongzhao_purpose#en": "Registration by a clerk",
        "grant_types": [CIBA, "refresh_token"], "scope": "openid licence",
        "backchannel_token_delivery_mode": "ping", "backchannel_client_notification_endpoint": told[0],
    })


def ask(counter, message="窗口三 W4SCT"):
    answer = counter.post(
        "backchannel_authentication_endpoint", scope="openid licence", login_hint=COMPANY, binding_message=message,
        client_notification_token=TOKEN)
    assert answer.status_code == 200, answer.text
    return answer.json()


def poll(counter, asked):
    return counter.post("token_endpoint", grant_type=CIBA, auth_req_id=asked["auth_req_id"])


@pytest.mark.parametrize("language, warning", [("zh-CN", "链接是陌生人发来的"), ("en", "a stranger sent you the link")])
def test_a_clerk_asks_and_the_wallet_approves(stack, company, browser, tmp_path, counter, told, language, warning):
    asked = ask(counter)
    assert poll(counter, asked).json()["error"] == "authorization_pending"
    desk = Desk(stack, browser, tmp_path)
    page = desk.page
    page.goto(asked["verification_uri_complete"] + f"?lang={language}")
    look(page, "who asks")
    shown = page.inner_text("main")
    assert warning in shown and COMPANY in shown and "窗口三 W4SCT" in shown
    desk.tab_to("#continue")
    page.keyboard.press("Enter")
    desk.is_asked_to_scan()
    look(page, "the login for the clerk")
    assert "窗口三 W4SCT" in page.inner_text("main"), "the page of the login says it too"
    presented = desk.scan(company)
    assert presented["binding_message"] == "窗口三 W4SCT", "and the wallet, from the signed request"
    if presented.get("number"):
        desk.type_number(presented["number"])
    page.wait_for_url(re.compile(r"/backchannel_authentication/done$"))
    look(page, "approved")

    authorization, kind, note = told[1].get(timeout=PATIENCE)
    assert (authorization, kind) == (f"Bearer {TOKEN}", "application/json")
    assert note == {"auth_req_id": asked["auth_req_id"]}
    time.sleep(asked["interval"])
    answer = poll(counter, asked)
    assert answer.status_code == 200, answer.text
    tokens = answer.json()
    claims = counter.validated(tokens["access_token"], counter.issuer)
    assert claims["sub"] == COMPANY and claims["scope"] == "openid licence"
    assert counter.validated(tokens["id_token"], counter.id)["sub"] == COMPANY
    assert poll(counter, asked).json()["error"] == "invalid_grant", "once"
    company.not_me(presented["receipt_id"])
    assert not counter.is_active(tokens["access_token"])
    desk.close()


def test_who_refuses_on_the_page_has_the_clerk_told(stack, browser, tmp_path, counter, told):
    asked = ask(counter)
    desk = Desk(stack, browser, tmp_path)
    page = desk.page
    page.goto(asked["verification_uri_complete"])
    page.locator("#refuse").click()
    page.get_by_text("已拒绝").first.wait_for()
    look(page, "refused")
    assert told[1].get(timeout=PATIENCE)[2] == {"auth_req_id": asked["auth_req_id"]}
    answer = poll(counter, asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")
    page.goto(asked["verification_uri_complete"])
    look(page, "a link that is used")
    assert "链接已失效" in page.inner_text("main")
    desk.close()


def test_of_many_polls_at_once_one_gets_the_tokens(stack, company, browser, tmp_path, counter, told):
    asked = ask(counter)
    desk = Desk(stack, browser, tmp_path)
    page = desk.page
    page.goto(asked["verification_uri_complete"])
    page.locator("#continue").click()
    desk.is_asked_to_scan()
    presented = desk.scan(company)
    if presented.get("number"):
        desk.type_number(presented["number"])
    page.wait_for_url(re.compile(r"/backchannel_authentication/done$"))
    told[1].get(timeout=PATIENCE)
    statuses = []
    threads = [
        threading.Thread(target=lambda: statuses.append(poll(counter, asked).status_code)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert sorted(statuses) == [200] + [400] * 19
    desk.close()
