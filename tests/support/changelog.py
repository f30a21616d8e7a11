"""The replacements that CHANGELOG.md announces for the next release."""

from __future__ import annotations

import re

from tests.support.paths import ROOT

_UNRELEASED = re.compile(r"^## Unreleased$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_REPLACES = re.compile(r"^### Replaces$(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"`([a-z0-9_]+(?:\.[a-z0-9_-]+)?)`")
_KEY = re.compile(r'\[(?:"(?:\\.|[^"\\])*"|\d+)\]')


def announced(text: str | None = None) -> frozenset[str]:
    """Return the resources under "Replaces" of the section "Unreleased": types, or types with a name.

    Parameters:
        text: of the changelog; None: CHANGELOG.md.
    """
    text = (ROOT / "CHANGELOG.md").read_text() if text is None else text
    sections = _UNRELEASED.findall(text)
    replaced = [part for section in sections for part in _REPLACES.findall(section)]
    return frozenset(name for part in replaced for name in _NAME.findall(part))


def is_announced(address: str, announcements: frozenset[str]) -> bool:
    """Return whether the replacement of a resource is announced, whatever module it is in.

    Parameters:
        address: as Terraform writes it, such as `module.m.aws_vpc_endpoint.this["lambda"]`.
    """
    kind, name = _KEY.sub("", address).split(".")[-2:]
    return bool({kind, f"{kind}.{name}"} & announcements)
