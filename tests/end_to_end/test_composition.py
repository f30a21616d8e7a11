"""A composition over three accounts and two Regions, applied once: both sides of its links, its checks, its end."""

from __future__ import annotations

import io
import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from privatelink_generator.load import load, loads
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin.stacks import Stacks
from privatelink_harness.runs import applied
from privatelink_harness.runs.engine import Run
from privatelink_harness.runs.progress import Silent
from tests.support.commands import RunCommand
from tests.support.namespaces import need_namespaces
from tests.support.paths import ROOT
from tests.support.proven import PROVEN, unproven

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance

SPEC = """
version: 1
pattern: stack
name: payments-link
region: us-east-1
tags: {system: payments}

accounts:
  provider: {}
  consumer: {}
  abroad: {region: eu-west-1}

modules:
  payments:
    account: provider
    spec:
      pattern: provider
      load_balancers: {main: {security_group: false, listeners: {api: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service:
        private_dns_name: {name: payments.example.com}
        supported_regions: [us-east-1, eu-west-1]
        notifications: {}
      alarms: {resets: {above: 100}}
  orders:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given, private_dns: after-acceptance}}}
  trial:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given, private_dns: after-acceptance}}}
  reports:
    account: abroad
    spec:
      pattern: consumer
      endpoints:
        payments: {service_name: given, service_region: us-east-1}
        vendor: {service_name: com.amazonaws.vpce.eu-west-1.vpce-svc-0c0ffee0c0ffee000}

links:
  - {endpoint: orders.payments, service: payments}
  - {endpoint: trial.payments, service: payments, state: suspended}
  - {endpoint: reports.payments, service: payments, state: waiting}

expect:
  - {from: orders, to: orders.payments}
  - {from: trial, to: trial.payments, result: times-out}
  - {from: reports, to: reports.payments, result: times-out}
  - {from: trial, to: orders.payments, result: times-out}
"""


@pytest.fixture(scope="module")
def spec_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("composition") / "stack.yaml"
    path.write_text(SPEC)
    return path


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, spec_path: Path, localstack: Instance) -> AppliedStack:
    """The composition, on a LocalStack that goes on without it, which forgets the accounts therefore."""
    assert localstack.endpoint
    return privatelink.apply(spec_path)


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    """The script of `make demo-provider`."""
    found = spec_from_file_location("demo_provider", ROOT / "scripts" / "demo_provider.py")
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


def changed(*changes: tuple[str, str]) -> Spec:
    """Return the spec with other words."""
    text = SPEC
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return loads(text, "stack.yaml")


def failed(checks: list[Check]) -> set[tuple[str, str, str]]:
    """Return the account, the subject and the property of each check that fails."""
    return {
        (check.account.alias if check.account else "", check.subject, check.property)
        for check in checks
        if check.verdict is Verdict.FAILED
    }


def verified(stack: AppliedStack, spec: Spec) -> list[Check]:
    """Return the checks of the stack as `privatelink verify` makes them: without the plan of the first apply."""
    return Run(stack.stack, Silent()).verify(spec)


def connections(stack: AppliedStack) -> dict[str, tuple[str, str]]:
    """Return state and owner of the service's connections by link, as the service owner sees them."""
    ec2 = stack.account("provider").client("ec2")
    links = {each["endpoint_id"]: link for link, each in stack.outputs["stack"]["connections"].items()}
    seen = ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    return {links[each["VpcEndpointId"]]: (each["VpcEndpointState"], each["VpcEndpointOwner"]) for each in seen}


def states(stack: AppliedStack) -> dict[str, tuple[str, str]]:
    """Return the state of each link as the service owner sees it, and as the consumer does."""
    links = stack.outputs["stack"]["connections"]
    aliases = {"orders": "consumer", "trial": "consumer", "reports": "abroad"}
    found = {}
    for link, (state, _) in connections(stack).items():
        ec2 = stack.account(aliases[link.partition(".")[0]]).client("ec2")
        (endpoint,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[links[link]["endpoint_id"]])["VpcEndpoints"]
        found[link] = (state, endpoint["State"])
    return found


def known_accounts(localstack: Instance) -> set[str]:
    with urlopen(f"{localstack.endpoint}/_privatelink/accounts") as answer:  # noqa: S310 - loopback
        return set(json.load(answer)["accounts"])


def test_every_row_passes_in_its_own_account(stack: AppliedStack) -> None:
    checks = stack.checks()
    assert unproven(checks) == []
    found = {(check.account.alias, check.account.id, check.account.region) for check in checks if check.account}
    assert found == {
        ("provider", stack.account("provider").id, "us-east-1"),
        ("consumer", stack.account("consumer").id, "us-east-1"),
        ("abroad", stack.account("abroad").id, "eu-west-1"),
    }


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict is Verdict.PASSED


