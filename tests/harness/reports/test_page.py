"""The HTML page, as text; tests/browser opens it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from privatelink_harness.reports.model import Failure, Logged
from privatelink_harness.reports.page import html
from tests.support.reports import CHECKS, REPORT, STOPPED, WHOLE


class Page(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """Return the attributes of these tags."""
        return [found for name, found in self.tags if name == tag and attributes.items() <= found.items()]


def test_page_names_nothing_outside_of_it() -> None:
    page = Page(html([WHOLE, STOPPED]))
    addresses = [value for _, found in page.tags for name, value in found.items() if name in {"src", "href", "data"}]
    assert [address for address in addresses if address and not address.startswith(("#", "data:"))] == []
    [policy] = page.of("meta", **{"http-equiv": "Content-Security-Policy"})
    assert (policy["content"] or "").startswith("default-src 'none';")


def test_every_check_has_a_row_that_filters_know() -> None:
    page = Page(html([WHOLE]))
    rows = [found for found in page.of("tbody") if "data-verdict" in found]
    assert [row["data-verdict"] for row in rows] == ["passed", "failed", "unprovable", "unprovable", "failed"]
    assert [row["data-subject"] for row in rows] == [check.subject for check in CHECKS]
    assert "no names" in (rows[2]["data-text"] or "")


def test_sources_of_failed_checks_are_open() -> None:
    page = Page(html([WHOLE]))
    rows = [found for found in page.of("tr") if found.get("class") == "sources"]
    assert ["hidden" in row for row in rows] == [True, False, True, True, False]


def test_one_id_is_one_place() -> None:
    ids = [found["id"] for _, found in Page(html([WHOLE, STOPPED, REPORT])).tags if "id" in found]
    assert sorted(ids, key=str) == sorted(set(ids), key=str)


def test_links_lead_to_places_of_the_page() -> None:
    page = Page(html([WHOLE, STOPPED]))
    ids = {found.get("id") for _, found in page.tags}
    assert {(found["href"] or "")[1:] for found in page.of("a")} <= ids


def test_page_of_several_stacks_has_a_part_for_each() -> None:
    page = Page(html([WHOLE, STOPPED]))
    assert [found["id"] for found in page.of("section", **{"class": "stack"})] == ["stack-1", "stack-2"]
    assert len(page.of("select", name="stack")) == 1


def test_page_of_one_stack_has_no_filter_of_stacks() -> None:
    assert Page(html([WHOLE])).of("select", name="stack") == []


def test_failed_run_is_told_with_its_log() -> None:
    text = html([STOPPED])
    assert "The run could not go on" in text
    assert "no such zone" in text
    assert '<details class="panel log" open>' in text


def test_stop_is_told() -> None:
    text = html([replace(STOPPED, failure=Failure("stopped", is_stopped=True))])
    assert "The run was stopped" in text
    assert '<p class="verdict">Stopped</p>' in text


def test_nothing_of_a_run_is_markup() -> None:
    evil = "</script><img src=x onerror=alert(1)>'\"&"
    check = replace(CHECKS[0], subject=evil, spec=evil, api=evil, note=evil)
    report = replace(
        WHOLE,
        name=evil,
        target=evil,
        checks=(check,),
        log=(Logged(1.0, evil, "warning"),),
        resources=tuple(replace(timing, address=evil) for timing in WHOLE.resources),
        failure=Failure(evil, evil),
        kept=evil,
    )
    for page in (Page(html([report])), Page(html([report, report]))):
        assert page.of("img") == []
        assert [found for found in page.of("script") if found] == []
        assert len(page.of("script")) == 1


def test_unseen_characters_are_shown() -> None:
    text = html([replace(WHOLE, target="a\u202eb\x1b[2J")])
    assert "a\\u202eb\\u001b[2J" in text


def test_page_without_checks_says_so() -> None:
    text = html([replace(STOPPED, log=())])
    assert re.search(r"0 of 0 checks", text)
