"""The HTML report in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from privatelink_harness.reports.files import write_reports
from tests.support.chromium import chromium
from tests.support.reports import REPORT, STOPPED, WHOLE

pytestmark = pytest.mark.process
PHONE = 390
"""The width of a small phone, in pixels."""
COLOURS = "getComputedStyle(document.body).backgroundColor"


@dataclass
class Opened:
    """A report in a page, with all that the page has asked for and complained about."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, page: Page, path: Path) -> Opened:
        opened = cls(page, path.as_uri())
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(opened.address)
        return opened

    def shown(self) -> int:
        """Return the number of checks that can be seen."""
        return self.page.locator("#rows > tbody:visible").count()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of two stacks that have checks, and one that could not go on."""
    written = tmp_path_factory.mktemp("report") / "report.html"
    write_reports([WHOLE, REPORT, STOPPED], [written])
    return written


@pytest.fixture
def report(browser: Browser, path: Path) -> Iterator[Opened]:
    page = browser.new_page()
    try:
        yield Opened.open(page, path)
    finally:
        page.close()


def test_report_is_filtered_by_clicks_and_asks_for_nothing(report: Opened) -> None:
    page, count = report.page, report.page.locator("#shown")
    expect(count).to_have_text("10 of 10 checks")

    page.get_by_label("passed").uncheck()
    expect(count).to_have_text("8 of 10 checks")
    assert report.shown() == 8

    page.locator("[name=stack]").select_option("core")
    expect(count).to_have_text("4 of 10 checks")

    page.locator("[name=subject]").select_option("s3")
    expect(count).to_have_text("1 of 10 checks")

    page.get_by_role("button", name="Reset").click()
    expect(count).to_have_text("10 of 10 checks")

    page.locator("[name=account]").select_option("provider")
    expect(count).to_have_text("2 of 10 checks")

    page.get_by_label("Search").fill("no such text")
    expect(count).to_have_text("0 of 10 checks")
    expect(page.get_by_text("No check is like that.")).to_be_visible()

    assert report.requests == [report.address], "nothing but the page itself"
    assert report.complaints == []


def test_report_is_used_by_keys_alone(report: Opened) -> None:
    page, count = report.page, report.page.locator("#shown")
    page.keyboard.press("/")
    page.keyboard.type("NO names zonal")
    expect(count).to_have_text("4 of 10 checks")

    page.keyboard.press("Escape")
    expect(count).to_have_text("10 of 10 checks")

    more = page.get_by_role("button", name="exists").first
    sources = page.locator("#sources-1")
    expect(sources).to_be_hidden()
    more.focus()
    page.keyboard.press("Enter")
    expect(sources).to_be_visible()
    expect(more).to_have_attribute("aria-expanded", "true")
    assert report.complaints == []


def test_report_draws_the_stack_and_its_times(report: Opened) -> None:
    page = report.page
    page.get_by_role("link", name="payments-link").click()
    stack = page.locator("#stack-1")
    expect(stack.get_by_role("img", name="2 accounts, 2 VPCs, 2 endpoints, 1 load balancers")).to_be_visible()
    bar = stack.get_by_title("module.consumer.aws_vpc.this vpc-0c: create, done, 1.50 s")
    expect(bar).to_be_hidden()
    stack.locator("summary", has_text="apply").click()
    expect(bar.locator("rect")).to_be_visible()
    assert report.complaints == []


def test_report_changes_between_light_and_dark(report: Opened) -> None:
    report.page.emulate_media(color_scheme="light")
    light = report.page.evaluate(COLOURS)
    report.page.emulate_media(color_scheme="dark")
    dark = report.page.evaluate(COLOURS)
    report.page.get_by_role("button", name="Change between light and dark").click()
    assert (light != dark, report.page.evaluate(COLOURS)) == (True, light)


def test_report_is_read_on_a_phone(report: Opened, tmp_path: Path) -> None:
    report.page.set_viewport_size({"width": PHONE, "height": 844})
    assert report.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    picture = tmp_path / "phone.png"
    report.page.screenshot(path=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_policy_keeps_a_page_from_fetching(report: Opened) -> None:
    report.page.evaluate("fetch('http://127.0.0.1:9/secret').catch(() => {})")
    expect(report.page.locator("#shown")).to_be_visible()
    assert [request for request in report.requests if request != report.address] == []
    assert "Content Security Policy" in " ".join(report.complaints)
