"""The main job: a licence logs in to a portal, and a department knows that the token is good."""

import re
import time

import pytest
import requests
from playwright.sync_api import expect

from authlib_portal import AuthlibPortal
from people import GENEROUS, Desk, Holder, eventually
from plain_browser import PlainBrowser, read_qr
from stack import Stack
from standard_wallet import Distrust, StandardWallet

COMPANY = ("济源示例科技有限公司", "法定代表人 张**")
DEPARTMENT = "demo-department"


def is_active(stack, token):
    secret = (stack.state / "department" / "client-secret").read_text()
    answer = requests.post(stack.url("identity-provider") + "/introspect", data={"token": token},
                           auth=(DEPARTMENT, secret))
    return answer.json()["active"]


# From the screen to the phone and back


def test_a_licence_logs_in_by_a_screenshot_of_the_code(company, desk):
    desk.begin_login()
    presented = desk.scan(company)
    assert presented["client_name"] == "济源政务服务网" and presented["purpose"] == "企业办事登录"
    desk.type_number(presented["number"])
    assert desk.is_logged_in() == COMPANY
    assert desk.enter_department() == ("accepted", "active")


def test_not_me_ends_the_login_at_once_for_who_asks(company, desk):
    presented = desk.log_in(company)
    assert desk.enter_department() == ("accepted", "active")
    company.not_me(presented["receipt_id"])
    # The very next question is answered with no; a token that is validated locally lives until its exp, at most 300 s.
    desk.page.locator("#again").click()
    desk.page.locator("#introspection-outcome[data-outcome=inactive]").wait_for()
    assert desk.verdicts() == ("accepted", "inactive")
    desk.page.goto(desk.portal + "/login?prompt=none")
    assert desk.page.locator("#enterprise").count() == 0, "the session is over too"


def test_the_receipt_page_says_not_me_too(stack, company, desk, browser, tmp_path):
    presented = desk.log_in(company)
    token = desk.token()
    phone = Desk(stack, browser, tmp_path, viewport={"width": 390, "height": 844})
    phone.page.goto(presented["receipt"])
    assert "济源政务服务网" in phone.page.inner_text("body") and "张**" in phone.page.inner_text("body")
    phone.page.locator("#not-me").click()
    phone.phase("disowned")
    assert not is_active(stack, token)
    phone.close()


def test_a_person_refuses_and_goes_back(company, desk):
    desk.begin_login()
    assert company.run("refuse", "--image", desk.screenshot())["state"] == "refused"
    desk.phase("denied")
    desk.page.locator("#back").click()
    desk.page.wait_for_url(re.compile(re.escape(desk.portal) + "/callback"))
    assert desk.page.locator("#enterprise").count() == 0


def test_a_person_cancels(desk):
    desk.begin_login()
    desk.page.locator("form[action$='/cancel'] button").click()
    desk.page.wait_for_url(re.compile(re.escape(desk.portal) + "/callback"))
    assert desk.page.locator("#enterprise").count() == 0


def test_start_again_stays_with_the_login(company, desk):
    desk.begin_login()
    first = desk.page.url
    stale = desk.screenshot()
    desk.page.locator("summary").click()
    desk.page.locator("form[action$='/restart'] button").click()
    desk.page.wait_for_url(lambda url: url != first and "/sign-in/" in url)
    desk.is_asked_to_scan()
    status, _, _ = company.present("--image", stale, check=False)
    assert status != 0, "the former order is over"
    desk.type_number(desk.scan(company)["number"])
    assert desk.is_logged_in() == COMPANY


def test_the_typed_code_takes_the_place_of_the_camera(stack, company, desk):
    desk.begin_login()
    digits = desk.offer_typed_code()
    presented = company.present("--code", digits, "--at", stack.url("identity-provider"))
    desk.type_number(presented["number"])
    assert desk.is_logged_in() == COMPANY
    status, _, _ = company.present("--code", digits, "--at", stack.url("identity-provider"), check=False)
    assert status != 0, "eight digits work once"


# The number


def test_a_wrong_number_does_not_log_in_and_the_third_ends_the_order(company, desk):
    desk.begin_login()
    number = desk.scan(company)["number"]
    desk.type_number("12345")
    wrong = f"{(int(number) + 1) % 1_000_000:06d}"
    for left in (2, 1):
        desk.type_number(wrong)
        desk.is_told_of_tries(left)
    desk.type_number(wrong)
    desk.phase("failed")
    assert desk.page.url.startswith(desk.provider)
    assert desk.page.locator("input[name=number]").count() == 0


