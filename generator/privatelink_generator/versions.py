"""The versions that generated modules ask for, as constraints of Terraform; the harness runs what they admit."""

from __future__ import annotations

TERRAFORM_MINIMUM = "1.9"
"""The validation of a variable may refer to other variables since Terraform 1.9 and OpenTofu 1.9."""

TERRAFORM = f">= {TERRAFORM_MINIMUM}"

AWS_PROVIDER = ">= 5.83, < 7.0"
"""hashicorp/aws has `service_region` on endpoints since 5.83."""
