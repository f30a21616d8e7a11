"""What a month of a module costs, by hand and by the program."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from privatelink_generator.aws.prices import Item, PriceList, built_in
from privatelink_generator.costs.estimate import Estimate, Line, estimate
from privatelink_generator.costs.stack import names
from privatelink_generator.costs.usage import Month
from privatelink_generator.load import load, loads
from tests.support.costs import CONSUMER, HUB, PROVIDER
from tests.support.paths import ROOT

SPECS = sorted((ROOT / "specs").glob("*/*.yaml"))


def of(text: str, month: Month | None = None, prices: PriceList | None = None) -> Estimate:
    return estimate(loads(text), month or Month(), prices or built_in())


def line(found: Estimate, item: Item, subject: str = "") -> Line:
    """Return the line of an item, and of a resource where there are several."""
    (only,) = [each for each in found.lines if each.item is item and (not subject or subject in each.subjects)]
    return only


def test_endpoint_is_billed_in_each_zone_and_hour() -> None:
    found = line(of(CONSUMER, Month(zones=3)), Item.INTERFACE_ENDPOINT_HOUR, "lambda")

    assert (found.quantity, found.cost, found.how) == (Decimal(2190), Decimal("21.90"), "3 zones x 730 hours")


@pytest.mark.parametrize(("hours", "billed"), [("0.1", 2), ("1", 2), ("1.01", 4), ("729.5", 1460)])
def test_part_of_an_hour_is_billed_whole_in_each_zone(hours: str, billed: int) -> None:
    found = line(of(CONSUMER, Month(hours=Decimal(hours))), Item.INTERFACE_ENDPOINT_HOUR, "lambda")

    assert found.quantity == billed


def test_zones_are_those_of_fixed_addresses() -> None:
    addresses = "{us-east-1a: {ipv4: 10.0.0.4}, us-east-1b: {ipv4: 10.0.1.4}, us-east-1c: {ipv4: 10.0.2.4}}"
    spec = CONSUMER.replace("{service: lambda}", f"{{service: lambda, addresses: {addresses}}}")

    assert line(of(spec), Item.INTERFACE_ENDPOINT_HOUR, "lambda").quantity == 3 * 730


def test_data_of_all_endpoints_goes_through_the_tiers_together() -> None:
    found = line(of(CONSUMER, Month(gigabytes=Decimal(1_000_000))), Item.INTERFACE_ENDPOINT_GB)

    assert found.subjects == ("lambda", "sqs")
    assert found.cost == Decimal("16194.30")  # 1,048,576 GB x 0.01 + 951,424 GB x 0.006


def test_data_of_one_endpoint_is_its_own() -> None:
    month = Month(gigabytes=Decimal(10), gigabytes_of={"sqs": Decimal(500)})

    assert line(of(CONSUMER, month), Item.INTERFACE_ENDPOINT_GB).quantity == 510


def test_gateway_endpoint_and_data_between_zones_are_free() -> None:
    found = of(CONSUMER)

    assert [each.subject for each in found.free] == ["s3", ""]
    assert "since April 2022" in found.free[1].reason
    assert "whats-new/2022/04/" in found.free[1].url
    assert not any("s3" in each.subjects for each in found.lines)


def test_gateway_load_balancer_endpoint_is_billed_in_one_zone() -> None:
    appliance = "{type: gateway-load-balancer, service_name: given, routes: {workloads: [0.0.0.0/0]}}"
    found = of(f"{CONSUMER}  firewall: {appliance}\n", Month(zones=3, gigabytes_of={"firewall": Decimal(1000)}))

    assert line(found, Item.GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR).cost == Decimal("7.30")
    assert line(found, Item.GATEWAY_LOAD_BALANCER_ENDPOINT_GB).cost == Decimal("3.50")


def test_endpoint_of_another_region_pays_for_data_between_regions() -> None:
    spec = CONSUMER.replace("{service: lambda}", "{service: lambda, service_region: eu-west-1}")
    found = line(of(spec, Month(gigabytes=Decimal(100))), Item.BETWEEN_REGIONS_GB)

    assert (found.quantity, found.cost, found.how) == (Decimal(100), Decimal("2.00"), "between us-east-1 and eu-west-1")


def test_prices_are_those_of_the_specs_region() -> None:
    found = of(f"{CONSUMER}region: eu-central-1\n")

    assert line(found, Item.INTERFACE_ENDPOINT_HOUR, "sqs").cost == Decimal("17.52")


def test_load_balancer_is_billed_by_hour_and_capacity() -> None:
    found = of(PROVIDER, Month(gigabytes=Decimal(1000)))

    assert line(found, Item.NETWORK_LOAD_BALANCER_HOUR).cost == Decimal("16.43")
    assert line(found, Item.NETWORK_LOAD_BALANCER_LCU_HOUR).cost == Decimal("6.00")
    assert found.total == Decimal("22.43")


def test_load_balancer_on_the_internet_has_a_public_address_in_each_zone() -> None:
    spec = PROVIDER.replace("main: {", "main: {internal: false, ")

    assert line(of(spec, Month(zones=3)), Item.PUBLIC_IPV4_HOUR).cost == Decimal("10.95")


def test_service_pays_for_each_remote_region() -> None:
    spec = PROVIDER.replace("{public: true}", "{public: true, supported_regions: [us-east-1, eu-west-1, us-west-2]}")
    found = [each for each in of(spec).lines if each.item is Item.REMOTE_REGION_HOUR]

    assert [(each.subjects, each.cost) for each in found] == [
        (("eu-west-1",), Decimal("36.50")),
        (("us-west-2",), Decimal("36.50")),
    ]


def test_alarms_are_counted_for_each_load_balancer_and_target_group() -> None:
    listeners = "listeners: {https: {port: 443, forward: api}}"
    load_balancers = f"{{blue: {{{listeners}}}, green: {{security_group: false, {listeners}}}}}"
    spec = PROVIDER.replace("\n  main: {listeners: {https: {port: 443, forward: api}}}", f" {load_balancers}")
    alarms = (
        "alarms: {active_connections: {above: 1}, unhealthy_targets: {above: 0}, "
        "port_allocation_errors: {above: 0}, blocked_flows: {above: 0}}\n"
    )

    assert line(of(spec + alarms), Item.ALARM_MONTH).quantity == 1 + 2 + 2 + 1


def test_what_is_paid_by_month_is_paid_for_each_month_begun() -> None:
    spec = f"{PROVIDER}dashboard: true\ncontributor_insights: [Bytes, NewConnections]\n"
    found = of(spec, Month(hours=Decimal(745)))

    assert line(found, Item.DASHBOARD_MONTH).cost == Decimal("6.00")
    assert line(found, Item.CONTRIBUTOR_INSIGHTS_RULE_MONTH).cost == Decimal("2.00")


def test_hub_pays_for_zones_and_spokes_for_attachments() -> None:
    found = of(HUB.replace("WAY", "transit_gateway"), Month(gigabytes=Decimal(100)))
    attached = [each for each in found.lines if each.item is Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR]

    assert line(found, Item.HOSTED_ZONE_MONTH).cost == Decimal("1.00")
    assert [(each.subjects[0], each.place.account, each.cost) for each in attached] == [
        ("hub", "hub", Decimal("36.50")),
        ("reports", "hub", Decimal("36.50")),
        ("tools", "tools", Decimal("36.50")),
    ]
    assert line(found, Item.TRANSIT_GATEWAY_GB, "tools").cost == Decimal("2.00")


def test_peering_pays_for_data_out_of_one_vpc_and_into_the_other() -> None:
    found = line(of(HUB.replace("WAY", "peering"), Month(gigabytes=Decimal(100))), Item.PEERING_GB, "reports")

    assert (found.quantity, found.cost) == (Decimal(200), Decimal("2.00"))
    assert found.how == "1 of 2 equal shares, out of one VPC and into the other"


def test_profile_is_paid_once_and_by_vpc_beyond_the_first_hundred() -> None:
    spokes = "".join(f"  s{n}: {{cidrs: [10.{n}.0.0/16], reached_by: existing}}\n" for n in range(1, 120))
    found = of(HUB.partition("spokes:")[0] + f"private_dns: profile\nspokes:\n{spokes}")

    assert line(found, Item.PROFILE_HOUR).cost == Decimal("547.50")
    assert line(found, Item.PROFILE_ASSOCIATION_HOUR).quantity == 20 * 730


def test_resolver_is_billed_by_interface_and_query() -> None:
    spec = (
        HUB.replace("WAY", "existing")
        + "on_premises: {cidrs: [192.168.0.0/16]}\nresolver: {inbound: {host_number: 10}}\n"
    )
    found = of(spec, Month(zones=1, queries=Decimal(2000)))

    assert line(found, Item.RESOLVER_INTERFACE_HOUR).cost == Decimal("182.50")
    assert line(found, Item.RESOLVER_QUERIES).cost == Decimal("600.00")


def test_vpn_connections_are_billed_and_attached() -> None:
    found = estimate(load(ROOT / "specs/hybrid/profile.yaml"), Month(), built_in())

    assert line(found, Item.VPN_CONNECTION_HOUR).cost == Decimal("36.50")
    assert line(found, Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, "frankfurt").cost == Decimal("36.50")


def test_spokes_by_privatelink_pay_for_endpoints_of_the_hubs_services() -> None:
    found = estimate(load(ROOT / "specs/hybrid/overlapping.yaml"), Month(gigabytes=Decimal(100)), built_in())
    spoke = line(found, Item.INTERFACE_ENDPOINT_HOUR, "invoices.erp")
    data = [each for each in found.lines if each.item is Item.INTERFACE_ENDPOINT_GB]

    assert (spoke.place.account, spoke.cost) == ("invoices", Decimal("14.60"))
    assert [(each.place.account, each.quantity) for each in data] == [
        ("hub", Decimal(150)),
        ("invoices", Decimal(50)),
    ]


def test_composition_counts_each_module_in_its_account_and_region() -> None:
    found = estimate(load(ROOT / "specs/stack/market.yaml"), Month(), built_in())
    fund = line(found, Item.INTERFACE_ENDPOINT_HOUR, "fund.quotes")

    assert (fund.place.account, fund.place.region, fund.cost) == ("fund", "eu-west-1", Decimal("16.06"))


def test_price_that_is_not_known_leaves_the_total() -> None:
    found = of(f"{CONSUMER}region: cn-north-1\n")

    assert {each.item for each in found.unknown} == {Item.INTERFACE_ENDPOINT_HOUR, Item.INTERFACE_ENDPOINT_GB}
    assert found.total == 0


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("open: true", "what a caller adds to the spec, or sets otherwise, by the module's variables"),
        ("inputs: [ingress]", "what a caller adds to the spec, or sets otherwise, by the module's variables"),
        ("general: true", "what a caller passes to this general module in place of its example"),
    ],
)
def test_what_the_caller_decides_is_told_as_not_counted(key: str, told: str) -> None:
    assert told in of(f"{CONSUMER}{key}\n").left
    assert told not in of(CONSUMER).left


def test_direct_connect_is_told_with_a_price_and_not_counted() -> None:
    found = estimate(load(ROOT / "specs/hybrid/on-premises-to-lambda.yaml"), Month(), built_in())

    told = "ports and carriers of Direct Connect: a Direct Connect port of 1 Gbps is $0.30 an hour"
    assert told in found.left
    assert not any(each.item is Item.DIRECT_CONNECT_PORT_HOUR for each in found.lines)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_total_of_every_committed_spec_is_the_sum_of_its_lines_in_cents(path: Path) -> None:
    found = estimate(load(path), Month(gigabytes=Decimal("33.3")), built_in())

    costs = [each.cost for each in found.lines if each.cost is not None]
    assert found.total == sum(costs) > 0 or not costs
    assert {each.as_tuple().exponent for each in costs} <= {-2}
    assert found.left[-1] == "taxes, discounts, credits and free allowances"


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_data_of_every_named_resource_changes_the_estimate(path: Path) -> None:
    spec = load(path)
    idle = estimate(spec, Month(), built_in()).total

    for name in names(spec):
        assert estimate(spec, Month(gigabytes_of={name: Decimal(10_000)}), built_in()).total > idle
