"""A service that a zone lacks: a plan refuses its subnet, or the endpoint has no interface there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks.property import TRAFFIC
from tests.support.commands import RunCommand
from tests.support.http import call_http

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

SERVICE = "com.amazonaws.us-east-1.rekognition"
"""No other test on the shared LocalStack uses it."""

SPEC = """
version: 1
pattern: consumer
name: zones
endpoints:
  rekognition: {{service: rekognition}}
  sqs: {{service: sqs}}
unsupported_zones: {choice}
"""


@pytest.fixture
def lacking(localstack: Instance) -> None:
    """The service is not in us-east-1b for as long as the LocalStack runs."""
    fault = {"service": SERVICE, "zone_id": "use1-az1"}
    call_http("POST", f"{localstack.endpoint}/_privatelink/faults", fault)


@pytest.mark.usefixtures("lacking")
def test_subnet_of_a_zone_without_the_service(command: RunCommand, tmp_path: Path) -> None:
    refused, left_out = tmp_path / "refused.yaml", tmp_path / "left-out.yaml"
    refused.write_text(SPEC.format(choice="refuse"))
    left_out.write_text(SPEC.format(choice="leave-out"))

    failed = command("test", refused)
    passed = command("test", left_out, "--format", "json")

    told = " ".join((failed.stdout + failed.stderr).split())
    assert failed.returncode != 0
    assert f"{SERVICE} is not in us-east-1b, but in us-east-1a" in told
    assert passed.returncode == 0, passed.stderr
    rows = {(check["subject"], check["property"]): check for check in json.loads(passed.stdout)["data"]["checks"]}
    assert {check["verdict"] for (_, row), check in rows.items() if row not in TRAFFIC} == {"passed"}
    assert [len(rows[name, "subnets"]["api"].split(", ")) for name in ("rekognition", "sqs")] == [1, 2]