def test_aliases_name_the_accounts(stack: AppliedStack) -> None:
    accounts = [stack.account(alias) for alias in ("provider", "consumer", "abroad")]
    assert [each.id for each in accounts] == list(stack.session.accounts.values())
    assert [each.region for each in accounts] == ["us-east-1", "us-east-1", "eu-west-1"]
    for account in accounts:
        assert account.client("sts").get_caller_identity()["Account"] == account.id
    assert stack.client("ec2", "consumer") is accounts[1].client("ec2") is stack.client("ec2", accounts[1].id)
    with pytest.raises(HarnessError) as caught:
        stack.account("spoke")
    assert (str(caught.value), caught.value.hint) == (
        "the stack has no account 'spoke'",
        "Name one of: abroad, consumer, provider; or write 12 digits.",
    )


def test_both_sides_see_each_link_in_its_state(stack: AppliedStack) -> None:
    consumer, abroad = stack.account("consumer").id, stack.account("abroad").id
    assert connections(stack) == {
        "orders.payments": ("available", consumer),
        "trial.payments": ("pendingAcceptance", consumer),
        "reports.payments": ("pendingAcceptance", abroad),
    }
    assert states(stack) == {link: (state, state) for link, (state, _) in connections(stack).items()}


def test_only_the_accepted_endpoint_has_the_private_name(stack: AppliedStack) -> None:
    endpoints = stack.account("consumer").client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    named = {
        endpoint["VpcEndpointId"]
        for endpoint in endpoints
        if "payments.example.com" in {entry["DnsName"] for entry in endpoint["DnsEntries"]}
    }
    assert named == {stack.outputs["stack"]["connections"]["orders.payments"]["endpoint_id"]}


@pytest.mark.parametrize(("alias", "services", "endpoints"), [("provider", 1, 0), ("consumer", 0, 2), ("abroad", 0, 2)])
def test_each_account_has_its_own_side_alone(stack: AppliedStack, alias: str, services: int, endpoints: int) -> None:
    ec2 = stack.account(alias).client("ec2")
    assert len(ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]) == services
    assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == endpoints


def test_a_module_is_verified_by_its_own_spec_too(stack: AppliedStack, spec_path: Path) -> None:
    spec = load(spec_path)
    assert isinstance(spec, StackSpec)
    stack.verify(spec.modules["reports"].spec, module="module.stack.module.reports")


def test_command_line_verifies_the_kept_stack_by_account(
    stack: AppliedStack, spec_path: Path, command: RunCommand, tmp_path: Path
) -> None:
    junit = tmp_path / "junit.xml"
    answer = command("verify", spec_path, stack.stack.directory, "--format", "json", "--junit", junit)
    assert answer.returncode == 0, answer.stderr
    checks = json.loads(answer.stdout)["data"]["checks"]
    assert {check["account"]["alias"] for check in checks} == {"provider", "consumer", "abroad"}
    suites = [suite.get("name") for suite in ET.parse(junit).getroot()]  # noqa: S314 (our own)
    assert suites == [
        f"payments-link, {alias}: account {stack.account(alias).id} in {stack.account(alias).region}"
        for alias in ("provider", "consumer", "abroad")
    ]


def test_a_root_module_of_ones_own_is_verified_where_its_state_tells(stack: AppliedStack) -> None:
    report = applied.verify(load_spec(), stack.stack.root)
    assert failed(list(report.checks)) == set()
    narrowed = applied.verify(load_spec(), stack.stack.root, region="eu-west-1")
    assert {check.account.alias for check in narrowed.checks if check.account} == {"abroad"}


def test_connections_are_what_its_expect_says(stack: AppliedStack) -> None:
    rows = stack.checks(only={Property.EXPECT})
    assert {row.subject: row.spec for row in rows} == {
        "orders to orders.payments": "reached",
        "trial to trial.payments": "timed out",
        "reports to reports.payments": "timed out",
        "trial to orders.payments": "timed out",
    }
    assert [row for row in rows if row.verdict.value != PROVEN[row.proof]] == []


def test_wrong_expectations_fail_at_their_lines_with_what_stops_the_connection(
    stack: AppliedStack, spec_path: Path, command: RunCommand
) -> None:
    need_namespaces()
    wrong = spec_path.with_name("wrong.yaml")
    wrong.write_text(
        SPEC.replace(
            "{from: orders, to: orders.payments}", "{from: orders, to: orders.payments, result: times-out}"
        ).replace("to: trial.payments, result: times-out", "to: trial.payments")
    )
    answer = command("verify", wrong, stack.stack.directory, "--only", "expect", "--format", "json")
    rows = [row for row in json.loads(answer.stdout)["data"]["checks"] if row["verdict"] == "failed"]
    first = SPEC.splitlines().index("expect:") + 2
    assert [(row["spec"], row["api"], row["where"], row["note"]) for row in rows] == [
        ("timed out", "reached", f"{wrong}:{first}:5", ""),
        (
            "reached",
            "timed out",
            f"{wrong}:{first + 1}:5",
            "stopped by endpoint: its connection waits for the service's owner to accept it",
        ),
    ]
    assert (answer.returncode, {row["proof"] for row in rows}) == (2, {"traffic"}), answer.stderr


