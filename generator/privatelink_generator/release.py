"""The release of tf-privatelink that runs."""

from __future__ import annotations

DISTRIBUTION = "tf-privatelink"


def release() -> str:
    """Return the installed version, such as `0.1.0`."""
    from importlib.metadata import version

    return version(DISTRIBUTION)
