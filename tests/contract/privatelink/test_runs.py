"""The calls of runs, and the orphans that they leave: found, and removed in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.config import Config

from privatelink_harness.checks.scope import Scope
from privatelink_harness.orphans import orphans
from privatelink_harness.orphans.kinds import KINDS
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.terraform.snapshot import Resource
from tests.support.account import Account, filters
from tests.support.until import until

RUN = "0a1b2c"


class RunAccount(Account):
    """An account whose clients name a run in their user agent."""

    def client(self, service: str, **options: object) -> object:
        """Return a client of the run."""
        return super().client(service, config=Config(user_agent_extra=f"tf-privatelink-run/{self.run}"), **options)

    @property
    def run(self) -> str:
        """The run's name."""
        return f"{RUN}{self.id}"


@pytest.fixture
def run(mine: Account) -> RunAccount:
    return RunAccount(mine.url, mine.id)


@pytest.fixture
def session(run: RunAccount) -> LocalStackSession:
    return LocalStackSession(run.url, run.id, emulated=True, fresh=(run.id,), run=run.run)


def resource(kind: str, identity: str, account: str) -> Resource:
    values = {"id": identity, "arn": f"arn:aws:ec2:us-east-1:{account}:x/{identity}"}
    return Resource("", kind, "this", None, values, 'provider["registry.terraform.io/hashicorp/aws"]')


def test_run_knows_what_it_has_created(run: RunAccount, session: LocalStackSession) -> None:
    vpc = run.vpc()
    subnet = run.subnet(vpc)
    created = {each.operation: (each.scope, each.ids) for each in session.created() or ()}
    scope = Scope(run.id, "us-east-1")
    found = {
        operation: (place, [each for each in ids if each in {vpc, subnet}])
        for operation, (place, ids) in created.items()
    }
    assert found == {"CreateVpc": (scope, [vpc]), "CreateSubnet": (scope, [subnet])}


def test_call_is_open_until_its_late_answer_is_sent(run: RunAccount, session: LocalStackSession) -> None:
    vpc = run.vpc()
    run.http("POST", "faults", {"operation": "CreateSubnet", "delay": 600, "account": run.id})
    with ThreadPoolExecutor(1) as pool:
        creating = pool.submit(run.subnet, vpc)
        # A call is open before it creates.
        created = until(lambda: run.ec2.describe_subnets(Filters=filters({"vpc-id": vpc}))["Subnets"], bool)
        run.http("DELETE", "faults", {"account": "999999999999"})
        is_open = session.open_calls()
        run.http("DELETE", "faults", {"account": run.id})
        subnet = creating.result()
    assert ([each["SubnetId"] for each in created], is_open) == ([subnet], 1)
    until(session.open_calls, lambda calls: calls == 0)


def test_other_clients_are_no_run(mine: Account, session: LocalStackSession) -> None:
    mine.vpc()
    assert session.created() == []


def test_orphans_are_removed_in_order(run: RunAccount, mine: Account, session: LocalStackSession) -> None:
    """The state knows the VPC alone; a VPC of somebody else's is left alone."""
    others = mine.vpc()
    vpc, peer = run.vpc(), run.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    fill(run, vpc)
    run.ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)
    address = run.ec2.allocate_address(Domain="vpc")["AllocationId"]
    mine.subnet(vpc, "d", 77)

    found = orphans.find([resource("aws_vpc", vpc, run.id)], session.created(), session)
    kinds = [each.kind.name for each in found]
    assert kinds == sorted(kinds, key=[kind.name for kind in KINDS].index)
    assert {"endpoint", "endpoint service", "load balancer", "target group", "NAT gateway", "internet gateway"} < {
        *kinds
    }
    assert {"VPC peering connection", "route table", "security group", "network ACL", "network interface"} < {*kinds}
    assert [each.id for each in found if each.kind.name in {"VPC", "Elastic IP address"}] != []
    assert {peer, address} < {each.id for each in found}
    assert len([each for each in found if each.kind.name == "subnet"]) == 3

    assert orphans.remove(found, session, patience=60) == []
    run.ec2.delete_vpc(VpcId=vpc)
    left = [each["VpcId"] for each in run.ec2.describe_vpcs()["Vpcs"] if not each["IsDefault"]]
    assert (left, orphans.find([], session.created(), session)) == ([others], [])


def test_without_calls_orphans_are_what_lies_in_the_vpc(mine: Account, session: LocalStackSession) -> None:
    """As on stock LocalStack, which does not tell what a run has created."""
    vpc = mine.vpc()
    known, orphan = mine.subnet(vpc, "a"), mine.subnet(vpc, "b")
    mine.vpc()
    state = [resource("aws_vpc", vpc, mine.id), resource("aws_subnet", known, mine.id)]
    found = orphans.find(state, None, session)
    assert [str(each) for each in found] == [f"subnet {orphan} in account {mine.id} in us-east-1"]


def test_orphan_that_is_in_use_is_left_with_the_reason(mine: Account, session: LocalStackSession) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    state = [resource("aws_vpc", vpc, mine.id)]
    found = orphans.find(state, None, session)
    mine.interface_endpoint(vpc, SubnetIds=[subnet])
    (left,) = orphans.remove(found, session, patience=0)
    assert left.startswith(
        f"subnet {subnet} in account {mine.id} in us-east-1: An error occurred (DependencyViolation)"
    )


def fill(run: RunAccount, vpc: str) -> None:
    """Create in a VPC what a provider and a consumer do, and what they find there."""
    ec2 = run.ec2
    first, second = run.subnet(vpc, "a"), run.subnet(vpc, "b")
    table = run.route_table(vpc)
    ec2.associate_route_table(RouteTableId=table, SubnetId=first)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.create_nat_gateway(SubnetId=second, ConnectivityType="private")
    ec2.create_network_acl(VpcId=vpc)
    ec2.create_network_interface(SubnetId=first)
    groups = [run.group(vpc, name) for name in ("one", "two")]
    for group, other in (groups, reversed(groups)):
        ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": other}]}
            ],
        )
    network = run.elbv2.create_load_balancer(Name="orphan", Type="network", Scheme="internal", Subnets=[first])
    balancer = network["LoadBalancers"][0]["LoadBalancerArn"]
    targets = run.elbv2.create_target_group(Name="orphan", Protocol="TCP", Port=443, VpcId=vpc)["TargetGroups"][0]
    run.elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="TCP",
        Port=443,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets["TargetGroupArn"]}],
    )
    service = run.service_of([balancer], allow=[run.root], AcceptanceRequired=False)
    run.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[first], SecurityGroupIds=groups)
    run.gateway_endpoint(vpc, RouteTableIds=[table])
