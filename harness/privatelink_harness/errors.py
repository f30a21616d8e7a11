"""What goes wrong outside a spec: Terraform, the provider, the target, the stack."""

from privatelink_generator.errors import PrivateLinkError


class HarnessError(PrivateLinkError):
    """Terraform, the provider, the target or the stack fails."""
