"""Refusals that several rules of load balancing share. A refusal of one rule is beside that rule.

Codes are those of botocore's model of elbv2. `docs/fidelity-load-balancers.md` lists the messages that are AWS's own
words; the others are plain readings. "Deployments" names the source of most: AWS's refusals of real deployments in
September 2026, recorded with each rule of the public rule set badmintoncryer/cdk-preflight, in `rules/elbv2`.
"""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_localstack.kernel.errors import AwsError


def validation_error(message: str) -> AwsError:
    """Return the refusal of a value that is wrong in itself."""
    return AwsError("ValidationError", message)


def not_in_enumeration(value: object, parameter: str, allowed: Iterable[str]) -> AwsError:
    """Return the refusal of a value outside an enumeration.

    Parameters:
        value: The value of the request.
        parameter: In lower camel case, as AWS's message has it.
        allowed: The enumeration.
    """
    return validation_error(
        f"1 validation error detected: Value '{value}' at '{parameter}' failed to satisfy constraint: "
        f"Member must satisfy enum value set: [{', '.join(allowed)}]"
    )


def invalid_configuration(message: str) -> AwsError:
    """Return the refusal of a value that does not fit the resource or the rest of the request."""
    return AwsError("InvalidConfigurationRequest", message)


def resource_in_use(message: str) -> AwsError:
    """Return the refusal to change a resource that another one needs."""
    return AwsError("ResourceInUse", message)


def target_group_not_found() -> AwsError:
    """Return the refusal of an unknown target group. AWS's message does not name it."""
    return AwsError("TargetGroupNotFound", "One or more target groups not found")


def not_emulated(operation: str) -> AwsError:
    """Return the refusal of an operation or member that is not emulated: a 4xx, which no SDK retries."""
    return AwsError("UnsupportedOperation", f"{operation} is not emulated")
