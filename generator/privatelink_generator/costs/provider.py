"""What an endpoint service and its load balancers use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from privatelink_generator.aws.prices import Item
from privatelink_generator.costs.usage import Entry, Free, Left, Month, Place, Use, hourly
from privatelink_generator.patterns.provider.model import ProviderSpec

_SERVICES_ARE_FREE = "https://aws.amazon.com/privatelink/pricing/"


def entries(spec: ProviderSpec, place: Place, month: Month) -> Iterator[Entry]:
    """Yield what a month of the service uses."""
    for name, load_balancer in spec.load_balancers.items():
        subject = place.prefix + name
        yield hourly(Item.NETWORK_LOAD_BALANCER_HOUR, name, place, month)
        yield Use(
            subject, Item.NETWORK_LOAD_BALANCER_LCU_HOUR, month.data(subject), place, "1 GB is an LCU for an hour"
        )
        if not load_balancer.internal:
            yield hourly(Item.PUBLIC_IPV4_HOUR, name, place, month, count=month.zones, counted="zone/zones")
    for region in spec.service.supported_regions or ():
        if region != place.region:
            used = hourly(Item.REMOTE_REGION_HOUR, region, place, month)
            yield replace(used, how="counted as if it always had a consumer")
    yield from _observed(spec, place, month)
    yield Free("", "the endpoint service in its own Region: consumers pay for their endpoints", _SERVICES_ARE_FREE)
    yield from _left(spec)


def _observed(spec: ProviderSpec, place: Place, month: Month) -> Iterator[Entry]:
    alarms = spec.alarms.by_name
    grouped = [name for name, each in spec.load_balancers.items() if each.has_security_group]
    several = {
        "unhealthy_targets": len(spec.pairs),
        "port_allocation_errors": len(spec.load_balancers),
        "blocked_flows": len(grouped),
    }
    count = sum(several.get(name, 1) for name in alarms)
    if count:
        how = f"{count} alarms" if count > 1 else ""
        yield Use(f"{place.prefix}alarms", Item.ALARM_MONTH, count * month.months, place, how)
    if spec.dashboard:
        yield Use(f"{place.prefix}dashboard", Item.DASHBOARD_MONTH, month.months, place)
    rules = len(spec.contributor_insights or ())
    if rules:
        yield Use(
            f"{place.prefix}contributor_insights",
            Item.CONTRIBUTOR_INSIGHTS_RULE_MONTH,
            rules * month.months,
            place,
            f"{rules} rules" if rules > 1 else "",
        )


def _left(spec: ProviderSpec) -> Iterator[Entry]:
    load_balancers = spec.load_balancers.values()
    yield Left("the targets: instances, containers, Application Load Balancers")
    yield Left("load balancer capacity beyond what the data needs: for many new or open connections")
    if any(each.enable_cross_zone_load_balancing for each in load_balancers):
        yield Left("data between the zones of the load balancers and their targets")
    if any(not each.internal for each in load_balancers):
        yield Left("data to the internet")
    if any(each.access_logs for each in load_balancers):
        yield Left("access logs in S3")
    if spec.service.notifications:
        yield Left("messages of the SNS topic")
    if spec.contributor_insights:
        yield Left("log events that Contributor Insights rules match")
