"""Endpoints as each source tells of them, of which a test changes one value, and their checks."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.check import Check, Proof, Verdict, judge
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.consumer.subjects import GATEWAY, INTERFACE
from privatelink_harness.checks.facts import Facts, Interface, Permission, Route, Subnet
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table
from privatelink_harness.terraform.snapshot import Resource
from tests.support.specs import consumer_spec as loads

SPEC = """
version: 1
pattern: consumer
name: core
endpoints:
  lambda:
    service: lambda
    tags: {team: network}
    policy:
      - principals: [role/app]
        actions: [lambda:InvokeFunction]
        resources: ["arn:aws:lambda:*:*:function:${aws:PrincipalTag/team}"]
  s3: {service: s3, type: gateway}
"""

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
            "Action": "lambda:invokeFunction",
            "Resource": "arn:aws:lambda:*:*:function:${aws:PrincipalTag/team}",
        },
    }
)
WIDER = POLICY.replace("lambda:invokeFunction", "lambda:*")
OLD = POLICY.replace("2012-10-17", "2008-10-17")


@dataclass
class World:
    """Two endpoints in every source; a test changes one value."""

    plan: dict[str, Any]
    state: dict[str, Any]
    api: dict[str, Any]
    facts: Facts
    spec: ConsumerSpec = field(default_factory=lambda: loads(SPEC, "core.yaml"))
    placement: Placement = field(
        default_factory=lambda: Placement("vpc-1", frozenset({"subnet-a", "subnet-b"}), frozenset({"rtb-1"}))
    )
    gaps: Mapping[Property, str] = field(default_factory=dict)
    accepted: bool = False
    resources: tuple[Resource, ...] = ()

    def checks(self, name: str) -> dict[str, Check]:
        """Return the endpoint's checks, by their names."""
        plan, state = (Resource("", "aws_vpc_endpoint", name, None, values) for values in (self.plan, self.state))
        endpoint = self.spec.endpoints[name]
        evidence: Evidence[Any] = Evidence(
            plan,
            state,
            self.spec,
            endpoint,
            self.api,
            self.facts,
            self.placement,
            "us-east-1",
            self.accepted,
            resources=self.resources,
        )
        table: Table[Evidence[Any]] = GATEWAY if isinstance(endpoint, GatewayEndpoint) else INTERFACE
        return {
            about: judge(name, about, sources, proof=Proof.LIVE, gaps=self.gaps)
            for about, compare in table.items()
            if (sources := compare(evidence)) is not None
        }

    def verdicts(self, name: str) -> dict[str, Verdict]:
        """Of all checks."""
        return {row: check.verdict for row, check in self.checks(name).items()}

    def failed(self, name: str) -> set[str]:
        """Names of the checks that fail."""
        return {row for row, verdict in self.verdicts(name).items() if verdict is Verdict.FAILED}


def subnet(zone: str, number: int) -> Subnet:
    return Subnet(
        f"subnet-{zone}",
        f"us-east-1{zone}",
        "vpc-1",
        ipaddress.IPv4Network(f"10.0.{number}.0/24"),
        (ipaddress.IPv6Network(f"2001:db8:0:{number}::/64"),),
    )


FACTS = Facts(
    endpoints={},
    interfaces={
        f"eni-{zone}": Interface(
            f"eni-{zone}",
            f"subnet-{zone}",
            f"10.0.{number}.9",
            frozenset({f"2001:db8:0:{number}::9"}),
            frozenset({"sg-1"}),
        )
        for zone, number in (("a", 1), ("b", 2))
    },
    subnets={f"subnet-{zone}": subnet(zone, number) for zone, number in (("a", 1), ("b", 2), ("c", 3))},
    permissions={"sg-1": frozenset({Permission("tcp", "443", "10.0.0.0/16")}), "sg-2": frozenset()},
    routes=frozenset({Route("rtb-1", "vpce-2", "pl-1")}),
    cidrs={"vpc-1": frozenset({"10.0.0.0/16", "2001:db8::/56"})},
    account="111122223333",
    partition="aws",
)
