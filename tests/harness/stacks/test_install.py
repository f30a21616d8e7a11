"""The facts that an initialised root module's files hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.stacks.install import locked_version

LOCK = """
provider "registry.terraform.io/hashicorp/random" {
  version = "3.6.0"
}

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = ">= 5.83.0, < 7.0.0"
}
"""


@pytest.mark.parametrize(("text", "version"), [(LOCK, "5.100.0"), ("", None), (None, None)])
def test_locked_version_reads_the_aws_provider_from_a_lock_file(
    tmp_path: Path, text: str | None, version: str | None
) -> None:
    if text is not None:
        (tmp_path / ".terraform.lock.hcl").write_text(text)
    assert locked_version(tmp_path) == version
