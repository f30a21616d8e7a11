"""A stack on the command line: kept, verified, changed outside of Terraform, destroyed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree as ET

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.commands import RunCommand
from tests.support.http import call_http

SPEC = """
version: 1
pattern: consumer
name: kept
endpoints:
  s3: {service: s3, type: gateway}
"""

ROWS = {
    **{
        ("s3", row): "passed"
        for row in ("exists", "type", "service", "VPC", "state", "route tables", "routes", "policy", "tags")
    },
    ("stack", "other endpoints"): "passed",
}
"""The rows of `verify`; `test --keep` adds the second plan."""

WIDE = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}


def rows(process: CompletedProcess[str]) -> dict[tuple[str, str], str]:
    data: dict[str, Any] = json.loads(process.stdout)["data"]
    return {(check["subject"], check["property"]): check["verdict"] for check in data["checks"]}


def failed(process: CompletedProcess[str]) -> set[tuple[str, str]]:
    return {row for row, verdict in rows(process).items() if verdict == "failed"}


def test_kept_stack_is_verified_and_destroyed_by_later_commands(
    command: RunCommand,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    stacks: Path,
    tmp_path: Path,
) -> None:
    spec, junit = tmp_path / "kept.yaml", tmp_path / "junit.xml"
    spec.write_text(SPEC)
    ec2 = account.client("ec2")

    options = ("--format", "json", "--junit", junit, "--report", tmp_path / "kept.json")
    kept = command("test", spec, "--keep", "--account", account.account, *options)
    assert kept.returncode == 0, kept.stderr
    [report] = json.loads((tmp_path / "kept.json").read_text())["data"]["runs"]
    assert report == json.loads(kept.stdout)["data"], "the answer and the file tell the same"
    [place] = report["topology"]["places"]
    assert (place["account"], [vpc["cidr"] for vpc in place["vpcs"]]) == (account.account, ["10.0.0.0/16"])
    envelope = json.loads(kept.stdout)
    assert {name: envelope[name] for name in ("schemaVersion", "command", "status", "error")} == {
        "schemaVersion": 1,
        "command": "test",
        "status": "ok",
        "error": None,
    }
    assert rows(kept) == {**ROWS, ("stack", "second plan"): "passed"}
    [directory] = stacks.iterdir()
    assert envelope["data"]["kept"] == str(directory)
    _, *steps = [step["name"] for step in envelope["data"]["steps"]]
    assert steps == ["plan", "apply", "verify, and plan again"]
    assert "] apply\n" in kept.stderr, "beside JSON, progress goes to standard error"
    suite = ET.fromstring(junit.read_text())  # noqa: S314 (our own)
    assert {(case.get("classname"), case.get("name")) for case in suite.iter("testcase")} == {
        (f"kept.{subject}", name) for subject, name in rows(kept)
    }
    assert vpcs() == ["10.0.0.0/16"]

    untouched = command("verify", spec, directory, "--format", "json")
    assert (untouched.returncode, rows(untouched)) == (0, ROWS)

    [endpoint] = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    identity, [table] = endpoint["VpcEndpointId"], endpoint["RouteTableIds"]
    ec2.modify_vpc_endpoint(VpcEndpointId=identity, PolicyDocument=json.dumps(WIDE))
    changed = command("verify", spec, directory, "--format", "json")
    assert (changed.returncode, failed(changed)) == (2, {("s3", "policy")})

    ec2.modify_vpc_endpoint(VpcEndpointId=identity, ResetPolicy=True, RemoveRouteTableIds=[table])
    narrowed = command("verify", spec, directory)
    assert narrowed.returncode == 2
    assert f"s3: route tables: failed\n  expected (output, state): {table}\n  found (API): none\n" in narrowed.stdout

    destroyed = command("destroy", directory)
    assert (destroyed.returncode, vpcs(), list(stacks.iterdir())) == (0, [], []), destroyed.stdout + destroyed.stderr
    assert destroyed.stdout.endswith("stack: nothing left: passed\n  spec: none\n  API: none\n")
    known = call_http("GET", f"{account.endpoint}/_privatelink/accounts")["accounts"]
    assert account.account in known, "an account that the user names stays"

    again = command("destroy", directory, "--format", "json")
    envelope = json.loads(again.stdout)
    assert (again.returncode, envelope["status"]) == (1, "error")
    assert envelope["error"]["message"].startswith(f"{directory}: holds no stack")
