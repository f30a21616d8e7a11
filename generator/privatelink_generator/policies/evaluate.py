"""Whether policies together allow a request.

IAM guide, "Policy evaluation logic" and "Cross-account policy evaluation logic"; PrivateLink guide, "Control access to
VPC endpoints using endpoint policies": an endpoint's policy does not replace the others, which are evaluated beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from privatelink_generator.policies.answers import Answer, some
from privatelink_generator.policies.caller import CallerType
from privatelink_generator.policies.policy import Policy, Statement
from privatelink_generator.policies.request import Request


class Effect(StrEnum):
    """What policies make of a request."""

    ALLOWED = "allowed"
    EXPLICITLY_DENIED = "explicitly denied"
    IMPLICITLY_DENIED = "implicitly denied"
    NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that apply to a request.

    Parameters:
        endpoint: of the VPC endpoint that the request comes through; None: it comes through none.
        identity: of the principal; None: they are not considered, as if they allowed what the rest allows.
        resource: of the resource, of which it has one or none; None: it is not considered, likewise.
        organization: service and resource control policies, for each level above the account: one of each level's
            policies must allow.
    """

    endpoint: Policy | None = None
    identity: Sequence[Policy] | None = None
    resource: Sequence[Policy] | None = None
    organization: Sequence[Sequence[Policy]] = ()

    @property
    def filters(self) -> tuple[Sequence[Policy], ...]:
        """The groups of policies of which each must allow."""
        return (*self.organization, *(() if self.endpoint is None else ((self.endpoint,),)))

    def __iter__(self) -> Iterator[Policy]:
        """Yield all of them, those that filter first."""
        for group in (*self.filters, self.resource or (), self.identity or ()):
            yield from group


@dataclass(frozen=True, slots=True)
class Decision:
    """What policies make of a request.

    Parameters:
        statements: those that decide, with their policies: the first that denies, or one of each group that allows.
        lacking: the policies of which none allows, where that decides.
    """

    effect: Effect
    statements: tuple[tuple[Policy, Statement], ...] = ()
    lacking: tuple[Policy, ...] = ()


def decide(request: Request, policies: Policies) -> Decision:
    """Return what the policies make of a request. An explicit deny in any of them goes before everything."""
    denies: Answer = False
    for policy in policies:
        for statement in policy.statements:
            if not statement.is_allow and (answer := statement.applies(request)) is not False:
                if answer:
                    return Decision(Effect.EXPLICITLY_DENIED, ((policy, statement),))
                denies = None
    groups = [*(_group(each, request) for each in policies.filters), *_grants(request, policies)]
    for group in groups:
        if group.allows is False:
            return Decision(Effect.IMPLICITLY_DENIED, lacking=tuple(group.policies))
    if denies is None or any(group.allows is None for group in groups):
        return Decision(Effect.NOT_EVALUATED)
    return Decision(Effect.ALLOWED, tuple(group.allowing for group in groups if group.allowing))


@dataclass(frozen=True, slots=True)
class _Group:
    """What policies say together: whether one of them allows, and the first statement that does."""

    policies: Sequence[Policy]
    allows: Answer
    allowing: tuple[Policy, Statement] | None = None

    def __or__(self, other: _Group) -> _Group:
        """Return what both say where one that allows is enough."""
        allows = some((self.allows, other.allows))
        return _Group((*self.policies, *other.policies), allows, self.allowing or other.allowing)


def _group(policies: Sequence[Policy], request: Request, *, is_direct: bool = False) -> _Group:
    """Return what policies say.

    Parameters:
        is_direct: whether statements that name an account as a whole are left out.
    """
    allows: Answer = False
    for policy in policies:
        for statement in policy.statements:
            if not statement.is_allow or (is_direct and _delegates(statement, request)):
                continue
            answer = statement.applies(request)
            if answer:
                return _Group(policies, True, (policy, statement))  # noqa: FBT003 (an Answer)
            if answer is None:
                allows = None
    return _Group(policies, allows)


def _grants(request: Request, policies: Policies) -> Iterator[_Group]:
    """Yield the groups of identity-based and resource-based policies of which each must allow."""
    resource = None if policies.resource is None else _group(policies.resource, request)
    identity = None if policies.identity is None else _of_identity(policies.identity, request)
    if request.caller.type in _WITHOUT_POLICIES:
        identity = None
        is_same_account: Answer = False
    else:
        is_same_account = _is_same(request.resource_account, request.caller.account)
    if identity is None or resource is None:
        # In one account, an identity that may be allowed needs nobody else's word.
        if resource is not None and is_same_account is not True:
            yield resource if is_same_account is False or resource.allows else _Group(resource.policies, None)
        elif identity is not None:
            yield identity
        return
    together = identity | _group(policies.resource or (), request, is_direct=True)
    if is_same_account:
        yield together
        if _needs_resource_policy(request):
            yield resource
    elif is_same_account is False or (identity.allows and resource.allows) or not (together.allows or resource.allows):
        yield identity
        yield resource
    else:
        yield _Group((), None)


_WITHOUT_POLICIES = frozenset({CallerType.SERVICE, CallerType.PROVIDER, CallerType.ANONYMOUS})
"""Callers that have no identity-based policies: a resource's own must allow them."""


def _of_identity(policies: Sequence[Policy], request: Request) -> _Group:
    """Return what the policies of a principal say; an account's root user needs none."""
    if request.caller.type is CallerType.ROOT:
        return _Group(policies, True)  # noqa: FBT003 (an Answer)
    return _group(policies, request)


def _is_same(owner: str | None, account: str | None) -> Answer:
    return None if owner is None or account is None else owner == account


def _delegates(statement: Statement, request: Request) -> bool:
    """Return whether a statement names the principal's account alone: its administrators must then allow it too.

    IAM guide, "AWS JSON policy elements: Principal", "AWS account principals".
    """
    return statement.principals is not None and statement.principals.is_account_alone(request)


def _needs_resource_policy(request: Request) -> bool:
    """Return whether the resource's own policy must allow, even to a principal of the same account.

    IAM guide, "Policy evaluation logic": trust policies of roles, and key policies of KMS.
    """
    action = request.action.lower()
    return action.startswith(("kms:", "sts:assumerole"))
