"""The matrix of the consumer spec: every pair of an endpoint's keys and values, in few specs.

A row is an endpoint. What can stand in one VPC is one spec, so that one apply holds many pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from privatelink_generator.aws.services import services
from privatelink_generator.patterns.consumer import CONSUMER
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from tests.support.covering import Row

FACTORS = {
    "service": ("aws", "s3", "dynamodb", "whole", "custom"),
    "service_region": ("own", "other"),
    "private_dns": ("unset", "true", "false", "after-acceptance"),
    "dns_record_ip_type": ("unset", "ipv4", "ipv6", "dualstack", "service-defined"),
    "inbound_only": ("false", "true"),
    "ip_address_type": ("ipv4", "dualstack", "ipv6"),
    "addresses": ("chosen", "fixed"),
    "auto_accept": ("false", "true"),
    "policy": ("default", "statement"),
    "gateways": ("none", "both"),
}
"""The values of the keys of an interface endpoint; `gateways`: gateway endpoints for S3 and DynamoDB beside it."""

REFUSED = """\
service=dynamodb service_region=other
service=dynamodb private_dns=true
service=aws private_dns=after-acceptance
service=s3 private_dns=after-acceptance
service=dynamodb private_dns=after-acceptance
service=whole private_dns=after-acceptance
service=aws inbound_only=true
service=dynamodb inbound_only=true
service=whole inbound_only=true
service=custom inbound_only=true
service=aws auto_accept=true
service=s3 auto_accept=true
service=dynamodb auto_accept=true
service=whole auto_accept=true
service=custom policy=statement
service_region=other inbound_only=true
service_region=other auto_accept=true
private_dns=unset inbound_only=true
private_dns=false inbound_only=true
private_dns=after-acceptance inbound_only=true
private_dns=after-acceptance auto_accept=true
private_dns=after-acceptance policy=statement
dns_record_ip_type=ipv4 ip_address_type=ipv6
dns_record_ip_type=ipv6 ip_address_type=ipv4
dns_record_ip_type=dualstack ip_address_type=ipv4
dns_record_ip_type=dualstack ip_address_type=ipv6
dns_record_ip_type=service-defined ip_address_type=ipv4
dns_record_ip_type=service-defined ip_address_type=ipv6
inbound_only=true auto_accept=true
inbound_only=true gateways=none
auto_accept=true policy=statement
"""
"""The pairs that AWS or the AWS provider refuses, whatever the other values are."""

ACROSS = ("lambda", "ecr.api", "ecr.dkr", "kms", "kinesis-firehose", "ecs")
"""AWS services that endpoints of other Regions reach, beside S3."""

SOURCES = ("vpc", "10.1.0.0/16", "2001:db8::/32", "group/app", "sg-0123456789abcdef0", "pl-0a1b2c3d4e5f67890")
RULES: list[dict[str, Any]] = [
    {"from": source, "protocol": protocol} | ({"ports": list(ports)} if ports else {})
    for source in SOURCES
    for protocol in ("tcp", "udp")
    for ports in ((), (8443,), (443, 8443))
]
"""Every source with every protocol, on the default port, one port and several."""

TOGETHER: tuple[dict[str, Any], ...] = (
    {"security_group": {"ingress": RULES}},
    {"region": "us-east-1", "tags": {"team": "network"}, "security_group": {"extra": ["group/app", "group/other"]}},
    {"description": "One of the matrix's specs.", "security_group": {"ingress": [{"from": "group/app"}]}},
    {"region": "us-east-1", "security_group": {"ingress": [{"from": "::/0"}], "extra": ["sg-0123456789abcdef0"]}},
    {"quotas": {"interface_endpoints_per_vpc": 60, "rules_per_security_group": 70}},
)
"""Keys of the whole spec, for the specs in turn."""


@dataclass
class Draft:
    """A spec that grows by endpoints.

    Parameters:
        gateways: it has gateway endpoints.
        keys: beside the endpoints.
    """

    number: int
    gateways: bool
    keys: Mapping[str, Any] = field(default_factory=dict)
    endpoints: dict[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """The spec as data."""
        head = {"version": 1, "pattern": "consumer", "name": f"matrix-{self.number}"}
        return head | dict(self.keys) | {"endpoints": self.endpoints | (GATEWAYS if self.gateways else {})}

    def take(self, row: Row) -> bool:
        """Add a row as an endpoint; tell whether that leaves a valid spec."""
        count = len(self.endpoints)
        name = f"row-{self.number}-{count}"
        self.endpoints[name] = endpoint(row, self.number * 20 + count)
        if not messages(self.document):
            return True
        del self.endpoints[name]
        return False


GATEWAYS: dict[str, Any] = {
    "s3-routes": {"service": "s3", "type": "gateway"},
    "dynamodb-routes": {
        "service": "dynamodb",
        "type": "gateway",
        "policy": [{"principals": ["root"], "actions": ["dynamodb:Query"], "resources": ["*"]}],
        "tags": {"kind": "gateway"},
    },
}


def endpoint(row: Row, number: int) -> dict[str, Any]:
    """Return an endpoint as the spec writes it.

    Parameters:
        number: differs from that of every other endpoint, and chooses service and addresses.
    """
    across = row["service_region"] == "other"
    result: dict[str, Any] = _service(row["service"], number, across=across)
    if across:
        result["service_region"] = "us-west-2"
    if row["private_dns"] != "unset":
        result["private_dns"] = {"true": True, "false": False}.get(row["private_dns"], row["private_dns"])
    options: dict[str, Any] = {}
    if row["dns_record_ip_type"] != "unset":
        options["dns_record_ip_type"] = row["dns_record_ip_type"]
    if row["inbound_only"] == "true":
        options["private_dns_only_for_inbound_resolver_endpoint"] = True
    if options:
        result["dns_options"] = options
    result["ip_address_type"] = row["ip_address_type"]
    if row["addresses"] == "fixed":
        result["addresses"] = {f"us-east-1{zone}": _addresses(row, place, number) for place, zone in enumerate("ab")}
    if row["auto_accept"] == "true":
        result["auto_accept"] = True
    if row["policy"] == "statement":
        result["policy"] = [{"principals": ["root"], "actions": ["*"], "resources": ["*"]}]
    if number % 2:
        result["tags"] = {"row": str(number)}
    return result


def messages(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what validation says of a spec: paths with messages; none if it is valid."""
    try:
        spec = ConsumerSpec.model_validate(document)
    except ValidationError as error:
        return [(".".join(map(str, each["loc"])), each["msg"]) for each in error.errors()]
    return [(".".join(map(str, loc)), message) for loc, message in CONSUMER.rules(spec)]


