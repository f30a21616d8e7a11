"""A policy and its statements, as its document has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from privatelink_generator.policies.answers import Answer
from privatelink_generator.policies.conditions import Condition
from privatelink_generator.policies.elements import Actions, Resources
from privatelink_generator.policies.principals import Principals
from privatelink_generator.policies.request import Request

type Element = Principals | Actions | Resources | Condition


class PolicyType(StrEnum):
    """The type of a policy."""

    ENDPOINT = "policy of an interface endpoint"
    GATEWAY = "policy of a gateway endpoint"
    IDENTITY = "identity-based policy"
    RESOURCE = "resource-based policy"
    SERVICE_CONTROL = "service control policy"
    RESOURCE_CONTROL = "resource control policy"

    @property
    def names_principals(self) -> bool:
        """Whether its statements must say for whom they are."""
        return self not in {PolicyType.IDENTITY, PolicyType.SERVICE_CONTROL}

    @property
    def in_messages(self) -> str:
        """The type as AWS's messages have it."""
        return "VPC endpoint policy" if self in {PolicyType.ENDPOINT, PolicyType.GATEWAY} else self.value


@dataclass(frozen=True)
class Statement:
    """One statement of a policy.

    Parameters:
        number: counts from 1.
        principals: None in policies that name none: they are about whom they belong to.
    """

    number: int
    sid: str | None
    is_allow: bool
    principals: Principals | None
    actions: Actions
    resources: Resources
    conditions: tuple[Condition, ...] = ()

    @property
    def effect(self) -> str:
        """`Allow` or `Deny`."""
        return "Allow" if self.is_allow else "Deny"

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """What a request must match, in the order of an explanation."""
        principals = () if self.principals is None else (self.principals,)
        return (*principals, self.actions, self.resources, *self.conditions)

    def applies(self, request: Request) -> Answer:
        """Return whether the statement is about a request; one element that differs is enough for no."""
        answer: Answer = True
        for element in self._by_cost:
            found = element.match(request)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    @cached_property
    def _by_cost(self) -> tuple[Element, ...]:
        principals = () if self.principals is None else (self.principals,)
        return (self.actions, *principals, self.resources, *self.conditions)


@dataclass(frozen=True)
class Policy:
    """A policy.

    Parameters:
        name: for messages, such as `lambda` for the policy of an endpoint.
        version: of the policy language.
    """

    type: PolicyType
    name: str
    version: str
    statements: tuple[Statement, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The condition keys that its conditions and variables ask for, some of them in lower case."""
        return tuple(
            key
            for statement in self.statements
            for key in (
                *statement.resources.variables,
                *(key for each in statement.conditions for key in (each.key, *each.variables)),
            )
        )