def test_a_wrong_number_can_be_corrected(company, desk):
    desk.begin_login()
    number = desk.scan(company)["number"]
    desk.type_number(f"{(int(number) + 1) % 1_000_000:06d}")
    desk.is_told_of_tries(2)
    desk.type_number(number)
    assert desk.is_logged_in() == COMPANY


@pytest.fixture
def counting(tmp_path):
    """A server with the budget of wrong numbers that every server has."""
    with Stack(tmp_path / "counting", settings=GENEROUS) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider", "portal")
        yield stack


def test_wrong_numbers_are_counted_over_all_orders_of_a_licence(counting):
    stack = counting
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer("91419001MA0000023Y"))

    def asked_by_a_new_order():
        browser = PlainBrowser(stack)
        browser.open(requests.get(stack.url("portal") + "/login", allow_redirects=False).headers["Location"])
        return browser, wallet.ask(wallet.camera(browser.qr()))

    for _ in range(4):
        browser, request = asked_by_a_new_order()
        number = wallet.approve(request)["number"]
        for _ in range(3):
            browser.type_number(f"{(int(number) + 1) % 1_000_000:06d}")
        assert browser.state()["state"] == "failed"
    browser, request = asked_by_a_new_order()
    refused = wallet.present(request)
    assert refused.status_code == 429 and refused.json()["rejection"] == "outOfNumbers", "nothing is approved in vain"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "输错数字的次数过多" in browser.http.get(browser.order, headers={"Accept": "text/html"}).text


def test_a_browser_and_a_phone_that_know_each_other_need_no_number(company, desk):
    desk.log_in(company)
    desk.log_out()
    desk.begin_login()
    desk.scan(company)
    assert desk.is_logged_in() == COMPANY


# Somebody else's browser


def test_another_browser_gets_nothing_from_the_order(stack, company, desk, browser, tmp_path):
    desk.begin_login()
    order = desk.page.url
    attacker = Desk(stack, browser, tmp_path)
    assert attacker.page.goto(order).status == 403
    assert attacker.page.locator("#code").count() == 0
    presented = desk.scan(company)
    for path in ("/qr.svg", "/state", "/events"):
        assert attacker.context.request.get(order + path).status == 403
    for path, form in (("/number", {"number": presented["number"]}), ("/continue", {}), ("/typed-code", {}),
                       ("/cancel", {}), ("/shared", {"shared": "yes"})):
        answer = attacker.context.request.post(order + path, form=form, max_redirects=0)
        assert answer.status == 403, path
    attacker.close()
    desk.type_number(presented["number"])
    assert desk.is_logged_in() == COMPANY


def test_a_number_from_elsewhere_may_not_be_sent_by_another_site(company, desk):
    desk.begin_login()
    order, presented = desk.page.url, desk.scan(company)
    answer = desk.context.request.post(
        order + "/number", form={"number": presented["number"]}, headers={"Sec-Fetch-Site": "cross-site"},
        max_redirects=0)
    assert answer.status == 403


def test_on_one_device_the_return_link_finishes_the_login(company, desk):
    desk.begin_login()
    presented = company.present(desk.page.locator("#wallet-link").get_attribute("href"))
    assert "number" not in presented
    desk.phase("returning")
    assert desk.page.url.startswith(desk.provider), "waiting alone never completes it"
    desk.page.goto(presented["redirect_uri"])
    assert desk.is_logged_in() == COMPANY


def test_a_return_link_in_another_browser_ends_the_order(stack, company, desk, browser, tmp_path):
    # Somebody begins a login and sends the link to the holder, who approves: the login must not come to the sender.
    desk.begin_login()
    presented = company.present(desk.page.locator("#wallet-link").get_attribute("href"))
    victim = Desk(stack, browser, tmp_path)
    assert victim.page.goto(presented["redirect_uri"]).status == 403
    victim.close()
    desk.phase("failed")
    desk.page.goto(presented["redirect_uri"])
    assert desk.page.url.startswith(desk.provider) and desk.page.locator("#enterprise").count() == 0


