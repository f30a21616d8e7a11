"""AWS's rules on endpoint policies, which a well-formed policy may break."""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_generator.aws import limits, policy_conditions
from privatelink_generator.errors import Loc
from privatelink_generator.patterns import policy
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.policy import Statement


def check(
    statements: Sequence[Statement], at: Loc, *, service: str | None, gateway: bool, partition: str | None
) -> Findings:
    """Yield every broken rule of an endpoint policy's statements.

    Parameters:
        at: their path.
        service: short name of the endpoint's service.
        gateway: whether the endpoint is a gateway endpoint.
        partition: the module's; None where its Region is its caller's.
    """
    for index, statement in enumerate(statements):
        here = (*at, index)
        yield from _statement(statement, here, service)
        yield from _conditions(statement, here)
        if partition:
            yield from _partition(statement, here, partition)
        if gateway:
            yield from _gateway(statement, here)
    yield from _sids(statements, at, gateway=gateway)


def check_size(size: int, at: Loc) -> Findings:
    """Reject a policy of more characters than AWS takes.

    Parameters:
        at: the path of the policy.
    """
    if size > limits.ENDPOINT_POLICY_CHARACTERS:
        yield (
            at,
            (
                f"the policy has up to {size:,} characters, AWS takes {limits.ENDPOINT_POLICY_CHARACTERS:,}; "
                "use wildcards or conditions in place of long lists"
            ),
        )


def _statement(statement: Statement, at: Loc, service: str | None) -> Findings:
    if not statement.resources and not statement.functions:
        yield at, "name the resources (or functions) that the statement is about; resources: ['*'] means all"
    if statement.functions and service != "lambda":
        yield (*at, "functions"), "functions is for the endpoint of lambda; write resources"
    if "*" in statement.principals and len(statement.principals) > 1:
        yield (*at, "principals"), "'*' holds everybody: it stands alone"
    anybody = "*" in statement.principals and statement.effect == "Allow" and not statement.conditions
    if anybody and not statement.public:
        yield (
            (*at, "principals"),
            (
                "'*' without a condition allows anybody who reaches the endpoint; "
                "name principals, add conditions, or say public: true"
            ),
        )
    for index, resource in enumerate(statement.resources or ()):
        if fault := policy_conditions.account_fault(resource):
            yield (*at, "resources", index), fault


def _conditions(statement: Statement, at: Loc) -> Findings:
    for operator, keys in statement.conditions.items():
        for key, values in keys.items():
            here = (*at, "conditions", operator, key)
            if fault := policy_conditions.operator_fault(operator, key):
                yield here, fault
                continue
            for index, value in enumerate([values] if isinstance(values, str) else values):
                if fault := policy_conditions.value_fault(operator, key, value):
                    yield here if isinstance(values, str) else (*here, index), fault


def _partition(statement: Statement, at: Loc, partition: str) -> Findings:
    for element in ("principals", "resources", "functions"):
        for index, arn in enumerate(getattr(statement, element) or ()):
            if fault := policy_conditions.partition_fault(arn, partition):
                yield (*at, element, index), fault
    for operator, keys in statement.conditions.items():
        for key, values in keys.items():
            for index, value in enumerate([values] if isinstance(values, str) else values):
                fault = policy_conditions.partition_fault(value, partition)
                if fault and (key.lower().endswith("arn") or "Arn" in operator):
                    here = (*at, "conditions", operator, key)
                    yield here if isinstance(values, str) else (*here, index), fault


def _gateway(statement: Statement, at: Loc) -> Findings:
    """Reject what the conditions of a gateway endpoint's principals cannot say.

    IAM guide, "AWS global condition context keys", aws:PrincipalArn: it holds the ARN of the role, not of a session.
    """
    for index, principal in enumerate(statement.principals):
        if ":assumed-role/" in principal:
            yield (
                (*at, "principals", index),
                (
                    "a gateway endpoint knows a session by its role only: write the ARN of the role, "
                    f"arn:…:iam::{principal.split(':')[4]}:role/NAME"
                ),
            )
    for key in statement.conditions.get(policy_conditions.STRING_EQUALS, ()):
        if key.lower() in {made.lower() for made in policy.keys_of_principals(statement)}:
            yield (
                (*at, "conditions", policy_conditions.STRING_EQUALS, key),
                (
                    f"the principals of a gateway endpoint become this condition on {key}; "
                    "write principals: ['*'] beside it, or leave it out"
                ),
            )


def _sids(statements: Sequence[Statement], at: Loc, *, gateway: bool) -> Findings:
    """Reject a Sid that appears twice in a policy.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
    """
    seen: set[str] = set()
    for index, statement in enumerate(statements):
        names = policy.sids(statement, gateway=gateway)
        if taken := seen.intersection(names):
            yield (*at, index, "sid"), f"{min(taken)!r} names another statement of this policy"
        seen.update(names)
