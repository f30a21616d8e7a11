"""What an API operation needs of IAM: its action, or actions, each on a resource.

Source: Service Authorization Reference, the actions and resource types of each service. A service or an operation that
has no entry here is not evaluated: a guess would allow or deny what AWS does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from privatelink_generator.policies.actions import action_of


@dataclass(frozen=True, slots=True)
class Operation:
    """A call of an API operation.

    Parameters:
        service: as botocore names it, which for those that have an entry is also the prefix of IAM's actions.
        parameters: by botocore's names.
    """

    service: str
    name: str
    parameters: Mapping[str, Any]
    account: str
    region: str
    partition: str = "aws"

    @property
    def action(self) -> str:
        """IAM's action, if it has one alone."""
        own = f"{self.service}:{self.name}"
        return action_of(own) or own

    def arn(self, resource: str, *, account: str | None = None, region: str | None = None) -> str:
        """Return the ARN of a resource of the service, of the caller's account and Region where none is given."""
        of_account = self.account if account is None else account
        return (
            f"arn:{self.partition}:{self.service}:{self.region if region is None else region}:{of_account}:{resource}"
        )


@dataclass(frozen=True, slots=True)
class Need:
    """What an operation needs.

    Parameters:
        resource: an ARN, or `*` for an action without resources.
        keys: values of the service's own condition keys; None for one that the request is known to lack.
    """

    action: str
    resource: str
    keys: Mapping[str, str | None] = field(default_factory=dict)


type Name = Callable[[Operation, str], str]
"""Returns a resource's ARN from the value of a parameter."""


@dataclass(frozen=True, slots=True)
class Resources:
    """How a service's operations name their resources.

    Parameters:
        parameters: the first one that a request has counts; its value is a text, or a list of them.
        without: operations whose actions have no resources.
    """

    parameters: Sequence[tuple[str, Name]]
    without: frozenset[str] = frozenset()

    def needs(self, operation: Operation) -> tuple[Need, ...] | None:
        """Return what an operation needs; None if it names no resource that is known here."""
        if operation.name in self.without:
            return (Need(operation.action, "*"),)
        for parameter, name in self.parameters:
            if values := texts(operation.parameters.get(parameter)):
                return tuple(Need(operation.action, name(operation, each)) for each in values)
        return None


def texts(value: object) -> tuple[str, ...]:
    """Return a text, or those of a list; none for everything else."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(_texts_of(value)) if isinstance(value, list | tuple) else ()


def _texts_of(values: Sequence[object]) -> Iterator[str]:
    yield from (each for each in values if isinstance(each, str) and each)


def itself(_: Operation, value: str) -> str:
    """Return a value that is the resource's ARN."""
    return value


def named(template: str) -> Name:
    """Return how a name becomes an ARN, or a value that is an ARN already stays one."""

    def name(operation: Operation, value: str) -> str:
        return value if value.startswith("arn:") else operation.arn(template.format(value))

    return name
