"""Text that XML can carry."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.kernel.text import check_text
from tests.support.refusal import refusal, refusal_code


@pytest.mark.parametrize("text", ["", "plain", "tab\tand\r\nlines", "Grüße", "\U0001f600", "\ud7ff\ue000\ufffd"])
def test_ordinary_text_passes(text: str) -> None:
    assert refusal_code(check_text, {"Name": text, "Number": 1, "Nothing": None}, "ValidationError") is None


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_other_characters_are_refused(sign: str) -> None:
    for request in ({"Name": f"a{sign}b"}, {"Tags": [{"Key": "a", "Name": sign}]}, {"Options": {"Name": sign}}):
        given: dict[str, Any] = request
        assert refusal(check_text, given, "InvalidParameterValue") == (
            "InvalidParameterValue",
            "Value for parameter Name contains invalid characters.",
        )