def test_only_the_first_of_two_wallets_counts(stack, company, phone, desk):
    desk.begin_login()
    shot = desk.screenshot()
    other = phone.ask(phone.camera(read_qr(desk.context.request.get(desk.page.url + "/qr.svg").text())))
    presented = company.present("--image", shot)
    assert phone.present(other).status_code == 404
    desk.type_number(presented["number"])
    assert desk.is_logged_in() == COMPANY


def test_a_photographed_code_used_later_gets_nothing(tmp_path, browser):
    with Stack(tmp_path / "stack", settings={"identity-provider": {"sign-in": {"frame-lifetime": 4}}}) as stack:
        stack.prepare()
        stack.start("licence-issuer", "identity-provider", "portal")
        wallet = StandardWallet(stack.authority_certificate.read_text())
        wallet.receive(*stack.offer("91419001MA00000079"))
        desk = Desk(stack, browser, tmp_path)
        desk.begin_login()

        def frame():
            text = read_qr(desk.context.request.get(desk.page.url + "/qr.svg").text())
            return text, int(text.split("/w/")[1].split(".")[1])

        photograph, taken = frame()
        while True:
            newer, served = frame()
            if served > taken + 4:
                break
            time.sleep(0.3)
        with pytest.raises(Distrust):
            wallet.camera(photograph)
        holder = Holder(stack)
        holder.receive("91419001MA0000023Y")
        status, _, _ = holder.present(photograph, check=False)
        assert status != 0

        def is_answered():
            # A machine that is busy may itself be too slow for a frame of four seconds.
            try:
                return wallet.ask(wallet.camera(frame()[0]))
            except Distrust:
                return False
        eventually(is_answered, "no frame is fresh")
        desk.close()


# One session, several portals


@pytest.fixture(scope="module")
def portals(stack):
    """A portal that asks, and one for which the operator recorded that nobody is asked again."""
    asking = AuthlibPortal(stack, "sso-asking")
    trusted = AuthlibPortal(stack, "sso-trusted", scope="openid licence holder licence.particulars",
                            tongzhao_skips_approval_within_session=True)
    yield asking, trusted
    asking.close()
    trusted.close()


def test_a_session_gives_a_portal_only_what_was_approved_for_it(company, desk, portals):
    asking, trusted = portals
    desk.log_in(company)

    def silent(portal, **options):
        answer = desk.context.request.get(portal.url + "/login", params={"prompt": "none", **options})
        return answer.status, answer.json()

    assert silent(asking) == (403, {"error": "consent_required"})
    status, claims = silent(trusted)
    assert status == 200 and claims["sub"] == "91419001MA00000079"
    # With the person's approval the asking portal has its own; the known pair needs no number.
    desk.page.goto(asking.url + "/login")
    desk.is_asked_to_scan()
    desk.scan(company)
    desk.page.wait_for_url(re.compile(re.escape(asking.url) + "/callback"))
    assert silent(asking)[0] == 200
    # One end for all.
    desk.log_out()
    assert silent(asking) == (403, {"error": "login_required"})
    assert silent(trusted) == (403, {"error": "login_required"})


def test_a_recorded_policy_hands_on_no_fact_that_nobody_was_asked_for(stack, company, desk, portals):
    asking, trusted = portals
    desk.page.goto(asking.url + "/login")
    desk.is_asked_to_scan()
    desk.type_number(desk.scan(company)["number"])
    desk.page.wait_for_url(re.compile(re.escape(asking.url) + "/callback"))
    answer = desk.context.request.get(trusted.url + "/login", params={"prompt": "none"})
    assert answer.json() == {"error": "consent_required"}, "particulars were not approved in this session"


def test_prompt_login_asks_again_and_logging_out_is_final(company, desk):
    desk.log_in(company)
    desk.begin_login("/login?prompt=login")
    desk.scan(company)
    assert desk.is_logged_in() == COMPANY
    token = desk.token()
    desk.log_out()
    desk.page.goto(desk.portal + "/login?prompt=none")
    assert desk.page.url.startswith(desk.portal) and desk.page.locator("#enterprise").count() == 0
    assert not is_active(desk.stack, token)


def test_switching_the_enterprise_ends_the_former_session(stack, company, phone, desk):
    desk.log_in(company)
    former = desk.token()
    desk.page.locator("#switch").click()
    desk.is_asked_to_scan()
    text = read_qr(desk.context.request.get(desk.page.url + "/qr.svg").text())
    desk.type_number(phone.approve(phone.ask(phone.camera(text)))["number"])
    enterprise, _ = desk.is_logged_in()
    assert enterprise == "济源王屋山药材合伙企业（有限合伙）"
    assert is_active(stack, desk.token()) and not is_active(stack, former)


