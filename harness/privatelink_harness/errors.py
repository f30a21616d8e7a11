"""Errors outside of specs: Terraform, the AWS provider, the target, the stack."""

from privatelink_generator.errors import PrivateLinkError


class HarnessError(PrivateLinkError):
    """Terraform, the AWS provider, the target or the stack fails."""
