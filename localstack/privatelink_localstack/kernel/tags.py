"""Tags that are given with a call that makes something.

Source: EC2 API reference, "TagSpecification", and EC2 user guide, "Tag restrictions": 50 tags on a resource, keys of
127 and values of 256 characters, none that starts with `aws:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from privatelink_localstack.kernel.errors import AwsError, invalid, missing

MOST = 50
LONGEST_KEY = 127
LONGEST_VALUE = 256


def read_tags(specifications: Iterable[Mapping[str, Any]], resource_type: str) -> tuple[tuple[str, str], ...]:
    """Read `TagSpecifications`.

    Parameters:
        specifications: with `ResourceType` and `Tags`, a list of `Key` and `Value`.
        resource_type: of what is made; no other can be tagged.

    Raises:
        AwsError: another type, a key that is missing, AWS's or given twice, or too much of something.
    """
    tags: dict[str, str] = {}
    for each in specifications:
        if each.get("ResourceType") != resource_type:
            raise invalid(f"'{each.get('ResourceType')}' is not a valid taggable resource type for this operation.")
        for tag in each.get("Tags") or ():
            key, value = tag.get("Key"), tag.get("Value") or ""
            if not key:
                raise missing("TagSpecification.Tag.Key")
            if key in tags:
                raise _bad(f"Duplicate tag key '{key}' specified.")
            _check(key, value)
            tags[key] = value
    if len(tags) > MOST:
        raise AwsError("TagLimitExceeded", f"The maximum number of Tags for a resource has been reached: {MOST}.")
    return tuple(tags.items())


def _check(key: str, value: str) -> None:
    if key.lower().startswith("aws:"):
        raise _bad(f"Tag keys starting with 'aws:' are reserved for internal use: '{key}'")
    if len(key) > LONGEST_KEY:
        raise _bad(f"Tag key exceeds the maximum length of {LONGEST_KEY} characters: '{key}'")
    if len(value) > LONGEST_VALUE:
        raise _bad(f"Tag value exceeds the maximum length of {LONGEST_VALUE} characters: the tag '{key}'")


def _bad(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)
