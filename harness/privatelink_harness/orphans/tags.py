"""The tags of a run, which everything that it creates carries: who has created it, and until when it is needed.

The AWS provider adds them as default tags to every provider configuration of a stack, aliased ones too. It reads them
from its environment since version 5.62, and a tag that a provider block names comes before them.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from privatelink_harness.errors import HarnessError

RUN, OWNER, EXPIRES = (f"tf-privatelink:{name}" for name in ("run", "owner", "expires"))
LIFETIME = timedelta(hours=8)
"""The time after which a run's resources are no longer needed, unless the user says another."""

VARIABLE = "PRIVATELINK_EXPIRES_AFTER"
"""The environment variable with the user's own."""

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(?P<number>[1-9]\d{0,4})(?P<unit>[mhd])")

_VARIABLE = "TF_AWS_DEFAULT_TAGS_"
"""The beginning of the AWS provider's variables: https://registry.terraform.io/providers/hashicorp/aws/latest/docs."""

_REFUSED = re.compile(r"[^\w .:/=+@-]", re.ASCII)
"""Characters that a tag's value can't have in every service."""


@dataclass(frozen=True, slots=True)
class RunTags:
    """The tags of one run.

    Parameters:
        run: the run's ID.
        owner: the user and the machine that have started it.
        expires: ISO 8601, in UTC.
    """

    run: str
    owner: str
    expires: str

    @classmethod
    def new(cls, run: str, lifetime: timedelta = LIFETIME) -> RunTags:
        """Return the tags of a run that starts now."""
        return cls(run, _owner(), (datetime.now(UTC) + lifetime).strftime("%Y-%m-%dT%H:%M:%SZ"))

    @classmethod
    def read(cls, tags: Mapping[str, str]) -> RunTags | None:
        """Return the run that has created a resource with these tags; None for a resource of no run."""
        return cls(tags[RUN], tags.get(OWNER, ""), tags.get(EXPIRES, "")) if tags.get(RUN) else None

    def environment(self) -> dict[str, str]:
        """Return the variables that have the AWS provider add the tags."""
        return {f"{_VARIABLE}{key}": value for key, value in self.values.items()}

    @property
    def values(self) -> dict[str, str]:
        """The values by key."""
        return {RUN: self.run, OWNER: self.owner, EXPIRES: self.expires}

    def has_expired(self, now: datetime) -> bool:
        """Return whether nobody needs the run's resources; a time that can't be read never comes."""
        try:
            expires = datetime.fromisoformat(self.expires)
        except ValueError:
            return False
        return expires.tzinfo is not None and expires <= now

    def record(self) -> dict[str, Any]:
        """Return the fields, as JSON."""
        return asdict(self)


def duration(text: str) -> timedelta:
    """Return a duration such as `90m`, `8h` or `2d`.

    Raises:
        ValueError: the text is none.
    """
    if not (match := _DURATION.fullmatch(text.strip())):
        raise ValueError(f"{text!r} is not a duration; write one such as 90m, 8h or 2d")
    return timedelta(**{_UNITS[match["unit"]]: int(match["number"])})


def lifetime(given: str | None, settings: timedelta | None) -> timedelta:
    """Return the time after which a run expires.

    Parameters:
        given: on the command line; before the environment's, which is before that of the settings.

    Raises:
        HarnessError: a text is no duration.
    """
    for source, text in (("--expires-after", given), (VARIABLE, os.environ.get(VARIABLE))):
        if text:
            try:
                return duration(text)
            except ValueError as error:
                raise HarnessError(f"{source}: {error}") from None
    return settings or LIFETIME


def _owner() -> str:
    """Return the user and the machine; a user without a name is `unknown`."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "unknown"
    return _REFUSED.sub("-", f"{user}@{socket.gethostname()}")[:200]
