"""What was approved for a portal is shown and taken back: with the wallet command, in the web wallet, and on the page of
the browser that is logged in."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from people import eventually
from test_login import is_active
from test_web_wallet import HEAD, ROW, WebPhone

CODE = "91419001MA0000285N"


def test_the_wallet_command_lists_what_was_approved_and_takes_it_back(stack, company, desk):
    desk.log_in(company)
    token = desk.token()
    given = [one for one in company.run("consents")["consents"] if one["client_name"] == "济源政务服务网"]
    assert len(given) == 1 and "licence.particulars" in given[0]["scope"]
    assert is_active(stack, token)
    company.run("consents", "--revoke", given[0]["id"])
    eventually(lambda: not is_active(stack, token), "the token lives on")

    # The portal is told: nobody is logged in there any more.
    def is_out():
        desk.page.goto(desk.portal + "/")
        return desk.page.locator("#enterprise").count() == 0
    eventually(is_out, "the portal was not told")
    assert all(one["id"] != given[0]["id"] for one in company.run("consents")["consents"])


def test_the_page_takes_it_back_with_a_keyboard_and_without_a_complaint_of_axe(stack, company, desk):
    desk.log_in(company)
    token = desk.token()
    desk.page.goto(desk.provider + "/consents")
    section = desk.page.locator("section.card", has_text="济源政务服务网")
    assert section.count() == 1
    result = Axe().run(desk.page)
    assert result.violations_count == 0, result.generate_report()
    button = section.locator("button")
    button.focus()
    desk.page.keyboard.press("Enter")
    expect(section).to_have_count(0)
    eventually(lambda: not is_active(stack, token), "the token lives on")
    desk.page.goto(desk.provider + "/consents?lang=en")
    assert "Sites that you approved" in desk.page.inner_text("h1")


def test_the_web_wallet_lists_what_was_approved_and_takes_it_back(stack, browser, desk):
    stack.import_licences("consent-licence.csv", HEAD + ROW.format(CODE, "济源授权有限公司", 28))
    phone = WebPhone(stack, browser)
    phone.receive(CODE)
    desk.begin_login()
    phone.scan_picture(desk.screenshot())
    phone.decide("同意")
    desk.type_number(phone.number())
    desk.is_logged_in()
    token = desk.token()
    phone.page.locator("nav a", has_text="记录").click()
    phone.page.locator("a", has_text="已授权的网站").click()
    card = phone.page.locator("li.card", has_text="济源政务服务网")
    expect(card).to_contain_text("licence.particulars")
    result = Axe().run(phone.page)
    assert result.violations_count == 0, result.generate_report()
    assert is_active(stack, token)
    card.locator("button", has_text="撤回授权").click()
    card.locator("button", has_text="撤回").first.click()
    expect(phone.page.locator(".verdict")).to_have_text("已撤回，该网站已被通知。")
    eventually(lambda: not is_active(stack, token), "the token lives on")
    phone.context.close()
