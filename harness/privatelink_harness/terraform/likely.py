"""Texts that look like a secret whatever Terraform knows of them, such as keys, tokens and passwords in URLs."""

from __future__ import annotations

import re

HIDDEN = "(hidden)"
"""Stands for a secret in a message."""

_NAMES = (
    r"(?:passw(?:or)?d|passphrase|secret|token|credentials|api[_-]?key|secret[_-]?(?:access[_-]?)?key|private[_-]?key"
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


def hide_likely(text: str) -> str:
    """Return a text of messages without what looks like a secret. JSON may be none afterwards."""
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    for pattern in _AFTER:
        text = pattern.sub(rf"\g<before>{HIDDEN}", text)
    return text
