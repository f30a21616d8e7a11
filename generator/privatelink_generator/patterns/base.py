"""What every pattern's model is made of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StrictBool


class Model(BaseModel):
    """A mapping of the spec: unknown keys are errors, values don't change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


type Many[T] = Annotated[tuple[T, ...], Field(min_length=1)]
"""A list with at least one item."""

Flag = StrictBool
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]


def closest(value: str, accepted: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or nothing where nothing accepted is near."""
    near = difflib.get_close_matches(value, list(accepted), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _tag_key(key: str) -> str:
    if key.lower().startswith("aws:"):
        raise ValueError("is reserved by AWS: tag keys may not start with 'aws:'")
    if key == "Name":
        raise ValueError("is the tag that the module itself sets, from its name and the endpoint's; leave it out")
    if not 1 <= len(key) <= 128 or not _TAG_TEXT.fullmatch(key):
        raise ValueError("is not a tag key: 1 to 128 letters, digits, spaces and _.:/=+-@")
    return key


def _tag_value(value: str) -> str:
    if len(value) > 256 or not _TAG_TEXT.fullmatch(value):
        raise ValueError("is not a tag value: up to 256 letters, digits, spaces and _.:/=+-@")
    return value


_TAG_TEXT = re.compile(r"[\w\s.:/=+@-]*")
MOST_TAGS = 48

Tags = Annotated[
    dict[Annotated[str, AfterValidator(_tag_key)], Annotated[str, AfterValidator(_tag_value)]],
    Field(max_length=MOST_TAGS),
]
"""Tags of a resource. AWS allows 50; two are left for Name and for what a run adds."""
