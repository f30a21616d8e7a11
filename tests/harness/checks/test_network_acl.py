"""The check of the network ACL of an endpoint's subnets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_harness.checks.check import Check, Proof, Verdict, judge
from privatelink_harness.checks.consumer import network_acl
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import AclEntry, Facts
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.resource import StackResource
from privatelink_harness.terraform.snapshot import Resource
from tests.support.specs import HEAD, consumer_spec

SPEC = f"""{HEAD}endpoints: {{sqs: {{service: sqs}}}}
security_group: {{ingress: [{{from: group/app}}]}}
network_acl: {{from: [vpc], rules: {{guests: {{number: 100, protocol: all, cidr: 10.0.240.0/20, action: deny}}}}}}
"""
CLIENTS = AclEntry(1000, "ingress", "allow", "tcp", "443", "10.0.0.0/16")
ANSWERS = AclEntry(1000, "egress", "allow", "tcp", "1024-65535", "10.0.0.0/16")
GUESTS = AclEntry(100, "ingress", "deny", "all", "all", "10.0.240.0/20")
RULES = frozenset({CLIENTS, ANSWERS, GUESTS})
IPV6 = AclEntry(1010, "ingress", "allow", "tcp", "443", "2001:db8::/56")


def _rule(entry: AclEntry) -> dict[str, Any]:
    first, _, last = entry.port.partition("-")
    ports = (0, 0) if entry.port == "all" else (int(first), int(last or first))
    return {
        "rule_no": entry.number,
        "action": entry.action,
        "protocol": "-1" if entry.protocol == "all" else entry.protocol,
        "from_port": ports[0],
        "to_port": ports[1],
        "cidr_block": "" if ":" in entry.cidr else entry.cidr,
        "ipv6_cidr_block": entry.cidr if ":" in entry.cidr else "",
    }


def _check(
    *, first: frozenset[AclEntry] = RULES, second: frozenset[AclEntry] = RULES, state: frozenset[AclEntry] = RULES
) -> Check | None:
    facts = Facts({}, {}, {}, {}, frozenset(), {"vpc-1": frozenset({"10.0.0.0/16", "2001:db8::/56"})}, "1", "aws")
    values = {
        direction: [_rule(each) for each in state if each.direction == direction] for direction in ("ingress", "egress")
    }
    spec = consumer_spec(SPEC)
    evidence: Evidence[Any] = Evidence(
        plan=None,
        state=None,
        spec=spec,
        endpoint=spec.endpoints["sqs"],
        described={"VpcId": "vpc-1", "SubnetIds": ["subnet-a", "subnet-b"]},
        facts=replace(facts, acls={"subnet-a": first, "subnet-b": second}),
        placement=Placement("vpc-1", frozenset(), frozenset()),
        region="us-east-1",
        accepted=False,
        acl=StackResource(None, Resource("", "aws_network_acl", "endpoints", None, values)),
    )
    sources = network_acl.rules(evidence)
    return judge("sqs", Property.NETWORK_ACL, sources, proof=Proof.LIVE, gaps={}) if sources else None


def test_rules_of_every_subnet_pass() -> None:
    check = _check()

    assert check is not None
    assert (check.verdict, check.state, check.api) == (Verdict.PASSED, check.spec, check.spec)


@pytest.mark.parametrize(
    "changed",
    [
        RULES - {ANSWERS},
        RULES | {IPV6},
        RULES - {GUESTS},
        RULES - {GUESTS} | {replace(GUESTS, number=2000)},
        RULES - {CLIENTS} | {replace(CLIENTS, port="22")},
    ],
)
def test_other_rules_in_the_api_fail(changed: frozenset[AclEntry]) -> None:
    check = _check(first=changed, second=changed)

    assert check is not None
    assert check.verdict is Verdict.FAILED


def test_subnet_with_another_network_acl_fails_and_is_named() -> None:
    check = _check(second=frozenset({replace(CLIENTS, number=10)}))

    assert check is not None
    assert check.verdict is Verdict.FAILED
    assert "subnet-b" in (check.api or "")


def test_other_rules_in_the_state_fail() -> None:
    check = _check(state=RULES - {ANSWERS})

    assert check is not None
    assert check.verdict is Verdict.FAILED


def test_order_of_the_rules_for_clients_is_free() -> None:
    moved = RULES - {CLIENTS} | {replace(CLIENTS, number=1040)}

    check = _check(first=moved, second=moved)

    assert check is not None
    assert check.verdict is Verdict.PASSED
