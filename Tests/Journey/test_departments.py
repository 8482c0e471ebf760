"""Tokens without a browser: a department acts at the next one, and a device that cannot be typed on logs in."""

import re
import time

import jwt
import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

from people import Desk, eventually

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


class Client:
    """A confidential client of the provider, as anybody would write one with `requests`."""

    def __init__(self, stack, document):
        self.issuer = stack.url("identity-provider")
        self.id = document["client_id"]
        added = stack.add_client(
            {"token_endpoint_auth_method": "client_secret_basic", "client_uri": f"https://{self.id}.example", **document})
        self.auth = (self.id, added["client_secret"])
        self.metadata = requests.get(self.issuer + "/.well-known/oauth-authorization-server", timeout=60).json()

    def post(self, endpoint, **form):
        return requests.post(self.metadata[endpoint], data=form, auth=self.auth, timeout=60)

    def exchange(self, token, audience, **form):
        return self.post("token_endpoint", grant_type=TOKEN_EXCHANGE, subject_token=token,
                         subject_token_type=ACCESS_TOKEN, audience=audience, **form)

    def is_active(self, token):
        return self.post("introspection_endpoint", token=token).json()["active"]

    def validated(self, token, audience):
        """The claims, once PyJWT is content."""
        key = jwt.PyJWKClient(self.metadata["jwks_uri"]).get_signing_key_from_jwt(token)
        return jwt.decode(token, key.key, algorithms=["ES256", "RS256"], audience=audience, issuer=self.issuer,
                          options={"require": ["exp", "iat", "sub", "aud"]})


@pytest.fixture(scope="module")
def offices(stack):
    """Two departments: insurance may ask the tax office for whoever called it, and the tax office asks nobody."""
    insurance = Client(stack, {
        "client_id": "insurance", "client_name": "社会保险中心", "client_name#en": "Insurance Office",
        "grant_types": [TOKEN_EXCHANGE], "tongzhao_introspection_audiences": ["demo-department"],
        "tongzhao_may_exchange_for": {"https://tax.example": "licence"},
    })
    tax = Client(stack, {
        "client_id": "tax", "client_name": "税务局", "client_name#en": "Tax Office", "grant_types": [TOKEN_EXCHANGE],
        "tongzhao_introspection_audiences": ["https://tax.example"],
    })
    return insurance, tax


@pytest.fixture(scope="module")
def kiosk(stack):
    """A client whose devices stand in halls."""
    return Client(stack, {
        "client_id": "kiosk", "client_name": "自助服务终端", "client_name#en": "Self-service Kiosk",
        "tongzhao_purpose": "自助办事", "tongzhao_purpose#en": "Self-service",
        "grant_types": [DEVICE_CODE, "refresh_token"], "scope": "openid licence",
        "tongzhao_device_scopes": "openid licence",
    })


def test_one_department_asks_another_for_the_enterprise_that_called_it(company, desk, offices):
    insurance, tax = offices
    presented = desk.log_in(company)
    token = desk.token()
    answer = insurance.exchange(token, "https://tax.example").json()
    assert answer["issued_token_type"] == ACCESS_TOKEN and "refresh_token" not in answer
    claims = tax.validated(answer["access_token"], "https://tax.example")
    assert claims["sub"] == "91419001MA00000079" and claims["client_id"] == "insurance"
    assert claims["act"]["sub"] == "insurance" and claims["act"]["act"]["sub"]
    assert claims["scope"] == "licence" and claims["exp"] - time.time() <= 300
    assert tax.is_active(answer["access_token"])

    for refused, code in [
        (insurance.exchange(token, "https://bank.example"), "invalid_target"),
        (insurance.exchange(token, "https://tax.example", scope="holder"), "invalid_scope"),
        (tax.exchange(token, "https://tax.example"), "invalid_target"),
        (insurance.exchange(answer["access_token"], "https://tax.example"), "invalid_request"),
    ]:
        assert (refused.status_code, refused.json()["error"]) == (400, code)

    company.not_me(presented["receipt_id"])
    assert not tax.is_active(answer["access_token"]), "what was handed on dies with the login"
    assert insurance.exchange(token, "https://tax.example").json()["error"] == "invalid_request"


def look(page, state):
    results = Axe().run(page)
    assert results.violations_count == 0, f"{state}: {results.generate_report()}"


