"""One stack of real processes for all journeys that leave it as they found it; its own stack for those that do not."""

import signal
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from other_region import OtherRegion  # noqa: E402
from people import Desk, Holder, generous, launch_browser  # noqa: E402
from plain_browser import PlainBrowser  # noqa: E402
from stack import Stack  # noqa: E402
from standard_wallet import StandardWallet  # noqa: E402


# Asked to stop, a run stops as by Ctrl-C: its servers must not outlive it.
signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def region():
    """Another region whose licences are believed too."""
    region = OtherRegion()
    yield region
    region.close()


@pytest.fixture(scope="session")
def stack(tmp_path_factory, region):
    """All five processes, with time enough for a busy machine, and wrong numbers enough for all who share it."""
    settings = generous({"identity-provider": {"sign-in": {"number-budget": 1000}}})
    with Stack(tmp_path_factory.mktemp("stack"), settings=settings, anchors=[region.anchor()]) as stack:
        stack.prepare()
        stack.import_licences("more-licences.csv", MORE_LICENCES)
        stack.start()
        yield stack


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def company(stack):
    """The legal representative of the example company, with its licence in the wallet command."""
    holder = Holder(stack, "company")
    holder.receive("91419001MA00000079")
    return holder


@pytest.fixture(scope="session")
def phone(stack):
    """The same of a partnership, with its licence in a standard wallet."""
    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer("91419001MA0000023Y"))
    return wallet


@pytest.fixture
def desk(stack, browser, tmp_path):
    desk = Desk(stack, browser, tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def plain(stack):
    return PlainBrowser(stack)


# Licences that a test may change, each used by one test.
MORE_LICENCES = """统一社会信用代码,名称,类型,法定代表人,注册资本,成立日期,营业期限自,营业期限至,住所,经营范围,登记机关,核准日期,登记状态
91419001MA00000154,济源测试一号有限公司,有限责任公司,陈一,人民币壹佰万元整,2019-03-12,2019-03-12,长期,河南省济源市测试路1号,软件开发,济源产城融合示范区市场监督管理局,2023-06-01,存续
91419001MA0000031R,济源测试二号有限公司,有限责任公司,陈二,人民币壹佰万元整,2019-03-12,2019-03-12,长期,河南省济源市测试路2号,软件开发,济源产城融合示范区市场监督管理局,2023-06-01,存续
91419001MA0000066C,济源测试三号有限公司,有限责任公司,陈三,人民币壹佰万元整,2019-03-12,2019-03-12,长期,河南省济源市测试路3号,软件开发,济源产城融合示范区市场监督管理局,2023-06-01,存续
"""
