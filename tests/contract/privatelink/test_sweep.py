"""A sweep of an account on LocalStack: by tags and listings, without a state."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.orphans.kinds import KINDS
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.sweep import Selection, Swept, sweep
from privatelink_harness.targets.localstack.places import places
from tests.support.account import Account, MakeAccount
from tests.support.leftovers import TRUST, Leftovers, alarm, dashboard, listed

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

OLD = RunTags("0123456789abcdef", "somebody@there", "2026-01-02T03:04:05Z")
NEW = RunTags("fedcba9876543210", "somebody@there", "2126-01-02T03:04:05Z")

UNMADE = {"flow log", "function", "Direct Connect gateway association"}
"""Types of which the world has none: what lies in a VPC goes as they do, and functions need their code."""


@pytest.fixture(autouse=True)
def _ours(localstack: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the sweep be of the tests' LocalStack, with no journal of the user's."""
    monkeypatch.setenv("LOCALSTACK_ENDPOINT", localstack.endpoint)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@dataclass
class Lines(Silent):
    """Progress that keeps the steps."""

    steps: list[str] = field(default_factory=list)

    def step(self, title: str) -> None:
        self.steps.append(title)


def swept(account: Account, selection: Selection, *, dry_run: bool = False) -> Swept:
    return sweep(places([account.id], []), selection, Silent(), dry_run=dry_run)


def test_sweep_of_a_resource_of_every_type_leaves_nothing_and_touches_nothing_else(make_account: MakeAccount) -> None:
    mine = make_account()
    leftovers = Leftovers(mine, OLD)
    leftovers.make()
    assert leftovers.kinds | UNMADE == {kind.name for kind in KINDS}
    foreign = mine.vpc()
    service = mine.new_service("a")["ServiceId"]
    mine.client("iam").create_role(RoleName="foreign", AssumeRolePolicyDocument=TRUST)
    mine.client("sns").create_topic(Name="foreign")
    cloudwatch = mine.client("cloudwatch")
    cloudwatch.put_metric_alarm(**alarm("foreign"))
    cloudwatch.put_dashboard(DashboardName="foreign", DashboardBody=dashboard(leftovers.service, service))
    mine.vpc(TagSpecifications=[{"ResourceType": "vpc", "Tags": listed(NEW)}])

    seen = swept(mine, Selection(), dry_run=True)
    assert {each.kind.name for each in seen.found} == leftovers.kinds
    again = swept(mine, Selection(), dry_run=True)
    assert (again.found, seen.left, seen.unread) == (seen.found, (), ())
    done = swept(mine, Selection())
    assert (set(done.found), done.left, done.unread) == (set(seen.found), (), ())
    assert swept(mine, Selection()).found == ()
    assert swept(mine, Selection(OLD.run)).found == ()

    assert [each.kind.name for each in swept(mine, Selection(NEW.run), dry_run=True).found] == ["VPC"]
    assert foreign in {vpc["VpcId"] for vpc in mine.ec2.describe_vpcs()["Vpcs"]}
    assert mine.service(service)["ServiceState"] == "Available"
    assert mine.client("iam").get_role(RoleName="foreign")["Role"]["RoleName"] == "foreign"
    assert len(mine.client("sns").list_topics()["Topics"]) == 1
    assert [each["AlarmName"] for each in cloudwatch.describe_alarms()["MetricAlarms"]] == ["foreign"]
    assert [each["DashboardName"] for each in cloudwatch.list_dashboards()["DashboardEntries"]] == ["foreign"]


def test_service_goes_with_the_connections_of_foreign_accounts(make_account: MakeAccount) -> None:
    mine, theirs = make_account(), make_account()
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    mine.ec2.create_tags(Resources=[service["ServiceId"]], Tags=listed(OLD))
    endpoint = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    assert [each.id for each in swept(mine, Selection()).found] == [service["ServiceId"]]
    assert [each["VpcEndpointId"] for each in theirs.ec2.describe_vpc_endpoints()["VpcEndpoints"]] == [endpoint]
    assert swept(mine, Selection(is_all=True)).found == ()


def test_sweep_looks_in_every_region_with_state(make_account: MakeAccount) -> None:
    mine = make_account()
    for region in ("eu-west-1", "us-west-2"):
        vpc = mine.in_region(region).vpc()
        mine.in_region(region).ec2.create_tags(Resources=[vpc], Tags=listed(OLD))
    assert [each.scope.region for each in swept(mine, Selection()).found] == ["eu-west-1", "us-west-2"]
