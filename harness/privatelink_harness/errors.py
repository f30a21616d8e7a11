"""Errors outside of specs: Terraform, the AWS provider, the target, the stack."""

from pathlib import Path

from privatelink_generator.errors import PrivateLinkError


class HarnessError(PrivateLinkError):
    """Terraform, the AWS provider, the target or the stack fails."""


class MissingExtraError(HarnessError):
    """Something that an extra of this distribution brings is not installed."""


def extra_hint(*extras: str) -> str:
    """Return the hint to install extras; the words hold for a checkout, a wheel and a release."""
    return f"Install tf-privatelink with the extra{'s' if len(extras) > 1 else ''} [{','.join(extras)}]."


def unwritable(place: Path | str, error: OSError) -> HarnessError:
    """Return the error of a file or directory of runs that can't be written.

    Parameters:
        place: which one; the error of a full disk names none.
    """
    return HarnessError(
        f"{place}: can't be written: {error.strerror}",
        hint="Make room there, or set XDG_STATE_HOME to a directory that can be written.",
    )
