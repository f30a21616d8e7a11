"""The errors that elbv2 answers. All have a status below 500: SDKs repeat calls that answer 5xx.

Codes are those of botocore's model of elbv2. Where a text is known from AWS, it is AWS's.
"""

from __future__ import annotations

from collections.abc import Iterable


class Elbv2Error(Exception):
    """An error of the API.

    Parameters:
        code: AWS's, such as `ValidationError`.
        message: for people.
        status: of HTTP, 400 to 499.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def invalid(message: str) -> Elbv2Error:
    """A value that is wrong in itself."""
    return Elbv2Error("ValidationError", message)


def not_in(value: object, name: str, allowed: Iterable[str]) -> Elbv2Error:
    """A value that is none of an enumeration.

    Parameters:
        value: the one given.
        name: of the parameter, in lower camel case as AWS's message has it.
        allowed: what it may be.
    """
    return invalid(
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: "
        f"Member must satisfy enum value set: [{', '.join(allowed)}]"
    )


def conflict(message: str) -> Elbv2Error:
    """A value that does not fit what is there."""
    return Elbv2Error("InvalidConfigurationRequest", message)


def in_use(message: str) -> Elbv2Error:
    """Something that others need."""
    return Elbv2Error("ResourceInUse", message)


def not_permitted(message: str) -> Elbv2Error:
    """Something that is forbidden in this state."""
    return Elbv2Error("OperationNotPermitted", message)


def unsupported(operation: str) -> Elbv2Error:
    """An operation that is not emulated. A 4xx, so that no SDK repeats it."""
    return Elbv2Error("UnsupportedOperation", f"{operation} is not emulated")


def load_balancers_not_found(arns_or_names: Iterable[str]) -> Elbv2Error:
    """Load balancers that are not there."""
    return Elbv2Error("LoadBalancerNotFound", f"Load balancers '[{', '.join(arns_or_names)}]' not found")


def load_balancer_not_found(arn: str) -> Elbv2Error:
    """A load balancer that is not there."""
    return Elbv2Error("LoadBalancerNotFound", f"Load balancer '{arn}' not found")


def listener_not_found(arn: str) -> Elbv2Error:
    """A listener that is not there."""
    return Elbv2Error("ListenerNotFound", f"Listener '{arn}' not found")


def rule_not_found(arn: str) -> Elbv2Error:
    """A listener's rule that is not there."""
    return Elbv2Error("RuleNotFound", f"Rule '{arn}' not found")


def target_groups_not_found() -> Elbv2Error:
    """Target groups that are not there."""
    return Elbv2Error("TargetGroupNotFound", "One or more target groups not found")


def target_group_not_found(arn: str) -> Elbv2Error:
    """A target group of an action that is not there."""
    return Elbv2Error("TargetGroupNotFound", f"Target group '{arn}' not found")


def ssl_policy_not_found(name: str) -> Elbv2Error:
    """A security policy that is not there."""
    return Elbv2Error("SSLPolicyNotFound", f"SSL policy '{name}' not found")


def invalid_target(message: str) -> Elbv2Error:
    """A target that can't be one. The Terraform provider repeats a registration that is answered with this."""
    return Elbv2Error("InvalidTarget", message)


def subnet_not_found(subnet: str) -> Elbv2Error:
    """A subnet that is not there."""
    return Elbv2Error("SubnetNotFound", f"The subnet ID '{subnet}' does not exist")


def invalid_subnet(message: str) -> Elbv2Error:
    """A subnet that a load balancer can't have."""
    return Elbv2Error("InvalidSubnet", message)


def invalid_security_group(message: str) -> Elbv2Error:
    """A security group that a load balancer can't have."""
    return Elbv2Error("InvalidSecurityGroup", message)
