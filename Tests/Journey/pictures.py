"""Makes the pictures of the README from the running processes: `python Tests/Journey/pictures.py`."""

import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy"))

from playwright.sync_api import sync_playwright  # noqa: E402

from people import Desk, Holder, launch_browser  # noqa: E402
from stack import Stack  # noqa: E402

FOLDER = REPOSITORY / "deploy" / "pictures"


def main():
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Stack(folder) as stack, sync_playwright() as playwright:
        stack.prepare()
        stack.start()
        holder = Holder(stack)
        holder.receive("91419001MA00000079")
        desk = Desk(stack, launch_browser(playwright), folder)

        def picture(name):
            desk.page.screenshot(path=str(FOLDER / f"{name}.png"))

        desk.page.goto(stack.url("portal"))
        picture("1-portal")
        desk.begin_login()
        desk.page.wait_for_timeout(800)
        picture("2-scan")
        presented = desk.scan(holder)
        desk.page.locator("input[name=number]").wait_for(state="visible")
        picture("3-number")
        phone = Desk(stack, desk.context.browser, folder)
        phone.page.set_viewport_size({"width": 390, "height": 640})
        phone.page.goto(presented["receipt"])
        phone.page.screenshot(path=str(FOLDER / "4-phone.png"))
        desk.type_number(presented["number"])
        desk.is_logged_in()
        picture("5-logged-in")
        desk.enter_department()
        picture("6-department")


if __name__ == "__main__":
    main()
