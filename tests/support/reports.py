"""A report with a check of every verdict."""

from __future__ import annotations

from dataclasses import replace

from privatelink_harness.checks.check import Account, Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.reports.model import Failure, Logged, Report, Step, Timing
from privatelink_harness.reports.topology import Node, Place, Service, Subnet, TargetGroup, Topology, Vpc

LONG = ", ".join(f"subnet-{number:017x}" for number in range(4))
"""A value that is wider than a table's cell."""

CHECKS = (
    Check("lambda", Property.EXISTS, Verdict.PASSED, Proof.EMULATED, "yes", "yes", "yes", "yes"),
    Check("lambda", Property.SUBNETS, Verdict.FAILED, Proof.EMULATED, LONG, None, LONG, LONG.replace("3", "4")),
    Check("lambda", Property.ZONAL_NAMES, Verdict.UNPROVABLE, Proof.STRUCTURAL, "a", None, None, "none", "no names"),
    Check("s3", Property.ZONAL_NAMES, Verdict.UNPROVABLE, Proof.STRUCTURAL, "b", None, None, "none", "no names"),
    Check("stack", Property.POLICY, Verdict.FAILED, Proof.LIVE, '[{"<&>": 1}]', None, None, "[]"),
)
PROVIDER, CONSUMER = Account("provider", "111122223333", "us-east-1"), Account("consumer")
"""Two accounts of a stack; of the second one the state tells nothing."""

REPORT = Report(
    name="core",
    target="LocalStack 4.14.0 at http://127.0.0.1:4566",
    terraform="terraform 1.11.4",
    aws_provider="hashicorp/aws 5.100.0 from mirror",
    checks=CHECKS,
    steps=(Step("plan", 1.25), Step("apply", 10.5)),
    warnings=("old",),
)
SEVERAL_ACCOUNTS = replace(
    REPORT,
    checks=tuple(
        replace(check, account=account)
        for check, account in zip(CHECKS, (PROVIDER, CONSUMER, PROVIDER, CONSUMER, None), strict=True)
    ),
)
"""The same report of a stack in two accounts."""

TOPOLOGY = Topology(
    (
        Place(
            account="222222222222",
            region="us-east-1",
            alias="consumer",
            vpcs=(
                Vpc(
                    id="vpc-0c",
                    name="orders",
                    cidr="10.0.0.0/16",
                    subnets=(
                        Subnet("subnet-a", "orders-a", "10.0.1.0/24", "us-east-1a"),
                        Subnet("subnet-b", "orders-b", "10.0.2.0/24", "us-east-1b"),
                    ),
                    nodes=(
                        Node(
                            kind="interface",
                            id="vpce-1",
                            name="payments",
                            detail="com.amazonaws.vpce.us-east-1.vpce-svc-1",
                            state="available",
                            subnets=("subnet-a", "subnet-b"),
                            service="com.amazonaws.vpce.us-east-1.vpce-svc-1",
                        ),
                        Node("gateway", "vpce-2", "s3", "com.amazonaws.us-east-1.s3", "available"),
                    ),
                    joins=("transit gateway",),
                ),
            ),
            services=(),
        ),
        Place(
            account="111122223333",
            region="us-east-1",
            alias="provider",
            vpcs=(
                Vpc(
                    id="vpc-0p",
                    name="payments",
                    cidr="10.9.0.0/16",
                    subnets=(Subnet("subnet-p", "payments-a", "10.9.1.0/24", "us-east-1a"),),
                    nodes=(
                        Node(
                            kind="load-balancer",
                            id="arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/payments/1",
                            name="payments",
                            detail="network, internal",
                            subnets=("subnet-p",),
                            target_groups=(TargetGroup("tg-1", "api", "TCP 443", ("10.9.1.10:443", "10.9.1.11:443")),),
                        ),
                    ),
                ),
            ),
            services=(
                Service(
                    id="vpce-svc-1",
                    service="com.amazonaws.vpce.us-east-1.vpce-svc-1",
                    load_balancers=("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/payments/1",),
                    needs_acceptance=True,
                    private_dns_name="api.example.com",
                ),
            ),
        ),
    )
)
"""A consumer's endpoint, and the service of another account that it leads to."""

WHOLE = replace(
    SEVERAL_ACCOUNTS,
    name="payments-link",
    steps=(Step("plan", 1.25, 0.5), Step("apply", 10.5, 1.75), Step("destroy", 3.0, 14.0)),
    begun=1_700_000_000.0,
    seconds=17.0,
    resources=(
        Timing("module.consumer.aws_vpc.this", "create", 2.0, 1.5, "vpc-0c"),
        Timing('module.consumer.aws_vpc_endpoint.this["payments"]', "create", 3.5, 8.0, "vpce-1"),
        Timing('module.consumer.aws_vpc_endpoint.this["payments"]', "delete", 14.0, 2.0),
    ),
    log=(Logged(0.5, "plan"), Logged(1.75, "apply"), Logged(2.0, "Deprecated attribute", "warning")),
    topology=TOPOLOGY,
)
"""A report with all that a run can record."""

STOPPED = replace(
    REPORT,
    name="cut",
    checks=(),
    failure=Failure("terraform apply failed\nno such zone", "Name another zone."),
    resources=(Timing("aws_vpc.this", "create", 1.0, 2.5, outcome="failed"),),
    log=(Logged(1.0, "apply"), Logged(3.5, "main.tf:3: no such zone", "error")),
    begun=1_700_000_000.0,
    seconds=4.0,
)
"""A report of a run that could not go on."""
