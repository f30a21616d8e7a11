"""The errors that elbv2 answers. All have a status below 500: SDKs repeat calls that answer 5xx.

Codes are those of botocore's model of elbv2. Where a text is known from AWS, it is AWS's.
"""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_localstack.kernel.errors import AwsError


def invalid(message: str) -> AwsError:
    """A value that is wrong in itself."""
    return AwsError("ValidationError", message)


def not_in(value: object, name: str, allowed: Iterable[str]) -> AwsError:
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


def conflict(message: str) -> AwsError:
    """A value that does not fit what is there."""
    return AwsError("InvalidConfigurationRequest", message)


def in_use(message: str) -> AwsError:
    """Something that others need."""
    return AwsError("ResourceInUse", message)


def not_permitted(message: str) -> AwsError:
    """Something that is forbidden in this state."""
    return AwsError("OperationNotPermitted", message)


def unsupported(operation: str) -> AwsError:
    """An operation that is not emulated. A 4xx, so that no SDK repeats it."""
    return AwsError("UnsupportedOperation", f"{operation} is not emulated")


def load_balancers_not_found(arns_or_names: Iterable[str]) -> AwsError:
    """Load balancers that are not there."""
    return AwsError("LoadBalancerNotFound", f"Load balancers '[{', '.join(arns_or_names)}]' not found")


def load_balancer_not_found(arn: str) -> AwsError:
    """A load balancer that is not there."""
    return AwsError("LoadBalancerNotFound", f"Load balancer '{arn}' not found")


def listener_not_found(arn: str) -> AwsError:
    """A listener that is not there."""
    return AwsError("ListenerNotFound", f"Listener '{arn}' not found")


def rule_not_found(arn: str) -> AwsError:
    """A listener's rule that is not there."""
    return AwsError("RuleNotFound", f"Rule '{arn}' not found")


def target_groups_not_found() -> AwsError:
    """Target groups that are not there."""
    return AwsError("TargetGroupNotFound", "One or more target groups not found")


def target_group_not_found(arn: str) -> AwsError:
    """A target group of an action that is not there."""
    return AwsError("TargetGroupNotFound", f"Target group '{arn}' not found")


def ssl_policy_not_found(name: str) -> AwsError:
    """A security policy that is not there."""
    return AwsError("SSLPolicyNotFound", f"SSL policy '{name}' not found")


def invalid_target(message: str) -> AwsError:
    """A target that can't be one. The Terraform provider repeats a registration that is answered with this."""
    return AwsError("InvalidTarget", message)


def subnet_not_found(subnet: str) -> AwsError:
    """A subnet that is not there."""
    return AwsError("SubnetNotFound", f"The subnet ID '{subnet}' does not exist")


def invalid_subnet(message: str) -> AwsError:
    """A subnet that a load balancer can't have."""
    return AwsError("InvalidSubnet", message)


def invalid_security_group(message: str) -> AwsError:
    """A security group that a load balancer can't have."""
    return AwsError("InvalidSecurityGroup", message)
