"""The Terraform driver: the choice of Terraform, its commands and its events.

binary = find()
provider = installation.choose(binary, work_directory)
terraform = Terraform(binary, root_module, environment, cli_config=provider.cli_config)
terraform.init()
terraform.plan(work_directory / "plan")
terraform.apply(work_directory / "plan", on_event=print)
"""

from __future__ import annotations

from privatelink_harness.terraform.binary import Binary, find
from privatelink_harness.terraform.cli import ApplyResult, PlanResult, Terraform
from privatelink_harness.terraform.errors import TerraformError, TerraformInterrupted
from privatelink_harness.terraform.process import Interrupt

__all__ = [
    "ApplyResult",
    "Binary",
    "Interrupt",
    "PlanResult",
    "Terraform",
    "TerraformError",
    "TerraformInterrupted",
    "find",
]
