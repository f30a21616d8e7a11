"""The one scrubber of secrets, which every report and every line of progress goes through.

It knows two kinds: values that Terraform marks as sensitive, replaced wherever they appear; and texts that look like a
secret whatever Terraform knows of them, such as keys, tokens and passwords in URLs.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from privatelink_harness.terraform.secrets import HIDDEN, Secrets

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_NAMES = (
    r"(?:passw(?:or)?d|passphrase|secret|token|credentials|api[_-]?key|secret[_-]?access[_-]?key|private[_-]?key"
    r"|preshared[_-]?key)"
)
_PATTERNS = (
    # Keys and certificates' private halves, to the end of the text where it is cut.
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    # IAM's unique identifiers of access keys (IAM User Guide, "IAM identifiers").
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b"),
    # JSON Web Tokens; tokens of GitHub, GitLab, Slack and Terraform Cloud.
    re.compile(r"\beyJ[\w-]{8,2000}\.[\w-]{8,}(?:\.[\w-]*)?"),
    re.compile(r"\b(?:gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,})"),
    re.compile(r"\b\w{8,}\.atlasv1\.[\w-]{20,}"),
    # STS's session tokens, which start so in each of their versions.
    re.compile(r"\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[\w/+=]{20,}"),
)
_AFTER = (
    # The password, or the token alone, before a URL's host.
    re.compile(r"(?P<before>\b[a-z][a-z0-9+.-]{0,20}://(?:[^\s/@:]*:)?)(?P<secret>[^\s/@]+)(?=@)", re.IGNORECASE),
    re.compile(r"(?P<before>\b(?:Bearer|Basic)\s+)(?P<secret>[\w.~+/=-]{8,})", re.IGNORECASE),
    re.compile(r"(?P<before>[?&]X-Amz-(?:Signature|Security-Token|Credential)=)(?P<secret>[^&\s\"']+)", re.IGNORECASE),
    # name = "value", "name": "value", NAME=value; after a colon only what can't be a word, nor a part of an ARN.
    re.compile(rf"(?P<before>{_NAMES}[\"']?\s*[=:]\s*)(?P<secret>\"(?:[^\"\\]|\\.)+\"|'[^']+')", re.IGNORECASE),
    re.compile(rf"(?P<before>{_NAMES}\s*=\s*)(?P<secret>[^\s\"',;&)\]}}]{{6,}})", re.IGNORECASE),
    re.compile(rf"(?P<before>(?<!:){_NAMES}:\s*)(?P<secret>(?=\S*\d)[^\s\"',;&)\]}}]{{8,}})", re.IGNORECASE),
)


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
            self._done[text] = self._scrub(text)
        return self._done[text]

    def _scrub(self, text: str) -> str:
        text = self._known.hide(text)
        for pattern in _PATTERNS:
            text = pattern.sub(HIDDEN, text)
        for pattern in _AFTER:
            text = pattern.sub(rf"\g<before>{HIDDEN}", text)
        return text

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
