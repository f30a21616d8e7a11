"""Endpoint policies that hold a data perimeter: presets, and exceptions for resources that AWS owns.

AWS's terms: https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema

from privatelink_generator.aws import data_perimeter, policy_document
from privatelink_generator.aws.data_perimeter import Access, AwsResources
from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.patterns import policy as policies
from privatelink_generator.patterns.base import Form, Many, Model
from privatelink_generator.patterns.policy import Policy, Statement

AccountId = Annotated[str, Form(r"[0-9]{12}", "is not an account's ID: 12 digits, in quotes")]
OrganizationId = Annotated[
    str, Form(r"o-[a-z0-9]{10,32}", "is not an organization's ID, such as o-exampleorgid: o- and 10 to 32 characters")
]


def _public_network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value)
    except ValueError as error:
        raise ValueError("is not a CIDR, such as 203.0.113.0/24") from error
    if any(network.version == each.version and network.subnet_of(each) for each in _PRIVATE):  # type: ignore[arg-type]
        raise ValueError(
            "is private: AWS sees requests from outside of its network by their public addresses; write those"
        )
    return str(network)


_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
PresetName = Literal["org-to-org", "account-only", "third-party-out", "third-party-both", "break-glass"]


class DataPerimeter(Model):
    """Whom the account trusts: its organization, partners, networks outside of AWS."""

    organization: OrganizationId | None = Field(
        None,
        description="ID of the organization, o-…: default of the variable organization_id. Without it, the module's "
        "caller sets the variable.",
    )
    third_parties: tuple[AccountId, ...] = Field(
        (),
        description="Accounts of partners, for the presets third-party-out and third-party-both: default of the "
        "variable third_party_account_ids. Without them, the module's caller sets the variable.",
    )
    networks: tuple[Annotated[str, AfterValidator(_public_network)], ...] = Field(
        (),
        description="CIDRs of networks outside of AWS, from which the resource-side statements admit requests: default "
        "of the variable trusted_networks.",
    )


class ResourcesOfAws(Model):
    """Resources that AWS owns, and that the preset does not reach."""

    name: str = Field(description="As docs/data-perimeter.md lists it.", examples=["ecr"])
    accounts: Many[AccountId] | None = Field(
        None, description="Accounts of AWS that own them, for those that differ by Region."
    )


def _by_name(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class _OrItsName:
    """The JSON Schema of a mapping that a text may stand for."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(core)]}


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _OrTheOnlyOne:
    """The JSON Schema of a list for which its only item may stand."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"enum": list(get_args(PresetName))}, handler(core)]}


class PresetPolicy(Model):
    """A policy by what it is for; with statements of its own beside."""

    preset: Annotated[Many[PresetName], BeforeValidator(_listed), _OrTheOnlyOne()] = Field(
        description="Who may reach whose resources: org-to-org, account-only, third-party-out, third-party-both, "
        "break-glass; one, or a list."
    )
    exceptions: tuple[Annotated[ResourcesOfAws, BeforeValidator(_by_name), _OrItsName()], ...] = Field(
        (),
        description="Resources that AWS owns and clients need, by name, such as ecr for the layers of images in S3.",
        examples=[["ecr", "al2023"]],
    )
    statements: Many[Statement] | None = Field(None, description="Statements beside the preset's.")

    @property
    def accesses(self) -> list[Access]:
        """What the presets allow."""
        return [data_perimeter.preset(name) for name in self.preset]

    def names(self, placeholder: str) -> bool:
        """Tell whether a preset compares with a placeholder's value."""
        return any(placeholder in each.values for each in self.accesses)


_LIST, _PRESET = "policy's statements", "policy by preset"


def _form(value: object) -> str:
    """Return the branch of the union: any mapping with a key of a preset's is one."""
    if isinstance(value, PresetPolicy):
        return _PRESET
    return _PRESET if isinstance(value, dict) and {*PresetPolicy.model_fields} & {*value} else _LIST


AnyPolicy = Annotated[
    Annotated[Policy, Tag(_LIST)] | Annotated[PresetPolicy, Tag(_PRESET)],
    Discriminator(_form),
]
"""A policy as a list of statements, or by preset."""


@dataclass(frozen=True, slots=True)
class Perimeter:
    """The values that a preset's conditions and resources hold.

    Parameters:
        compact_region: the Region without hyphens.
        third_parties: a list, or the reference of one.
    """

    organization: str
    third_parties: Sequence[str] | str
    compact_region: str


WIDEST = Perimeter("o-" + "x" * 32, ["0" * 12] * 10, "apsoutheast99")
"""The values that make a document longest, with ten partners."""


