"""S3's interface endpoint with private DNS that is not inbound-only: it needs no gateway endpoint."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.commands import RunCommand

SPEC = """
version: 1
pattern: consumer
name: s3-private-dns
endpoints:
  s3: {service: s3, private_dns: true}
"""


def test_s3_private_dns_passes_without_a_gateway_endpoint(command: RunCommand, tmp_path: Path) -> None:
    spec = tmp_path / "s3.yaml"
    spec.write_text(SPEC)
    tested = command("test", spec, "--format", "json")
    assert tested.returncode == 0, tested.stderr
    rows = {check["property"]: check["verdict"] for check in json.loads(tested.stdout)["data"]["checks"]}
    assert (rows["inbound-only private DNS"], rows["second plan"]) == ("passed", "passed")