# A computer that many people use


def test_two_people_in_succession_on_a_shared_computer(stack, company, phone, desk, portals):
    def remembered():
        port = str(stack.ports["identity-provider"])
        names = {cookie["name"] for cookie in desk.context.cookies(desk.provider)}
        # What a portal's page sees of the login (`state`) is a random value after it, and of nobody.
        return {name for name in names if port in name and "lang" not in name and "tongzhao-state" not in name}

    desk.begin_login()
    desk.page.locator("form[action$='/shared'] button").click()
    desk.page.locator("#shared-means").wait_for()
    desk.is_asked_to_scan()
    desk.type_number(desk.scan(company)["number"])
    assert desk.is_logged_in() == COMPANY
    first = desk.token()
    assert len(remembered()) == 1, "the session, until the browser is closed"
    for portal in portals:
        answer = desk.context.request.get(portal.url + "/login", params={"prompt": "none"})
        assert answer.json() == {"error": "consent_required"}, "nothing reaches beyond the portal at hand"
    desk.log_out()
    assert remembered() == set(), "the browser remembers nothing"
    assert not is_active(stack, first)
    # The second person is asked anew, as is the first one if it comes back: number and all.
    desk.begin_login()
    desk.page.locator("form[action$='/shared'] button").click()
    desk.page.locator("#shared-means").wait_for()
    text = read_qr(desk.context.request.get(desk.page.url + "/qr.svg").text())
    desk.type_number(phone.approve(phone.ask(phone.camera(text)))["number"])
    assert desk.is_logged_in()[0] == "济源王屋山药材合伙企业（有限合伙）"
    desk.log_out()
    desk.begin_login()
    assert desk.scan(company)["number"]


# Licences that change


def test_a_suspended_licence_is_refused_within_seconds_and_restored_again(stack, desk, browser, tmp_path):
    code = "91419001MA00000154"
    holder = Holder(stack, "suspended")
    holder.receive(code)
    desk.log_in(holder)
    token = desk.token()
    waiting = Desk(stack, browser, tmp_path)
    waiting.begin_login()
    shot = waiting.screenshot()
    stack.issuer_command("licences", "suspend", code, "--reason", "挂失")
    eventually(lambda: not is_active(stack, token), "its tokens live on")
    status, refusal, _ = holder.present("--image", shot, check=False)
    assert status == 1 and refusal["error"]
    waiting.page.locator(".notice", has_text=re.compile("挂失|冻结|停用")).wait_for()
    waiting.close()
    desk.page.goto(desk.portal + "/login?prompt=none")
    assert desk.page.locator("#enterprise").count() == 0, "its session opens nothing"
    stack.issuer_command("licences", "restore", code, "--reason", "解除")
    eventually(lambda: is_active(stack, token), "restored, its tokens stay dead")
    desk.log_in(holder, "/login?prompt=login")


def test_a_changed_licence_is_renewed_without_a_visit_and_a_new_phone_ends_the_old_one(stack):
    code = "91419001MA0000031R"
    old = Holder(stack, "old-phone")
    old.receive(code)

    def attempt(holder):
        browser = PlainBrowser(stack)
        browser.open(requests.get(stack.url("portal") + "/login", allow_redirects=False).headers["Location"])
        status, answer, _ = holder.present(browser.qr(), check=False)
        return status == 0, answer

    stack.issuer_command("licences", "change", code, "address=河南省济源市新址9号", "--reason", "变更登记")
    (renewed,) = old.run("refresh")["renewed"]
    assert renewed["uscc"] == code
    assert old.run("show", code)["claims"]["address"] == "河南省济源市新址9号"
    assert attempt(old)[0]
    new = Holder(stack, "new-phone")
    new.receive(code)
    assert attempt(new)[0]
    eventually(lambda: not attempt(old)[0], "the old phone goes on logging in")


def test_an_agent_acts_within_the_delegation_only(stack, browser, tmp_path, desk):
    tomorrow = time.strftime("%Y-%m-%d", time.localtime(time.time() + 2 * 86_400))
    agent = Holder(stack, "agent")
    agent.receive("91419001MA00000079", "--name", "王芳", "--matter", "社保登记", "--until", tomorrow, holder="agent")
    desk.log_in(agent)
    assert desk.page.locator("#acting").inner_text() == "办事人 王*"
    fund = AuthlibPortal(stack, "matter-fund", tongzhao_matter="公积金开户")
    desk.page.goto(fund.url + "/login")
    desk.is_asked_to_scan()
    status, refusal, _ = desk.scan(agent, check=False)
    assert status == 1 and "delegationMatterMissing" in str(refusal)
    fund.close()


