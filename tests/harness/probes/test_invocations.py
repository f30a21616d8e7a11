"""Which endpoints functions are called through, and how the caller gets there."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import Facts, Permission, Subnet
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.functions.calls import Way
from privatelink_harness.probes import invocations
from privatelink_harness.probes.probe import Probe
from privatelink_harness.probes.prober import Prober, Unprovable
from tests.support.specs import HEAD, consumer_spec

POLICY = "policy: [{principals: [role/app], actions: ['lambda:InvokeFunction'], functions: [orders]}]"
LAMBDA = f"{{service: lambda, {POLICY}}}"
FROM_VPC = Permission("tcp", "443", "10.0.0.0/16")
FROM_GROUP = Permission("tcp", "443", "sg-clients")
OWN = "vpce-1-abcd1234.lambda.us-east-1.vpce.amazonaws.com"
ZONAL = "vpce-1-abcd1234-us-east-1a.lambda.us-east-1.vpce.amazonaws.com"
PRIVATE = "lambda.us-east-1.amazonaws.com"


def evidence(endpoint: str = LAMBDA, *permissions: Permission, **described: Any) -> Evidence[InterfaceEndpoint]:
    """Return what is known of an endpoint in 10.0.0.0/16, which is available and has private DNS."""
    spec = consumer_spec(f"{HEAD}endpoints: {{e: {endpoint}}}\n", "core.yaml")
    found: dict[str, Any] = {
        "VpcEndpointId": "vpce-1",
        "VpcId": "vpc-1",
        "State": "available",
        "SubnetIds": ["subnet-a"],
        "Groups": [{"GroupId": "sg-endpoint"}],
        "PrivateDnsEnabled": True,
        "DnsEntries": [{"DnsName": name} for name in (OWN, ZONAL, PRIVATE)],
        **described,
    }
    subnet = Subnet("subnet-a", "us-east-1a", "vpc-1", ipaddress.IPv4Network("10.0.1.0/24"), ())
    facts = Facts(
        endpoints={},
        interfaces={},
        subnets={"subnet-a": subnet},
        permissions={"sg-endpoint": frozenset(permissions or {FROM_VPC})},
        routes=frozenset(),
        cidrs={"vpc-1": frozenset({"10.0.0.0/16"})},
        account="111122223333",
        partition="aws",
    )
    entry = cast("InterfaceEndpoint", spec.endpoints["e"])
    placement = Placement("vpc-1", frozenset({"subnet-a"}), frozenset())
    return Evidence(None, None, spec, entry, found, facts, placement, "us-east-1", accepted=False)


def probes(found: Evidence[InterfaceEndpoint]) -> Sequence[Probe]:
    """Return the probes of an endpoint alone."""
    return invocations.probes(found, invocations.Calls(found))


def way(monkeypatch: pytest.MonkeyPatch, found: Evidence[InterfaceEndpoint]) -> Way:
    """Return the way that the probe of an endpoint takes."""
    ways: list[Way] = []

    def call(
        _ec2: object, _lambda: object, taken: Way, wanted: Mapping[str, Collection[str]]
    ) -> dict[str, dict[str, str]]:
        ways.append(taken)
        return {role: dict.fromkeys(functions, "called") for role, functions in wanted.items()}

    monkeypatch.setattr(invocations, "called", call)
    (probe,) = probes(found)
    probe.attempt(prober())
    return ways[0]


def prober() -> Prober:
    """Return a prober whose clients are never asked."""

    class Api:
        def client(self, service: str, account: str | None = None, region: str | None = None) -> object:
            return service, account, region

    return Prober(lambda: pytest.fail("no connection is needed"), cast("Any", Api()))


def test_function_of_the_policy_is_called_and_another_refused() -> None:
    (probe,) = probes(evidence())
    assert (probe.about, probe.expected) == (
        Property.CALLS,
        {"orders": "called", "privatelink-probe": "AccessDeniedException"},
    )


@pytest.mark.parametrize(
    "endpoint",
    ["{service: lambda}", "{service: sqs, policy: [{principals: [role/app], actions: ['sqs:*'], resources: ['*']}]}"],
)
def test_other_endpoint_has_no_probe(endpoint: str) -> None:
    assert probes(evidence(endpoint)) == ()


def test_endpoint_that_admits_nobody_of_the_vpc_has_no_probe() -> None:
    assert probes(evidence(LAMBDA, Permission("tcp", "443", "192.168.0.0/16"))) == ()


def test_endpoint_that_waits_has_no_probe() -> None:
    assert probes(evidence(State="pendingAcceptance")) == ()


def test_caller_uses_the_private_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert way(monkeypatch, evidence()) == Way("vpc-1", "subnet-a", None, PRIVATE, "111122223333")


def test_caller_uses_the_regional_name_without_private_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [{"DnsName": name} for name in (ZONAL, OWN)]
    assert way(monkeypatch, evidence(PrivateDnsEnabled=False, DnsEntries=entries)).host == OWN


def test_caller_has_the_group_that_is_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert way(monkeypatch, evidence(LAMBDA, FROM_GROUP)).group == "sg-clients"


def test_functions_that_cannot_be_made_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ClientError({"Error": {"Code": "Throttling", "Message": "slower"}}, "CreateFunction")

    monkeypatch.setattr(invocations, "called", refuse)
    (probe,) = probes(evidence())
    with pytest.raises(Unprovable, match=r"the functions of the probe can't be made: .* slower"):
        probe.attempt(prober())
