"""AWS's services behind endpoints in the data plane's state."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

from privatelink_localstack.dataplane.state.model import TCP, Permission
from privatelink_localstack.kernel.durations import DEFAULTS
from privatelink_localstack.privatelink.endpoints.model import Endpoint, EndpointInterface
from privatelink_localstack.traffic.aws_services import plain_ports, source
from privatelink_localstack.traffic.facts import Facts, InterfaceFacts, PublicService, SubnetFacts, VpcFacts
from privatelink_localstack.traffic.gateways import key_of, split_key
from privatelink_localstack.traffic.state import state

S3 = "com.amazonaws.us-east-1.s3"
LIST = "pl-1"
KEY = key_of("vpc-1", LIST)


def _endpoint(key: str, type_: str = "Interface", *, wildcard: bool = False) -> Endpoint:
    own = EndpointInterface("eni-1", "subnet-1", "us-east-1a", "use1-az1", "10.0.1.5", None)
    return Endpoint(
        *(key, type_, "1", "us-east-1", "vpc-1", S3, "us-east-1", None, "available", 0.0, "abcdefgh"),
        *("s3.us-east-1.vpce.amazonaws.com", "Z1", "vpce-con-1"),
        interfaces=(own,) if type_ == "Interface" else (),
        private_names=("s3.us-east-1.amazonaws.com",) if type_ == "Interface" else (),
        prefix_list=LIST if type_ == "Gateway" else None,
        wildcard=wildcard,
    )


def _facts(*gateways: Endpoint, routes: dict[str, str] | None = None) -> Facts:
    to = routes or {}
    return Facts(
        vpcs=(VpcFacts("vpc-1", ("10.0.0.0/16",), dns_support=True),),
        subnets=tuple(
            SubnetFacts(each, "vpc-1", "use1-az1", ((LIST, to[each]),) if each in to else ())
            for each in ("subnet-1", "subnet-2")
        ),
        interfaces=(
            InterfaceFacts("eni-2", "vpc-1", "subnet-1", ("10.0.1.20",), ("sg-1",)),
            InterfaceFacts("eni-3", "vpc-1", "subnet-2", ("10.0.2.20",), ("sg-1",)),
        ),
        gateways=gateways,
        public_services=(PublicService(S3, LIST, "192.0.2.1", ("s3.us-east-1.amazonaws.com",)),),
        durations=dict(DEFAULTS),
        edge=4566,
    )


def test_interface_endpoint_answers_with_a_certificate_for_all_its_names() -> None:
    found = state(replace(_facts(), endpoints=(_endpoint("vpce-1", wildcard=True),))).aws_endpoints["vpce-1"]

    assert (found.interfaces, found.ports, found.plain_ports, found.edge) == (("eni-1",), (443,), (80,), 4566)
    names = found.tls.certificates[0].names
    assert names[:2] == ("s3.us-east-1.amazonaws.com", "*.vpce-1-abcdefgh.s3.us-east-1.vpce.amazonaws.com")
    assert "*.bucket.vpce-1-abcdefgh-us-east-1a.s3.us-east-1.vpce.amazonaws.com" in names


def test_gateway_admits_those_whose_route_leads_to_it() -> None:
    made = state(_facts(_endpoint("vpce-2", "Gateway"), routes={"subnet-1": "vpce-2", "subnet-2": "igw-1"}))

    clients = (ip_network("10.0.1.20/32"),)
    assert made.groups[KEY].ingress == tuple(Permission((TCP, TCP), (port, port), clients) for port in (443, 80))
    assert made.interfaces[KEY].addresses == (ip_address("192.0.2.1"),)
    assert made.aws_endpoints[KEY].vpc == "vpc-1"
    assert made.public_names["s3.us-east-1.amazonaws.com"] == ("192.0.2.1",)


def test_gateways_of_one_service_share_their_address() -> None:
    two = (_endpoint("vpce-2", "Gateway"), _endpoint("vpce-3", "Gateway"))

    made = state(_facts(*two, routes={"subnet-1": "vpce-2", "subnet-2": "vpce-3"}))

    assert set(made.aws_endpoints) == {KEY}
    assert {str(each) for rule in made.groups[KEY].ingress for each in rule.cidrs} == {"10.0.1.20/32", "10.0.2.20/32"}


def test_gateway_that_is_not_available_is_left_out() -> None:
    made = state(_facts(replace(_endpoint("vpce-2", "Gateway"), state="deleting"), routes={"subnet-1": "vpce-2"}))

    assert KEY not in made.interfaces


def test_key_of_gateways_names_both() -> None:
    assert split_key(KEY) == ("vpc-1", LIST)


def test_sources_are_loopback_addresses_of_their_own_range() -> None:
    found = {source(f"vpce-{number:017x}") for number in range(100)}

    assert len(found) == 100
    assert all(each in ip_network("127.64.0.0/10") for each in found)


def test_some_services_answer_without_tls_too() -> None:
    assert plain_ports("com.amazonaws.us-east-1.sqs") == (80,)
    assert plain_ports("com.amazonaws.us-east-1.lambda") == ()