def load_spec() -> Spec:
    return loads(SPEC, "stack.yaml")


def test_wrong_words_fail_in_the_account_that_they_are_about(stack: AppliedStack) -> None:
    wrong = changed(
        ("service: payments, state: suspended", "service: payments"),
        ("above: 100", "above: 7"),
        ("security_group: false", "enable_cross_zone_load_balancing: true, security_group: false"),
        (
            "service_name: given, service_region: us-east-1",
            "service_name: given, service_region: us-east-1, tags: {a: b}",
        ),
    )
    assert failed(verified(stack, wrong)) == {
        ("provider", "payments.link trial.payments", "connection"),
        ("consumer", "trial.payments", "acceptance"),
        ("consumer", "trial.payments", "private DNS"),
        ("consumer", "trial.payments", "private names"),
        ("provider", "payments.main", "cross-zone load balancing"),
        ("provider", "payments.alarm resets", "threshold"),
        ("abroad", "reports.payments", "tags"),
    }


def test_a_module_of_another_account_is_not_there(stack: AppliedStack) -> None:
    moved = changed(("  trial:\n    account: consumer", "  trial:\n    account: provider"))
    checks = verified(stack, moved)
    (row,) = [check for check in checks if (check.subject, check.property) == ("trial.payments", "exists")]
    consumer, provider = stack.account("consumer").id, stack.account("provider").id
    looked, found = f"account {provider} in us-east-1", f"account {consumer} in us-east-1"
    assert row.verdict is Verdict.FAILED
    assert row.note == f"the stack is looked for in {looked}, its resources are in {found}"


def test_service_with_a_connected_consumer_is_not_deleted(stack: AppliedStack) -> None:
    ec2 = stack.account("provider").client("ec2")
    service = stack.outputs["stack"]["payments"]["service_id"]
    answer = ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service])
    assert [each["Error"]["Code"] for each in answer["Unsuccessful"]] == ["ExistingVpcEndpointConnections"]


def test_a_principal_that_is_removed_keeps_its_connections(stack: AppliedStack) -> None:
    ec2 = stack.account("provider").client("ec2")
    service = stack.outputs["stack"]["payments"]["service_id"]
    root = f"arn:aws:iam::{stack.account('consumer').id}:root"
    ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, RemoveAllowedPrincipals=[root])
    try:
        assert states(stack)["orders.payments"] == ("available", "available")
        assert failed(verified(stack, load_spec())) == {
            ("provider", "payments.service", "allowed principals"),
            ("provider", "payments.link orders.payments", "may connect"),
            ("provider", "payments.link trial.payments", "may connect"),
            ("consumer", "orders.payments", "offer"),
            ("consumer", "trial.payments", "offer"),
        }
    finally:
        ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=[root])


def test_the_demo_suspends_and_resumes_links_by_one_word(stack: AppliedStack, demo: ModuleType) -> None:
    output = io.StringIO()
    seen = [
        (report.failed, {link: words for link, words in states(stack).items() if link != "reports.payments"})
        for report in demo.play(stack, load_spec(), Console(file=output, width=140))
    ]
    accepted, rejected, waiting = (("available",) * 2, ("rejected",) * 2, ("pendingAcceptance",) * 2)
    assert seen == [
        (False, {"orders.payments": accepted, "trial.payments": waiting}),
        (False, {"orders.payments": rejected, "trial.payments": accepted}),
        (False, {"orders.payments": accepted, "trial.payments": rejected}),
    ]
    assert output.getvalue().count(f"consumer: account {stack.account('consumer').id} in us-east-1") == len(demo.ACTS)
    assert stack.plan_again().verdict is Verdict.PASSED


def test_what_is_left_is_looked_for_in_every_account(stack: AppliedStack) -> None:
    check = leftovers.check(stack.state.resources, stack.session)
    whole = {
        each.id
        for each in stack.state.of("aws_vpc", "aws_vpc_endpoint", "aws_vpc_endpoint_service", "aws_lb", "aws_sns_topic")
    }
    assert (check.verdict, check.note) == (Verdict.FAILED, "")
    assert whole <= set(check.found.split(", "))


def test_destroy_leaves_nothing_in_any_account(stack: AppliedStack, localstack: Instance) -> None:
    accounts = set(stack.session.accounts.values())
    before = accounts & known_accounts(localstack)
    check = stack.run.destroy()
    assert (check.verdict, check.found) == (Verdict.PASSED, "none")
    assert (before, accounts & known_accounts(localstack)) == (accounts, set())
