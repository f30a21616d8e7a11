"""Whether a request through an endpoint is allowed, and in which words it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from privatelink_generator.policies.caller import Caller
from privatelink_generator.policies.context import Values
from privatelink_generator.policies.evaluate import Effect, Policies, decide
from privatelink_generator.policies.explain import denial, explain
from privatelink_generator.policies.policy import Policy, PolicyType, Statement
from privatelink_generator.policies.read import PolicyError, read_policy
from privatelink_generator.policies.request import Facts, request
from privatelink_localstack.authorization.operations import Need


@dataclass(frozen=True, slots=True)
class Passage:
    """The endpoint that a request comes through.

    Parameters:
        client: the client's address in the VPC.
        policy: as JSON; None for an endpoint whose service knows no endpoint policies.
        secure: whether the request came in TLS.
    """

    endpoint: str
    vpc: str
    client: str
    policy: str | None
    is_gateway: bool = False
    secure: bool = True


@dataclass(frozen=True, slots=True)
class Identity:
    """Who makes a request.

    Parameters:
        name: an ARN; `*` without credentials.
        arn: of the principal that policies name: a session's role. None for a session whose role is gone.
        user_id: what `aws:userid` says; None if that is not known.
        tags: of the principal and its session.
        organization: its account's, if it has one.
    """

    name: str
    arn: str | None = None
    user_id: str | None = None
    tags: Mapping[str, str] | None = None
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """What is known of the resource of a request.

    Parameters:
        account: its owner, where its ARN does not tell; None if it does not exist.
        organization: the owner's.
        policy: as JSON; None if it has none, or if it is not at hand.
    """

    account: str | None = None
    organization: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a request.

    Parameters:
        message: AWS's, of a refusal.
        reason: why it was not evaluated, or which statement decides.
    """

    effect: Effect
    action: str
    resource: str
    message: str = ""
    reason: str = ""


def judge(
    need: Need, passage: Passage, identity: Identity, resource: Resource, others: Mapping[str, str | None]
) -> Judgement:
    """Return what the endpoint's policy and the resource's own make of a request.

    Those of its principal are not evaluated: they are as if they allowed everything, as in LocalStack.

    Parameters:
        others: further condition keys with their values; None for one that the request is known to lack.
    """
    try:
        caller = Caller.of(identity.name)
        policies = Policies(
            endpoint=None if passage.policy is None else _endpoint_policy(passage.policy, passage),
            resource=None if resource.policy is None else (_resource_policy(resource.policy, need.resource),),
        )
    except (PolicyError, ValueError) as error:
        return Judgement(Effect.NOT_EVALUATED, need.action, need.resource, reason=str(error))
    facts = _facts(passage, identity, resource, {**others, **need.keys})
    asked = request(caller, need.action, need.resource, facts)
    decision = decide(asked, policies)
    if decision.effect is Effect.NOT_EVALUATED:
        return Judgement(decision.effect, need.action, need.resource, reason=_unknown(explain(asked, policies).missing))
    if decision.effect is Effect.ALLOWED:
        return Judgement(decision.effect, need.action, need.resource, reason=_deciding(decision.statements))
    return Judgement(
        decision.effect,
        need.action,
        need.resource,
        denial(asked, decision),
        _deciding(decision.statements) or "no statement allows it",
    )


def allows_everything(document: str) -> bool:
    """Return whether an endpoint's policy allows every request, as the default one does."""
    try:
        statements = _read(document, PolicyType.ENDPOINT, "endpoint").statements
    except PolicyError:
        return False
    return all(each.is_allow for each in statements) and any(
        each.principals is not None
        and not each.principals.is_negated
        and "*" in each.principals.by_type.get("AWS", ())
        and each.actions.patterns == each.resources.patterns == ("*",)
        and not (each.actions.is_negated or each.resources.is_negated or each.conditions)
        for each in statements
    )


def is_allowed_service(document: str, service: str, action: str, resource: str, keys: Mapping[str, str]) -> bool:
    """Return whether a resource's policy lets a service of AWS's act on it; an invalid policy allows nothing.

    Parameters:
        service: its principal, such as `vpce.amazonaws.com`.
        keys: condition keys of the request, which has no others.
    """
    try:
        policy = _read(document, PolicyType.RESOURCE, resource)
    except PolicyError:
        return False
    facts = Facts(through_endpoint=False, others=keys, is_complete=True)
    decision = decide(request(Caller.of(service), action, resource, facts), Policies(resource=(policy,)))
    return decision.effect is Effect.ALLOWED


def _facts(passage: Passage, identity: Identity, resource: Resource, others: Mapping[str, str | None]) -> Facts:
    values: dict[str, Values] = {key: value for key, value in others.items() if value is not None}
    lacks = [key for key, value in others.items() if value is None]
    if identity.organization is None:
        lacks += ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"]
    if identity.user_id:
        values["aws:userid"] = identity.user_id
    return Facts(
        source_vpce=passage.endpoint,
        source_vpc=passage.vpc,
        vpc_source_ip=passage.client,
        principal_org_id=identity.organization,
        principal_tags=identity.tags,
        principal_arn=identity.arn,
        resource_account=resource.account,
        resource_org_id=resource.organization,
        others={"aws:SecureTransport": str(passage.secure).lower(), **values},
        without=lacks,
    )


def _endpoint_policy(document: str, passage: Passage) -> Policy:
    type_ = PolicyType.GATEWAY if passage.is_gateway else PolicyType.ENDPOINT
    return _read(document, type_, passage.endpoint)


def _resource_policy(document: str, resource: str) -> Policy:
    return _read(document, PolicyType.RESOURCE, resource)


@lru_cache(maxsize=1024)
def _read(document: str, type_: PolicyType, name: str) -> Policy:
    return read_policy(document, type_, name)


def _unknown(keys: Sequence[str]) -> str:
    if keys:
        return f"the value of {', '.join(keys)} is not known"
    return "a statement can't be evaluated"


def _deciding(statements: Sequence[tuple[Policy, Statement]]) -> str:
    return "; ".join(f"statement {statement.number} of {policy.name}" for policy, statement in statements)
