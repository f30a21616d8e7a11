"""Filters of EC2's Describe operations.

Source: EC2 API reference: values of one filter are alternatives, filters all apply, `*` and `?` are wildcards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import lru_cache

from privatelink_localstack.kernel.errors import AwsError

Filters = Mapping[str, Sequence[str]]
Values = Mapping[str, Iterable[str]]
"""The values of one record, by the name of each filter that its operation knows."""


def check_filters(filters: Filters, known: Iterable[str]) -> None:
    """Reject unknown filters. Every operation knows `tag:<key>` and `tag-key`.

    Source: code and words in public logs of DescribeVpcEndpointServices, and in the AWS provider for
    DescribeVpcEndpointConnections.

    Raises:
        AwsError: the error names the filter.
    """
    for name in filters:
        if name not in known and name != "tag-key" and not name.startswith("tag:"):
            raise AwsError("InvalidFilter", f"The filter '{name}' is invalid")


def matches(filters: Filters, values: Values, tags: Mapping[str, str]) -> bool:
    """Return whether a record passes all filters."""
    return all(_passes(name, accepted, values, tags) for name, accepted in filters.items())


def _passes(name: str, accepted: Sequence[str], values: Values, tags: Mapping[str, str]) -> bool:
    present: Iterable[str]
    if name == "tag-key":
        present = tags
    elif name.startswith("tag:"):
        key = name.removeprefix("tag:")
        present = [tags[key]] if key in tags else []
    else:
        present = values[name]
    patterns = [_pattern(value) for value in accepted]
    return any(pattern.match(value) for value in present for pattern in patterns)


@lru_cache(maxsize=1024)
def _pattern(value: str) -> re.Pattern[str]:
    # Brackets have no special meaning in EC2's filters.
    return re.compile(translate(re.sub(r"\[", "[[]", value)))
