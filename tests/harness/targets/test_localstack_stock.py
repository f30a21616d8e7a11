"""What LocalStack drops beside the endpoints: as data, and as docs/stock-localstack.md lists it."""

from __future__ import annotations

import pytest

from privatelink_harness.targets.localstack.stock import DROPS
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "stock-localstack.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "attribute"), DROPS)
def test_page_lists_every_attribute_that_localstack_drops(kind: str, attribute: str) -> None:
    drop = DROPS[kind, attribute]
    parts = f": {', '.join(f'`{part}`' for part in drop.parts)}" if drop.parts else ""
    assert f"| `{kind}` | `{attribute}`{parts} | {drop.reason} |\n" in PAGE


def test_page_lists_no_other_attribute() -> None:
    assert PAGE.count("| `aws_") == len(DROPS)
