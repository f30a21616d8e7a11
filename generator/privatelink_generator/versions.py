"""The versions that generated modules ask for, as constraints of Terraform; the harness runs what they admit."""

from __future__ import annotations

TERRAFORM_MINIMUM = "1.9"
"""The validation of a variable may refer to other variables since Terraform 1.9 and OpenTofu 1.9."""

TERRAFORM = f">= {TERRAFORM_MINIMUM}"

type Release = tuple[int, int]
"""Major and minor number of a release."""

AWS_PROVIDER_MINIMUM: Release = (5, 83)
"""hashicorp/aws has `service_regions` on the data source of endpoint services since 5.83."""


def aws_provider(minimum: Release) -> str:
    """Return the constraint of the supported versions of hashicorp/aws from a release on."""
    major, minor = minimum
    return f">= {major}.{minor}, < 7.0"


AWS_PROVIDER = aws_provider(AWS_PROVIDER_MINIMUM)