def statements(policy: Sequence[Statement] | PresetPolicy | None) -> tuple[Statement, ...]:
    """Return the statements that a spec itself writes."""
    if isinstance(policy, PresetPolicy):
        return policy.statements or ()
    return tuple(policy or ())


def document(
    policy: Sequence[Statement] | PresetPolicy,
    service: str | None,
    identity: Identity,
    perimeter: Perimeter,
    literal: Callable[[str], str] = str,
    *,
    gateway: bool,
) -> dict[str, Any]:
    """Return the policy document of a spec's policy.

    Parameters:
        service: short name of the endpoint's service.
        literal, gateway: as in `policy.document`.
    """
    own = policies.document(statements(policy), identity, literal, gateway=gateway)
    if not isinstance(policy, PresetPolicy):
        return own
    made = _Made(policy, service, identity, perimeter)
    return {**own, "Statement": [*made.statements, *own["Statement"]]}


def size(policy: Sequence[Statement] | PresetPolicy, service: str | None, *, gateway: bool) -> int:
    """Return how many characters AWS counts in the policy's document at most, for any account and Region."""
    widest = document(policy, service, policy_document.WIDEST, WIDEST, gateway=gateway)
    return policy_document.size(widest)


@dataclass(frozen=True, slots=True)
class _Alike:
    """What the exceptions of one statement have in common."""

    actions: tuple[str, ...]
    owners: tuple[str, ...]
    by_organization: bool


@dataclass(frozen=True)
class _Made:
    """The statements that presets and exceptions become."""

    policy: PresetPolicy
    service: str | None
    identity: Identity
    perimeter: Perimeter

    @cached_property
    def statements(self) -> list[dict[str, Any]]:
        accesses = [*self.policy.accesses, data_perimeter.services_of_aws()]
        return [
            *(_allow(each.sid, ["*"], ["*"], self._conditions(each.conditions)) for each in accesses),
            *self._exceptions(),
        ]

    def _exceptions(self) -> list[dict[str, Any]]:
        """Return a statement for all exceptions with the same actions, owners and kind of caller."""
        known = data_perimeter.exceptions(self.service or "")
        groups: dict[_Alike, list[str]] = {}
        for each in self.policy.exceptions:
            if (found := known.get(each.name)) is None:
                continue  # A rule rejects it.
            owners = tuple(each.accounts or ()) if found.resources == ("*",) else ()
            alike = _Alike(found.actions, owners, found.by_organization)
            groups.setdefault(alike, []).extend(self._arns(found, each.accounts or ()))
        return [
            _allow(
                f"PerimeterResourcesOfAws{number if len(groups) > 1 else ''}",
                list(alike.actions),
                list(dict.fromkeys(arns)),
                self._exception_conditions(alike),
            )
            for number, (alike, arns) in enumerate(groups.items(), 1)
        ]

    def _arns(self, resources: AwsResources, accounts: Sequence[str]) -> list[str]:
        return [
            resource.format(
                partition=self.identity.partition,
                region=self.identity.region,
                compact_region=self.perimeter.compact_region,
                account=account,
            )
            for resource in resources.resources
            for account in (accounts if "{account}" in resource else ("",))
        ]

    def _exception_conditions(self, alike: _Alike) -> dict[str, dict[str, Any]]:
        keys: dict[str, Any] = {"aws:ResourceAccount": list(alike.owners)} if alike.owners else {}
        if alike.by_organization and self.policy.names(data_perimeter.ORGANIZATION):
            keys["aws:PrincipalOrgID"] = [self.perimeter.organization]
        elif alike.by_organization:
            keys["aws:PrincipalAccount"] = [self.identity.account]
        return {"StringEquals": keys} if keys else {}

    def _conditions(self, conditions: data_perimeter.Conditions) -> dict[str, dict[str, Any]]:
        return {
            operator: {key: self._value(value) for key, value in keys.items()} for operator, keys in conditions.items()
        }

    def _value(self, value: str) -> object:
        parties = self.perimeter.third_parties
        values: dict[str, object] = {
            data_perimeter.ORGANIZATION: [self.perimeter.organization],
            data_perimeter.OWN_ACCOUNT: [self.identity.account],
            data_perimeter.THIRD_PARTIES: parties if isinstance(parties, str) else list(parties),
        }
        return values.get(value, [value])


def _allow(sid: str, actions: list[str], resources: list[str], conditions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    allowed = {"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources}
    return {**allowed, "Condition": conditions} if conditions else allowed
