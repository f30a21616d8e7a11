"""The release of tf-privatelink that runs."""

from __future__ import annotations

DISTRIBUTION = "tf-privatelink"

ANSWER_VERSION = 1
"""The version of the answers' JSON Schema; it grows where a program that reads the version before would break."""


def release() -> str:
    """Return the installed version, such as `0.1.0`."""
    from importlib.metadata import version

    return version(DISTRIBUTION)
