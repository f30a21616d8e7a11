"""Tags of a request, checked by the rules of its API.

Every API takes 50 tags on a resource, and no key that starts with `aws:`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError

MAX_TAGS = 50

type Words = tuple[str, str]
"""Code and message of an error. `{key}` stands for the tag's key, `{count}` for the number of tags."""


@dataclass(frozen=True, slots=True)
class TagRules:
    """The rules of an API for tags.

    Parameters:
        max_key_length, max_value_length: in characters.
        signs: allowed characters beside letters, digits and spaces of any script; None if all characters are allowed.
    """

    max_key_length: int
    max_value_length: int
    duplicate: Words
    reserved: Words
    key_too_long: Words
    value_too_long: Words
    too_many: Words
    signs: frozenset[str] | None = None
    bad_sign: Words = ("", "")


def read_tags(tags: Iterable[Mapping[str, str]], rules: TagRules) -> dict[str, str]:
    """Read tags.

    Parameters:
        tags: with `Key` and, unless the value is empty, `Value`.

    Raises:
        AwsError: a key is repeated, reserved or too long, a value is too long, or a character is not allowed.
    """
    read: dict[str, str] = {}
    for tag in tags:
        key, value = tag["Key"], tag.get("Value") or ""
        if key in read:
            raise _error(rules.duplicate, key=key)
        if key.lower().startswith("aws:"):
            raise _error(rules.reserved, key=key)
        if not 1 <= len(key) <= rules.max_key_length:
            raise _error(rules.key_too_long, key=key)
        if len(value) > rules.max_value_length:
            raise _error(rules.value_too_long, key=key)
        if rules.signs is not None and not all(_is_allowed(sign, rules.signs) for sign in key + value):
            raise _error(rules.bad_sign, key=key)
        read[key] = value
    return read


def merged_tags(existing: Mapping[str, str], added: Mapping[str, str], rules: TagRules) -> dict[str, str]:
    """Return the tags of a resource after an addition.

    Raises:
        AwsError: the resource would have more than 50.
    """
    merged = {**existing, **added}
    if len(merged) > MAX_TAGS:
        raise _error(rules.too_many, count=len(merged))
    return merged


def _is_allowed(sign: str, signs: frozenset[str]) -> bool:
    return sign in signs or unicodedata.category(sign)[0] in "LZN"


def _error(words: Words, **values: object) -> AwsError:
    code, message = words
    return AwsError(code, message.format(**values))
