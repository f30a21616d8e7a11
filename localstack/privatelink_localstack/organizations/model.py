"""Records of organizations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ACTIVE, SUSPENDED = "ACTIVE", "SUSPENDED"
OPEN, ACCEPTED, DECLINED, CANCELED, EXPIRED = "OPEN", "ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"

type Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """An organizational unit.

    Parameters:
        parent: ID of the root or of the unit above.
    """

    id: str
    name: str
    parent: str
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the organization, the management account included.

    Parameters:
        parent: ID of the root or unit that the account is in.
        joined: seconds since the epoch.
    """

    id: str
    name: str
    email: str
    parent: str
    method: Literal["CREATED", "INVITED"]
    joined: float
    status: str = ACTIVE
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handshake:
    """An invitation of an account."""

    id: str
    account: str
    state: str
    requested: float
    expires: float
    notes: str | None = None
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Creation:
    """A request to create an account, which is fulfilled or refused at once.

    Parameters:
        account: ID of the new account; None where the request failed.
    """

    id: str
    name: str
    time: float
    account: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization.

    Parameters:
        management: ID of the management account.
        root: ID of the root.
        services: principals of services with trusted access, and the times of their admission.
        administrators: by account, the services that it is a delegated administrator of, and since when.
    """

    id: str
    partition: str
    management: str
    root: str
    feature_set: str = "ALL"
    root_tags: Tags = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    handshakes: Mapping[str, Handshake] = field(default_factory=dict)
    creations: Mapping[str, Creation] = field(default_factory=dict)
    services: Mapping[str, float] = field(default_factory=dict)
    administrators: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The organization's ARN."""
        return self._arn("organization", self.id)

    @property
    def root_arn(self) -> str:
        """The ARN of the root."""
        return self._arn("root", f"{self.id}/{self.root}")

    def unit_arn(self, unit: str) -> str:
        """Return the ARN of a unit."""
        return self._arn("ou", f"{self.id}/{unit}")

    def account_arn(self, account: str) -> str:
        """Return the ARN of an account."""
        return self._arn("account", f"{self.id}/{account}")

    def handshake_arn(self, handshake: str) -> str:
        """Return the ARN of an invitation."""
        return self._arn("handshake", f"{self.id}/invite/{handshake}")

    def _arn(self, kind: str, name: str) -> str:
        return f"arn:{self.partition}:organizations::{self.management}:{kind}/{name}"
