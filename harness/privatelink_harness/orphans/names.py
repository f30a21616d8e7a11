"""Resolver endpoints and rules, Profiles and private hosted zones, in the order of their removal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from privatelink_harness.checks.api import pages
from privatelink_harness.orphans import removal, tag_readers
from privatelink_harness.orphans.kind import Kind, keys, nothing, plain, untagged
from privatelink_harness.orphans.removal import Item


def _is_foreign_rule(item: Item) -> bool:
    """Return whether AWS, or another account that shares it, has a Resolver rule."""
    return item["Id"].startswith("rslvr-autodefined") or item.get("ShareStatus") == "SHARED_WITH_ME"


def _profile_resource_associations(client: Any) -> Iterator[Item]:
    for profile in pages(client, "list_profiles", "ProfileSummaries"):
        yield from pages(
            client, "list_profile_resource_associations", "ProfileResourceAssociations", ProfileId=profile["Id"]
        )


def _hosted_zone_associations(client: Any) -> Iterator[Item]:
    """Yield each VPC of each private hosted zone."""
    for zone in pages(client, "list_hosted_zones", "HostedZones"):
        if zone.get("Config", {}).get("PrivateZone"):
            for vpc in client.get_hosted_zone(Id=zone["Id"]).get("VPCs", ()):
                yield {"Id": f"{plain(zone['Id'])} of {vpc['VPCId']}", "HostedZoneId": plain(zone["Id"]), **vpc}


NAMES = (
    Kind(
        "Profile resource association",
        _profile_resource_associations,
        "Id",
        "AssociateResourceToProfile",
        "rpr-",
        removal.remove_profile_resource,
        keys("ProfileId"),
        service="route53profiles",
        tags=untagged,
    ),
    Kind(
        "Profile association",
        ("list_profile_associations", "ProfileAssociations"),
        "Id",
        "AssociateProfile",
        "rpassoc-",
        removal.remove_profile_association,
        keys("ProfileId", "ResourceId"),
        service="route53profiles",
        tags=untagged,
    ),
    Kind(
        "Profile",
        ("list_profiles", "ProfileSummaries"),
        "Id",
        "CreateProfile",
        "rp-",
        removal.by_call("delete_profile", "ProfileId", "Id"),
        nothing,
        lambda item: item.get("ShareStatus") == "SHARED_WITH_ME",
        "route53profiles",
        tag_readers.by_call("list_tags_for_resource", "ResourceArn", "Arn"),
    ),
    Kind(
        "Resolver rule association",
        ("list_resolver_rule_associations", "ResolverRuleAssociations"),
        "Id",
        "AssociateResolverRule",
        "rslvr-rrassoc-",
        lambda client, item: client.disassociate_resolver_rule(
            VPCId=item["VPCId"], ResolverRuleId=item["ResolverRuleId"]
        ),
        keys("VPCId", "ResolverRuleId"),
        lambda item: item["ResolverRuleId"].startswith("rslvr-autodefined"),
        "route53resolver",
        untagged,
    ),
    Kind(
        "Resolver rule",
        ("list_resolver_rules", "ResolverRules"),
        "Id",
        "CreateResolverRule",
        "rslvr-rr-",
        removal.by_call("delete_resolver_rule", "ResolverRuleId", "Id"),
        keys("ResolverEndpointId"),
        _is_foreign_rule,
        "route53resolver",
        tag_readers.by_call("list_tags_for_resource", "ResourceArn", "Arn"),
    ),
    Kind(
        "Resolver endpoint",
        ("list_resolver_endpoints", "ResolverEndpoints"),
        "Id",
        "CreateResolverEndpoint",
        "rslvr-",
        removal.by_call("delete_resolver_endpoint", "ResolverEndpointId", "Id"),
        keys("HostVPCId"),
        service="route53resolver",
        tags=tag_readers.by_call("list_tags_for_resource", "ResourceArn", "Arn"),
    ),
    Kind(
        "hosted zone association",
        _hosted_zone_associations,
        "Id",
        "AssociateVPCWithHostedZone",
        "zone-of-",
        removal.remove_hosted_zone_association,
        keys("VPCId"),
        service="route53",
        tags=untagged,
    ),
    Kind(
        "hosted zone",
        ("list_hosted_zones", "HostedZones"),
        "Id",
        "CreateHostedZone",
        "/hostedzone/",
        removal.remove_hosted_zone,
        nothing,
        service="route53",
        tags=tag_readers.of_hosted_zone,
    ),
)
"""Associations before what they associate."""