def alone(row: Row) -> dict[str, Any]:
    """Return the spec of one row."""
    return Draft(0, gateways=row["gateways"] == "both", endpoints={"row": endpoint(row, 0)}).document


def grouped(rows: list[Row]) -> list[dict[str, Any]]:
    """Return specs that hold all rows, each row in the first spec that stays valid with it."""
    drafts: list[Draft] = []
    for row in rows:
        gateways = row["gateways"] == "both"
        if not any(draft.take(row) for draft in drafts if draft.gateways == gateways):
            draft = Draft(len(drafts), gateways, TOGETHER[len(drafts) % len(TOGETHER)])
            drafts.append(draft)
            assert draft.take(row), messages(draft.document | {"endpoints": {"row": endpoint(row, 0)}})
    return [draft.document for draft in drafts]


def _service(kind: str, number: int, *, across: bool) -> dict[str, str]:
    if kind in {"s3", "dynamodb"}:
        return {"service": kind}
    region = "us-west-2" if across else "us-east-1"
    if kind == "custom":
        return {"service_name": f"com.amazonaws.vpce.{region}.vpce-svc-0e123abc1231{number:05x}"}
    names = ACROSS if across else PLAIN
    name = names[number % len(names)]
    return {"service": name} if kind == "aws" else {"service_name": services()[name].service_name(region)}


def _addresses(row: Row, place: int, number: int) -> dict[str, str]:
    every = {"ipv4": f"10.0.{place}.{number + 20}", "ipv6": f"2001:db8:0:{place}::{number + 20:x}"}
    return {family: each for family, each in every.items() if row["ip_address_type"] in {family, "dualstack"}}


def _plain() -> Iterator[str]:
    """Yield AWS services with one private name, a policy and no home Region."""
    for name, service in services().items():
        known = service.source != "rule" and service.endpoint_types == ("interface",) and name not in ACROSS
        usual = service.facts.policy and not service.facts.home and not service.facts.address_types
        if known and usual and len(service.private_dns_names("us-east-1")) == 1:
            yield name


PLAIN = tuple(_plain())
