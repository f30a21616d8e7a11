"""Probes by functions in accounts of a sandbox, for which a LocalStack with traffic stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_cli.app import run
from privatelink_harness.functions.calls import OTHER
from privatelink_harness.stacks.directory import await_terraform, stacks_directory
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support import sandbox as support
from tests.support.namespaces import need_namespaces
from tests.support.sandbox_runs import start, sweep
from tests.support.until import until

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

REGION = "eu-west-1"
SPEC = """
version: 1
pattern: consumer
name: probed
region: eu-west-1
open: true
endpoints:
  lambda:
    service: lambda
    private_dns: true
    policy:
      - {sid: InvokeOrders, principals: [role/app], actions: [lambda:InvokeFunction], functions: [orders]}
security_group:
  ingress:
    - {from: vpc}
expect:
  - {from: vpc, to: lambda}
  - {from: eu-west-1a, to: lambda}
  - {from: vpc, to: lambda, port: 8443, result: times-out}
  - {from: 203.0.113.0/24, to: lambda, result: times-out}
  - {role: app, invokes: orders, through: lambda}
"""
PROBED = {
    **dict.fromkeys(("names answer", "who reaches it", "function calls"), "passed"),
    # A function has an address of the VPC, which this endpoint lets in.
    "silent to others": "not provable",
}
EXPECTED = {
    "vpc to lambda": "passed",
    "eu-west-1a to lambda": "passed",
    "vpc to lambda tcp 8443": "passed",
    # Nobody of the run's is there, and the role is not the run's.
    "203.0.113.0/24 to lambda": "not provable",
    "role/app invokes orders": "not provable",
}

HUB = """
version: 1
pattern: stack
name: shared
region: eu-west-1
accounts: {provider: {}, consumer: {}, spoke: {region: eu-central-1}}
modules:
  hub:
    account: provider
    spec:
      pattern: hybrid
      vpc_cidr: 10.20.0.0/20
      endpoints: {lambda: {service: lambda}}
      spokes: {reports: {cidrs: [10.1.0.0/16], reached_by: peering, account: spoke}}
  other:
    account: consumer
    spec: {pattern: consumer, endpoints: {sqs: {service: sqs}}}
expect:
  - {from: hub.reports, to: hub.lambda}
  - {from: other, to: hub.lambda, result: times-out}
"""
SERVICE = """
version: 1
pattern: provider
name: payments
region: eu-west-1
load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}
target_groups: {api: {port: 8443, targets: {a: {address: 10.0.0.10}}}}
service:
  allowed_principals: {orders: root}
  consumers: {orders: accepted, trial: {state: suspended, principal: orders}}
expect:
  - {from: orders, to: service}
  - {from: trial, to: service, result: times-out}
  - {from: consumer, to: service}
