"""The one scrubber of secrets, which every report and every line of progress goes through.

It knows two kinds: values that Terraform marks as sensitive, replaced wherever they appear; and texts that look like a
secret whatever Terraform knows of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from privatelink_harness.terraform.likely import hide_likely
from privatelink_harness.terraform.secrets import Secrets

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Scrubber:
    """Replaces secrets in texts.

    Parameters:
        secrets: texts to replace wherever they appear.
    """

    def __init__(self, secrets: Collection[str] = ()) -> None:
        # Sources that agree have the same text, and a run's events come again in its report.
        self._done: dict[str, str] = {}
        self._known = Secrets.of(secrets)

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        if text not in self._done:
            self._done[text] = hide_likely(self._known.hide(text))
        return self._done[text]

    def all[T: DataclassInstance](self, value: T) -> T:
        """Return a frozen dataclass with every text in it scrubbed, however deep."""
        cleaned: T = self._clean(value)
        return cleaned

    def _clean(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            return tuple(map(self._clean, value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: self._clean(getattr(value, field.name)) for field in fields(value)})
        return value