def open_device_page(desk, kiosk, user_code, language):
    page = desk.page
    page.goto(f"{kiosk.issuer}/device?lang={language}")
    look(page, "a field for the code")
    # By keyboard alone: the field has the focus.
    desk.until("document.activeElement.id === 'user-code'")
    page.keyboard.type(user_code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.locator("#continue").wait_for()
    look(page, "who asks")
    shown = page.inner_text("main")
    assert user_code in shown and kiosk.id in shown
    return page


@pytest.mark.parametrize("language, warning", [("zh-CN", "不在您面前"), ("en", "in front of you")])
def test_a_device_logs_in_by_the_code_that_a_person_types(stack, company, browser, tmp_path, kiosk, language, warning):
    asked = kiosk.post("device_authorization_endpoint", scope="openid licence").json()
    assert "verification_uri_complete" not in asked and asked["verification_uri"] == kiosk.issuer + "/device"

    def poll():
        return kiosk.post("token_endpoint", grant_type=DEVICE_CODE, device_code=asked["device_code"])

    assert poll().json()["error"] == "authorization_pending"
    desk = Desk(stack, browser, tmp_path)
    page = open_device_page(desk, kiosk, asked["user_code"], language)
    assert warning in page.inner_text("main")
    desk.tab_to("#continue")
    page.keyboard.press("Enter")
    desk.is_asked_to_scan()
    look(page, "the login for a device")
    assert asked["user_code"] in page.inner_text("main"), "the page of the login says it too"
    presented = desk.scan(company)
    assert presented["device_code"] == asked["user_code"], "and the wallet, from the signed request"
    if presented.get("number"):
        desk.type_number(presented["number"])
    page.wait_for_url(re.compile(r"/device/done$"))
    look(page, "approved")

    def fetched():
        time.sleep(asked["interval"])
        answer = poll()
        assert answer.status_code == 200 or answer.json()["error"] in ("authorization_pending", "slow_down")
        return answer.json() if answer.status_code == 200 else None

    tokens = eventually(fetched, "the device never got its tokens")
    claims = kiosk.validated(tokens["access_token"], kiosk.issuer)
    assert claims["sub"] == "91419001MA00000079" and claims["scope"] == "openid licence"
    assert kiosk.validated(tokens["id_token"], kiosk.id)["sub"] == claims["sub"]
    assert poll().json()["error"] == "invalid_grant", "once"
    company.not_me(presented["receipt_id"])
    assert not kiosk.is_active(tokens["access_token"])
    again = kiosk.post("token_endpoint", grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert again.json()["error"] == "invalid_grant"
    desk.close()


def test_a_person_refuses_a_device_that_is_not_theirs(stack, browser, tmp_path, kiosk):
    asked = kiosk.post("device_authorization_endpoint", scope="openid").json()
    desk = Desk(stack, browser, tmp_path)
    page = open_device_page(desk, kiosk, asked["user_code"], "zh-CN")
    desk.tab_to("#refuse")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="已拒绝").wait_for()
    look(page, "refused")
    answer = kiosk.post("token_endpoint", grant_type=DEVICE_CODE, device_code=asked["device_code"])
    assert answer.json()["error"] == "access_denied"
    page.goto(kiosk.issuer + "/device")
    page.locator("#user-code").fill("BBBB-BBBB")
    page.keyboard.press("Enter")
    page.locator("#user-code[aria-invalid]").wait_for()
    look(page, "a wrong code")
    desk.close()


def test_the_page_for_devices_works_without_a_script(stack, company, browser, tmp_path, kiosk):
    asked = kiosk.post("device_authorization_endpoint", scope="openid licence").json()
    desk = Desk(stack, browser, tmp_path, java_script_enabled=False)
    page = desk.page
    page.goto(kiosk.issuer + "/device")
    page.locator("#user-code").fill(asked["user_code"])
    page.locator("button.button").first.click()
    page.locator("#continue").click()
    page.wait_for_url(re.compile("/sign-in/"))
    page.wait_for_load_state("networkidle")
    presented = desk.scan(company)
    # The page refreshes itself, in its own time; a person does not wait.
    page.reload()
    if presented.get("number"):
        field = page.locator("input[name=number]")
        field.wait_for()
        field.fill(presented["number"])
        field.press("Enter")
    else:
        page.locator("#proceed button").click()
    page.wait_for_url(re.compile(r"/device/done$"))
    desk.close()
