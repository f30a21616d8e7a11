"""AWS's data perimeter, as the file data_perimeter.json has it: presets of endpoint policies, and their exceptions.

The file names its sources, with their dates.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Conditions = Mapping[str, Mapping[str, str]]
"""Operator, then condition key, then a value with placeholders."""

ORGANIZATION, THIRD_PARTIES, OWN_ACCOUNT = "{organization}", "{third_parties}", "{own_account}"
ENDPOINT_OWNER_KEYS = ("aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths")
"""Condition keys about the account that owns an endpoint. A service that does not know them sends no value."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may reach whose resources: one statement of an endpoint policy, for all actions and resources."""

    sid: str
    conditions: Conditions

    @property
    def values(self) -> set[str]:
        """The values with which its conditions compare, some of them placeholders."""
        return {value for keys in self.conditions.values() for value in keys.values()}


@dataclass(frozen=True, slots=True)
class AwsResources:
    """Resources of AWS's own that a service's clients need, and that belong to no organization of theirs.

    Parameters:
        resources: ARNs with placeholders.
        has_accounts: whether a spec names the accounts that own them, which differ by Region.
        by_organization: whether the caller's own identities ask, so that the statement names them; else requests
            are anonymous or presigned by AWS.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    has_accounts: bool
    by_organization: bool


@functools.cache
def _data() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(__file__).with_name("data_perimeter.json").read_text(encoding="utf-8"))
    return content


def preset(name: str) -> Access:
    """Return what a preset allows."""
    return Access(**_data()["presets"][name])


def services_of_aws() -> Access:
    """Return what each preset allows beside: requests of AWS's services, as in AWS's own samples."""
    return Access(**_data()["services_of_aws"])


@functools.cache
def exceptions(service: str) -> Mapping[str, AwsResources]:
    """Return the exceptions for the endpoints of a service, by name; empty if none is known."""
    return {
        name: AwsResources(
            actions=tuple(each["actions"]),
            resources=tuple(each["resources"]),
            has_accounts=each.get("accounts", any("{account}" in resource for resource in each["resources"])),
            by_organization=each.get("by_organization", False),
        )
        for name, each in _data()["exceptions"].get(service, {}).items()
    }


def services_with(exception: str) -> list[str]:
    """Return the services for whose endpoints an exception of this name is known."""
    return [service for service, known in _data()["exceptions"].items() if exception in known]


def has_resource_keys(service: str) -> bool:
    """Tell whether a service's requests hold aws:ResourceAccount and aws:ResourceOrgID."""
    return service.removesuffix("-fips") not in _data()["services"]["without_resource_keys"]


def has_endpoint_owner_keys(service: str) -> bool:
    """Tell whether a service's requests hold aws:VpceAccount, aws:VpceOrgID and aws:VpceOrgPaths."""
    return service.removesuffix("-fips") in _data()["services"]["endpoint_owner_keys"]


def action_prefix(service: str) -> str | None:
    """Return the prefix of a service's actions in IAM, such as "s3"; None if it is not known."""
    known: dict[str, dict[str, str]] = _data()["services"]
    name = service.removesuffix("-fips")
    return known["endpoint_owner_keys"].get(name) or known["source_vpc_only"].get(name)