def test_a_delegation_that_is_over_is_not_even_offered(stack):
    result = stack.issuer_command(
        "licences", "offer", "91419001MA00000079", "--holder", "agent", "--name", "王芳", "--until", "2024-12-31",
        check=False)
    assert result.returncode != 0 and "授权" in result.stderr


# Every kind of browser


def test_the_whole_login_without_javascript(stack, company, phone, browser, tmp_path):
    desk = Desk(stack, browser, tmp_path, java_script_enabled=False)
    page = desk.page
    page.goto(desk.portal + "/")
    page.locator("#login").click()
    page.wait_for_url(re.compile(re.escape(desk.provider) + "/sign-in/"))
    page.locator("#code").wait_for()
    first = desk.screenshot()
    # Somebody looks at the request: now the page looks again by itself every few seconds.
    request = phone.ask(phone.camera(read_qr(desk.context.request.get(page.url + "/qr.svg").text())))
    page.locator("noscript a, a", has_text="现在刷新").first.click()
    desk.phase("scanned")
    presented = company.present("--image", first)
    desk.phase("number")
    assert phone.present(request).status_code == 404
    desk.type_number(presented["number"])
    assert desk.is_logged_in() == COMPANY
    assert desk.enter_department() == ("accepted", "active")
    desk.close()


def test_the_typed_code_without_javascript(stack, company, browser, tmp_path):
    desk = Desk(stack, browser, tmp_path, java_script_enabled=False)
    desk.page.goto(desk.portal + "/login")
    digits = desk.offer_typed_code()
    presented = company.present("--code", digits, "--at", stack.url("identity-provider"))
    desk.page.locator("#typed a").click()
    desk.type_number(presented["number"])
    assert desk.is_logged_in() == COMPANY
    desk.close()


def test_the_whole_login_by_keyboard_alone(company, desk):
    page = desk.page
    page.goto(desk.portal + "/")
    desk.tab_to("#login")
    page.keyboard.press("Enter")
    desk.is_asked_to_scan()
    for selector in ("#wallet-link", "form[action$='/typed-code'] button", "form[action$='/shared'] button", "summary",
                     "form[action$='/cancel'] button"):
        desk.tab_to(selector)
    presented = desk.scan(company)
    desk.phase("number")
    page.locator("input[name=number]").wait_for()
    if not page.evaluate("document.activeElement.matches('input[name=number]')"):
        desk.tab_to("input[name=number]")
    page.keyboard.type(presented["number"])
    page.keyboard.press("Enter")
    assert desk.is_logged_in() == COMPANY
    desk.tab_to("button[data-service=social-insurance]")
    page.keyboard.press("Enter")
    assert desk.verdicts() == ("accepted", "active")


def test_a_live_region_announces_each_state(stack, company, phone, desk):
    desk.begin_login()
    live = desk.page.locator("[role=status]").first
    request = phone.ask(phone.camera(read_qr(desk.context.request.get(desk.page.url + "/qr.svg").text())))
    desk.phase("scanned")
    expect(live).to_contain_text("已扫码")
    assert live.get_attribute("aria-live") in (None, "polite")
    phone.approve(request)
    expect(live).to_contain_text("六位数字")


def test_english_pages(stack, company, browser, tmp_path):
    desk = Desk(stack, browser, tmp_path, locale="en-GB")
    desk.begin_login()
    page = desk.page
    assert page.locator("html").get_attribute("lang") == "en"
    text = page.inner_text("main")
    assert "Log in with your electronic business licence" in text and "Jiyuan Government Services" in text
    assert not re.search("[一-鿿]", text.replace("中文", "")), text
    presented = desk.scan(company)
    desk.type_number(presented["number"])
    assert desk.is_logged_in()[1] == "Legal representative 张**"
    # The choice on the page outweighs the browser's language, and is remembered.
    desk.begin_login("/login?prompt=login")
    page.locator("a[hreflang=zh-CN]").click()
    page.locator("html[lang=zh-CN]").wait_for()
    page.reload()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    desk.close()
