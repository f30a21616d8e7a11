"""The checks of a private hosted zone that leads to an endpoint."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_generator.patterns.hybrid.names import Zone
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.hybrid.evidence import Evidence, at_least
from privatelink_harness.checks.hybrid.hub import domain_in
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table


def domain(evidence: Evidence[Zone]) -> Sources:
    """Compare the domain."""
    expected = domain_in(evidence.model, evidence.hub.scope.region)
    return evidence.compare("name", spec=expected, api=evidence.described["Name"].rstrip("."))


def zone_type(evidence: Evidence[Zone]) -> Sources:
    """Compare whether the zone is private."""
    return Sources(spec="private", api="private" if evidence.described["Config"]["PrivateZone"] else "public")


def records(evidence: Evidence[Zone]) -> Sources:
    """Compare the records with the regional name of the endpoint that they must lead to."""
    zone, domain = evidence.model, domain_in(evidence.model, evidence.hub.scope.region)
    names = [f"{name}.{domain}" if name else domain for name in zone.names]
    return Sources(
        spec={f"{name} {record}": f"endpoint {zone.endpoint}" for name in names for record in zone.types},
        state={
            f"{each.values['name']} {each.values['type']}": target(
                evidence, [alias["name"] for alias in each.values["alias"]]
            )
            for each in evidence.hub.of("aws_route53_record")
            if each.values["zone_id"] == evidence.described["Id"].rpartition("/")[2]
        },
        api={
            f"{name_of(each['Name'])} {each['Type']}": target(evidence, values_of(each))
            for each in evidence.described["Records"]
            if each["Type"] not in {"NS", "SOA"}
        },
    )


def name_of(record: str) -> str:
    """Return a record's name as people write it; Route 53 has a dot at the end and codes for an asterisk."""
    return record.rstrip(".").replace("\\052", "*").lower()


def values_of(record: object) -> list[str]:
    """Return where a record leads to: its alias, or its values."""
    assert isinstance(record, dict)  # noqa: S101 (boto3's)
    alias = record.get("AliasTarget")
    return [alias["DNSName"]] if alias else [each["Value"] for each in record.get("ResourceRecords", ())]


def target(evidence: Evidence[Zone], values: Iterable[str]) -> str:
    """Return the endpoint that records lead to, as the spec calls it; what is unknown as it is."""
    known = evidence.hub.regional_names
    plain = [each.rstrip(".").lower() for each in values]
    return ", ".join(f"endpoint {known[each]}" if each in known else each for each in plain)


def vpcs(evidence: Evidence[Zone]) -> Sources:
    """Compare the VPCs that see the zone: the hub's and each spoke's."""
    hub = evidence.hub
    placed = (hub.placement.vpc, *(each.placement.vpc for each in hub.routed.values()))
    # The zone's own blocks repeat the API's answer after a refresh: only the hub's is of the module.
    own = {each["vpc_id"] for each in evidence.stated("vpc")} & {hub.placement.vpc}
    associated = evidence.attached("aws_route53_zone_association", "zone_id", evidence.stated("zone_id"), "vpc_id")
    return at_least(
        (each for each in placed if each), own | associated, (each["VPCId"] for each in evidence.described["VPCs"])
    )


def authorizations(evidence: Evidence[Zone]) -> Sources | None:
    """Compare the VPCs of other accounts that may be associated."""
    hub = evidence.hub
    others = [each for each in hub.routed.values() if each.scope.account != hub.scope.account]
    kind = "aws_route53_vpc_association_authorization"
    stated = evidence.attached(kind, "zone_id", evidence.stated("zone_id"), "vpc_id")
    if not others and not stated:
        return None
    return at_least(
        (each.placement.vpc for each in others if each.placement.vpc),
        stated,
        (each["VPCId"] for each in evidence.described["Authorized"]),
    )


ZONE: Table[Evidence[Zone]] = {
    Property.TYPE: zone_type,
    Property.DOMAIN: domain,
    Property.RECORDS: records,
    Property.VPCS: vpcs,
    Property.AUTHORIZATIONS: authorizations,
    Property.TAGS: Evidence.tags,
}
"""The checks of a private hosted zone."""
