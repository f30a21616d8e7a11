"""Text that XML 1.0 can carry: a response with any other can't be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from privatelink_localstack.kernel.errors import AwsError

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_text(request: Mapping[str, Any], code: str) -> None:
    """Reject a request with a character that XML can't carry, in any of its texts. The words are inferred.

    Parameters:
        code: of the service's error.

    Raises:
        AwsError: the error names the parameter.
    """
    for name, text in _texts("", request):
        if _FORBIDDEN.search(text):
            raise AwsError(code, f"Value for parameter {name} contains invalid characters.")


def readable(text: str) -> str:
    """Return a text with U+FFFD in place of each character that XML can't carry."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(str(key), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(name, inner)