"""


@pytest.fixture
def sandbox(localstack: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[support.Sandbox]:
    need_namespaces()
    with (
        support.sandbox(localstack.endpoint, tmp_path) as made,
        support.installed(tmp_path, monkeypatch, official=False),
    ):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        monkeypatch.chdir(tmp_path)
        yield made


def test_functions_make_the_probes_and_nothing_of_them_is_left(
    sandbox: support.Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sandbox.directory == tmp_path
    (tmp_path / "probed.yaml").write_text(SPEC)
    code = run(["test", "probed.yaml", "--target", "sandbox", "--probes", "--format", "json"])
    output = capsys.readouterr()
    data = json.loads(output.out)["data"]
    rows = {each["property"]: each for each in data["checks"] if each["property"] in PROBED}
    assert {name: each["verdict"] for name, each in rows.items()} == PROBED
    assert {name for name, each in rows.items() if each["proof"] == "live"} == {*PROBED} - {"silent to others"}
    expected = [each for each in data["checks"] if each["property"] == "expect"]
    assert {each["subject"]: each["verdict"] for each in expected} == EXPECTED
    assert {each["proof"] for each in expected if each["verdict"] == "passed"} == {"live"}
    assert f"{OTHER} = AccessDeniedException" in rows["function calls"]["api"]
    assert code == 0, output.err
    (journal,) = (tmp_path / "state" / "tf-privatelink" / "journals").iterdir()
    created = [json.loads(line).get("address", "") for line in journal.read_text().splitlines()]
    made = [each.partition(" privatelink-probe-")[0] for each in created if "privatelink-probe-" in each]
    assert {*made} == {"function", "role", "security group"}


def expected(spec: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[str | None, ...]]:
    """Test a spec, and return its expectations with their verdicts, proofs and what was met."""
    Path("spec.yaml").write_text(spec)
    code = run(["test", "spec.yaml", "--target", "sandbox", "--probes", "--only", "expect", "--format", "json"])
    output = capsys.readouterr()
    assert code == 0, output.err
    rows = [each for each in json.loads(output.out)["data"]["checks"] if each["property"] == "expect"]
    return [(each["subject"], each["verdict"], each["proof"], each["api"]) for each in rows]


@pytest.mark.usefixtures("sandbox")
def test_functions_connect_through_the_endpoints_of_a_service_s_consumers(capsys: pytest.CaptureFixture[str]) -> None:
    assert expected(SERVICE, capsys) == [
        # Its group is the VPC's default one, which only members pass.
        ("orders to service", "passed", "live", "reached"),
        ("trial to service", "passed", "live", "timed out"),
        ("consumer to service", "not provable", "structural", None),
    ]


def test_functions_of_other_vpcs_connect_from_their_accounts_and_regions(
    sandbox: support.Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert expected(HUB, capsys) == [
        ("hub.reports to hub.lambda", "passed", "live", "reached"),
        ("other to hub.lambda", "passed", "live", "timed out"),
    ]
    for alias, region in (("spoke", "eu-central-1"), ("consumer", REGION)):
        found = left(LocalStackSession(sandbox.endpoint, sandbox.accounts[alias], region))
        assert found == dict.fromkeys(found, 0)


def test_sweep_removes_what_a_killed_probe_leaves(sandbox: support.Sandbox, tmp_path: Path) -> None:
    (tmp_path / "probed.yaml").write_text(SPEC)
    session = LocalStackSession(sandbox.endpoint, sandbox.accounts["consumer"], REGION)
    with start(sandbox, "test", "probed.yaml", "--target", "sandbox", "--probes") as run:
        killed = until(lambda: left(session), lambda found: min(found["function"], found["interface"]) > 0)
        run.kill()
        run.communicate()
    for stack in stacks_directory().iterdir():
        await_terraform(stack)

    swept = sweep(sandbox, REGION)

    assert {kind for kind, number in killed.items() if number} >= {"function", "role", "security group", "interface"}
    assert (swept["left"], swept["unread"], swept["going"]) == ([], [], [])
    assert {each["type"] for each in swept["found"]} >= {"function", "role", "security group", "VPC"}
    assert left(session) == dict.fromkeys(killed, 0)
    assert sweep(sandbox, REGION)["found"] == []


def left(session: LocalStackSession) -> dict[str, int]:
    """Return how many things of probes an account has, by type.

    Without log groups: LocalStack writes one at the first call, though the function's role may not write logs.
    """
    ec2, name = session.client("ec2"), "privatelink-probe-"
    interfaces = ec2.describe_network_interfaces()["NetworkInterfaces"]
    found: dict[str, list[Any]] = {
        "function": session.client("lambda").list_functions()["Functions"],
        "role": [each for each in session.client("iam").list_roles()["Roles"] if each["RoleName"].startswith(name)],
        "security group": [
            each for each in ec2.describe_security_groups()["SecurityGroups"] if name in each["GroupName"]
        ],
        "interface": [each for each in interfaces if each.get("InterfaceType") == "lambda"],
    }
    return {kind: len(each) for kind, each in found.items()}
