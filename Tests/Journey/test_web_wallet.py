"""The web wallet in a phone's browser, with everything running: receiving at the window, logging in by picture, camera,
digits and link, and what happens when the register changes or the phone does."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from people import PATIENCE, eventually
from test_login import is_active
from web_phone import WebPhone

HEAD = "统一社会信用代码,名称,类型,法定代表人,注册资本,成立日期,营业期限自,营业期限至,住所,经营范围,登记机关,核准日期,登记状态\n"
ROW = ("{},{},有限责任公司,周明,人民币壹佰万元整,2019-03-12,2019-03-12,长期,河南省济源市钱包路{}号,软件开发,"
       "济源产城融合示范区市场监督管理局,2023-06-01,存续\n")
CODES = ["91419001MA000020XQ", "91419001MA0000218Q", "91419001MA0000226K", "91419001MA0000234E", "91419001MA00002429",
         "91419001MA00002504", "91419001MA00002691"]


@pytest.fixture(scope="session")
def web_licences(stack):
    """Licences that only these tests use: to receive one is to end it on every other device."""
    stack.import_licences("web-wallet-licences.csv", HEAD + "".join(
        ROW.format(code, f"济源网页{number}号有限公司", number) for number, code in enumerate(CODES)))
    return CODES


@pytest.fixture
def web_phone(stack, browser, web_licences):
    phone = WebPhone(stack, browser)
    yield phone
    phone.close()


def test_a_login_by_a_picture_of_the_screen_and_not_me(stack, web_phone, desk):
    web_phone.receive(CODES[0])
    desk.begin_login()
    web_phone.scan_picture(desk.screenshot())
    text = web_phone.page.locator("#page").inner_text()
    for shown in ("济源政务服务网", "企业办事登录", "济源网页0号有限公司", CODES[0], "Chrome", "Linux"):
        assert shown in text
    assert Axe().run(web_phone.page).response["violations"] == []
    web_phone.decide("同意")
    desk.type_number(web_phone.number())
    assert desk.is_logged_in() == ("济源网页0号有限公司", "法定代表人 周*")
    web_phone.page.locator(".verdict", has_text="登录成功").wait_for()
    token = desk.token()
    assert is_active(stack, token)
    web_phone.page.locator("nav a", has_text="记录").click()
    web_phone.page.locator("li button", has_text="不是我本人操作").click()
    web_phone.page.locator("button", has_text="终止").click()
    web_phone.page.locator(".verdict", has_text="已终止该登录").wait_for()
    assert not is_active(stack, token)


def test_a_login_on_the_phone_itself(stack, web_phone):
    web_phone.receive(CODES[1])
    page = web_phone.page
    page.goto(stack.url("portal") + "/login")
    page.locator("#web-wallet-link").click()
    page.wait_for_url(re.compile(re.escape(web_phone.url)))
    web_phone.decide("同意")
    page.wait_for_url(stack.url("portal") + "/")
    assert page.locator("#enterprise").inner_text() == "济源网页1号有限公司"


def test_a_refusal_on_the_phone_itself_leads_back(stack, web_phone):
    web_phone.receive(CODES[2])
    page = web_phone.page
    page.goto(stack.url("portal") + "/login")
    page.locator("#web-wallet-link").click()
    web_phone.decide("拒绝")
    page.locator("h1", has_text="已拒绝").wait_for()
    page.locator("a", has_text="返回").click()
    page.wait_for_url(re.compile(re.escape(stack.url("identity-provider")) + "/sign-in/"))
    assert page.locator("#web-wallet-link").count() == 0


def test_a_login_by_eight_digits(web_phone, desk):
    web_phone.receive(CODES[3])
    desk.begin_login()
    digits = desk.page.evaluate("""async () => {
      const answer = await fetch(location.pathname + '/typed-code', {method: 'POST',
        headers: {accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded'}});
      return (await answer.json()).code;
    }""")
    web_phone.enter(f"{digits[:4]} {digits[4:]}")
    web_phone.decide("同意")
    desk.type_number(web_phone.number())
    assert desk.is_logged_in()[0] == "济源网页3号有限公司"


def test_a_login_by_the_camera(stack, desk, web_licences, tmp_path):
    """Chromium is given the picture of the screen as what its camera sees."""
    desk.begin_login()
    film = tmp_path / "camera.y4m"
    picture = Image.open(desk.screenshot()).convert("YCbCr").resize((1280, 720))
    planes = [plane if index == 0 else plane.resize((640, 360)) for index, plane in enumerate(picture.split())]
    frame = b"FRAME\n" + b"".join(plane.tobytes() for plane in planes)
    film.write_bytes(b"YUV4MPEG2 W1280 H720 F10:1 Ip A1:1 C420jpeg\n" + frame * 5)
    browser = desk.context.browser.browser_type.launch(
        executable_path="/usr/bin/chromium", timeout=PATIENCE * 1000,
        args=["--no-sandbox", "--disable-dev-shm-usage", "--use-fake-ui-for-media-stream",
              "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"])
    phone = WebPhone(stack, browser, permissions=["camera"])
    try:
        phone.receive(CODES[4])
        phone.page.goto(phone.url + "/#/scan")
        phone.page.reload()
        phone.page.locator("button", has_text="打开摄像头").click()
        phone.decide("同意")
        desk.type_number(phone.number())
        assert desk.is_logged_in()[0] == "济源网页4号有限公司"
    finally:
        browser.close()


def test_a_changed_licence_is_shown_again_and_needs_no_visit(stack, web_phone, desk):
    web_phone.receive(CODES[5])
    stack.issuer_command("licences", "change", CODES[5], "entity_name=济源改名有限公司",
                         "--reason", "变更登记")
    web_phone.is_refused(desk)
    assert web_phone.refusal() == "changed"
    assert "济源改名有限公司" in web_phone.page.locator(".claims").inner_text()
    web_phone.decide("同意")
    desk.type_number(web_phone.number())
    assert desk.is_logged_in()[0] == "济源改名有限公司"


def test_a_new_phone_ends_the_old_one(stack, browser, web_phone, desk):
    web_phone.receive(CODES[6])
    new = WebPhone(stack, browser)
    new.receive(CODES[6])
    shot = web_phone.is_refused(desk)
    assert web_phone.refusal() == "licenceInvalid"
    new.scan_picture(shot)
    new.decide("同意")
    desk.type_number(new.number())
    assert desk.is_logged_in()[0] == "济源网页6号有限公司"
    new.close()


def test_the_first_load_is_small_and_from_here_only(stack, browser):
    phone = WebPhone(stack, browser)
    answers = []
    phone.page.on("requestfinished", lambda request: answers.append(request))
    phone.page.goto(phone.url + "/")
    phone.page.locator("#page .card").wait_for()
    assert all(request.url.startswith(phone.url + "/") for request in answers)
    assert len(answers) > 5
    assert sum(request.sizes()["responseBodySize"] for request in answers) <= 60_000
    phone.close()
