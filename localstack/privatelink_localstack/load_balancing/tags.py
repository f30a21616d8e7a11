"""Tags: AWS takes 50 on a resource, and none whose key starts with `aws:`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import invalid

MOST = 50
LONGEST_KEY = 128
LONGEST_VALUE = 256
SIGNS = frozenset("_.:/=+-@")
"""That may stand in keys and values, beside letters, digits and spaces of any script."""


def read(given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Read a call's tags.

    Parameters:
        given: with `Key` and, if it is not empty, `Value`.

    Raises:
        AwsError: a key stands twice, is AWS's, or something is too long.
    """
    tags: dict[str, str] = {}
    for each in given:
        key, value = each["Key"], each.get("Value") or ""
        if key in tags:
            raise AwsError("DuplicateTagKeys", f"Tag key '{key}' was specified more than once")
        if key.lower().startswith("aws:"):
            raise invalid(f"Tag key '{key}' is not valid: aws: prefixed tag key names are not allowed for external use")
        if not 1 <= len(key) <= LONGEST_KEY or len(value) > LONGEST_VALUE:
            raise invalid(f"Tag '{key}' is too long: {LONGEST_KEY} characters for a key, {LONGEST_VALUE} for a value")
        for text in (key, value):
            if not all(sign in SIGNS or unicodedata.category(sign)[0] in "LZN" for sign in text):
                raise invalid(f"Tag '{key}' has characters other than letters, digits, spaces and _.:/=+-@")
        tags[key] = value
    return tags


def merge(existing: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Give the tags that a resource has after some are added.

    Raises:
        AwsError: these are too many.
    """
    merged = {**existing, **added}
    if len(merged) > MOST:
        raise AwsError("TooManyTags", f"A resource can have {MOST} tags, and would have {len(merged)}")
    return merged
