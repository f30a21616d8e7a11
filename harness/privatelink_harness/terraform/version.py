"""Versions and version constraints in Terraform's notation, on `packaging`.

https://developer.hashicorp.com/terraform/language/expressions/version-constraints
"""

from __future__ import annotations

import re

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

__all__ = ["Version", "parse", "satisfies"]

_VERSION = re.compile(r"v?(\d+(?:\.\d+){0,2})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?")
_CONSTRAINT = re.compile(r"(=|!=|>=|<=|>|<|~>)?\s*(\S+)")


def parse(text: str) -> Version:
    """Return the version that Terraform writes as `1.11.4`, `v1.9` or `1.12.0-beta1`; build metadata is dropped.

    Any label makes a pre-release, which comes before the release: a label that Python's versions do not know, such as
    `-acme`, becomes a development release.

    Raises:
        ValueError: the text is not a version.
    """
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a version such as 1.9.0")
    numbers, label = match.groups()
    numbers += ".0" * (2 - numbers.count("."))
    try:
        version = Version(f"{numbers}-{label}") if label else Version(numbers)
    except InvalidVersion:
        version = None
    # Python takes `-1` for a post-release.
    return version if version and (not label or version.is_prerelease) else Version(f"{numbers}.dev0")


def satisfies(version: Version, constraints: str) -> bool:
    """Return whether a version meets all of Terraform's constraints, such as `>= 5.83, < 7.0`; `""` has none.

    As in Terraform, a pre-release only meets constraints that name it exactly.

    Raises:
        ValueError: a constraint is malformed.
    """
    specifiers = SpecifierSet(",".join(_specifier(part.strip()) for part in constraints.split(",") if part.strip()))
    exact = any(each.operator == "==" and Version(each.version) == version for each in specifiers)
    return specifiers.contains(version, prereleases=exact or not constraints.strip())


def _specifier(constraint: str) -> str:
    match = _CONSTRAINT.fullmatch(constraint)
    if match is None:
        raise ValueError(f"{constraint!r} is not a version constraint such as >= 5.83")
    operator, text = match[1] or "=", match[2]
    bound = parse(text)
    if operator == "~>":
        # Only the last given number may grow. Python's `~=` means the same, but wants at least two numbers.
        given = max(2, text.split("-", maxsplit=1)[0].count(".") + 1)
        numbers = ".".join(str(number) for number in bound.release[:given])
        return f"~={numbers}{str(bound).removeprefix(bound.base_version)}"
    return f"{'==' if operator == '=' else operator}{bound}"
