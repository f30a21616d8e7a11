"""Services and endpoints across Regions."""

from __future__ import annotations

import pytest

from tests.support.account import Account, MakeAccount, filters, state
from tests.support.refusal import refusal, refusal_code


def test_service_can_be_used_from_a_supported_region(mine: Account, make_account: MakeAccount) -> None:
    theirs = make_account("eu-west-1")
    service = mine.new_service("ab", allow=[theirs.root], SupportedRegions=["us-east-1", "eu-west-1"])
    name = service["ServiceName"]
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "c")
    endpoint = theirs.interface_endpoint(vpc, name, ServiceRegion="us-east-1", SubnetIds=[subnet])
    assert (endpoint["ServiceRegion"], endpoint["State"]) == ("us-east-1", "pendingAcceptance")
    assert refusal(theirs.interface_endpoint, vpc=vpc, service=name).code == "InvalidServiceName"
    (connection,) = mine.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert ("eu-west-1", theirs.id) == (connection["VpcEndpointRegion"], connection["VpcEndpointOwner"])
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint["VpcEndpointId"]])
    assert state(theirs.available(endpoint["VpcEndpointId"])) == "available"
    names = [entry["DnsName"] for entry in endpoint["DnsEntries"]]
    assert ["-eu-west-1c." in name for name in names] == [False, True]
    assert all(name.endswith(f".{service['ServiceId']}.us-east-1.vpce.amazonaws.com") for name in names)


def test_service_of_another_region_shows_no_zones(mine: Account) -> None:
    name = mine.new_service("ab", SupportedRegions=["us-east-1", "eu-west-1"])["ServiceName"]
    elsewhere = mine.in_region("eu-west-1")
    (detail,) = elsewhere.ec2.describe_vpc_endpoint_services(ServiceNames=[name], ServiceRegions=["us-east-1"])[
        "ServiceDetails"
    ]
    assert detail["ServiceRegion"] == "us-east-1"
    assert set() == {"AvailabilityZones", "AvailabilityZoneIds"} & set(detail)


def test_service_is_unknown_in_an_unsupported_region(mine: Account) -> None:
    name = mine.new_service("a")["ServiceName"]
    elsewhere = mine.in_region("eu-west-1")
    error = refusal(elsewhere.interface_endpoint, vpc=elsewhere.vpc(), service=name, ServiceRegion="us-east-1")
    assert error == ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


@pytest.mark.parametrize(
    ("region", "expected"), [("eu-west-1", ["far"]), ("us-east-1", ["near"]), ("cross-region", ["far"])]
)
def test_filter_finds_connections_by_region(region: str, expected: list[str], mine: Account) -> None:
    """The value `cross-region` finds endpoints outside the service's Region."""
    name = mine.new_service("ab", SupportedRegions=["us-east-1", "eu-west-1"])["ServiceName"]
    far = mine.in_region("eu-west-1")
    labels = {
        mine.interface_endpoint_id(mine.vpc(), name): "near",
        far.interface_endpoint_id(far.vpc(), name, ServiceRegion="us-east-1"): "far",
    }
    selection = filters({"vpc-endpoint-region": region})
    connections = mine.ec2.describe_vpc_endpoint_connections(Filters=selection)["VpcEndpointConnections"]
    assert [labels[each["VpcEndpointId"]] for each in connections] == expected
    assert far.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"] == []


def test_cross_region_aws_service_can_be_used_from_another_region(mine: Account) -> None:
    """Source: PrivateLink guide, "Cross-Region enabled AWS services"."""
    name = "com.amazonaws.eu-west-1.s3"
    (detail,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name], ServiceRegions=["eu-west-1"])[
        "ServiceDetails"
    ]
    assert (detail["ServiceRegion"], detail["ServiceType"], "AvailabilityZones" in detail) == (
        "eu-west-1",
        [{"ServiceType": "Interface"}],
        False,
    )
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, name, ServiceRegion="eu-west-1", SubnetIds=[mine.subnet(vpc, "b")])
    assert mine.available(endpoint["VpcEndpointId"])["ServiceRegion"] == "eu-west-1"
    # No zonal names: PrivateLink guide, the same page.
    (name,) = [entry["DnsName"] for entry in endpoint["DnsEntries"] if "*.s3." not in entry["DnsName"]]
    assert name.endswith(".s3.eu-west-1.vpce.amazonaws.com")


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("com.amazonaws.us-gov-west-1.s3", "us-gov-west-1"),
        ("com.amazonaws.eu-west-1.secretsmanager", "eu-west-1"),
        ("com.amazonaws.eu-west-1.s3", "us-west-2"),
        ("com.amazonaws.mars.s3", "mars"),
    ],
    ids=["another partition", "not across Regions", "another Region", "no Region"],
)
def test_other_aws_service_is_unknown_in_another_region(name: str, region: str, mine: Account) -> None:
    error = refusal(mine.interface_endpoint, vpc=mine.vpc(), service=name, ServiceRegion=region)
    assert error == ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


def listener(account: Account, load_balancer: str) -> str:
    """Create a TCP listener and its target group, and return the listener's ARN."""
    (described,) = account.elbv2.describe_load_balancers(LoadBalancerArns=[load_balancer])["LoadBalancers"]
    groups = account.elbv2.create_target_group(Name="a", Protocol="TCP", Port=80, VpcId=described["VpcId"])
    action = {"Type": "forward", "TargetGroupArn": groups["TargetGroups"][0]["TargetGroupArn"]}
    response = account.client("elbv2").create_listener(
        LoadBalancerArn=load_balancer, Protocol="TCP", Port=80, DefaultActions=[action]
    )
    return str(response["Listeners"][0]["ListenerArn"])


def set_idle_timeout(account: Account, arn: str, seconds: int) -> str | None:
    """Change a listener's TCP idle timeout, and return the code of the refusal; None where it succeeds."""
    attributes = [{"Key": "tcp.idle_timeout.seconds", "Value": str(seconds)}]
    return refusal_code(account.elbv2.modify_listener_attributes, ListenerArn=arn, Attributes=attributes)


def test_service_in_one_zone_cannot_support_several_regions(mine: Account) -> None:
    """Source: PrivateLink guide, "Cross-Region access"."""
    load_balancer = mine.load_balancer(mine.vpc(), "a")
    error = refusal(mine.service_of, [load_balancer], SupportedRegions=["us-east-1", "eu-west-1"])
    assert error.code == "InvalidParameter"
    service = mine.service_of([load_balancer])
    modify = mine.ec2.modify_vpc_endpoint_service_configuration
    error = refusal(modify, ServiceId=service["ServiceId"], AddSupportedRegions=["eu-west-1"])
    assert error.code == "InvalidParameter"
    assert [each["Region"] for each in mine.service(service["ServiceId"])["SupportedRegions"]] == ["us-east-1"]


def test_custom_idle_timeout_excludes_several_regions(mine: Account) -> None:
    """Source: PrivateLink guide, "Cross-Region access"."""
    load_balancer = mine.load_balancer(mine.vpc(), "ab")
    arn = listener(mine, load_balancer)
    assert set_idle_timeout(mine, arn, 400) is None
    regions = ["us-east-1", "eu-west-1"]
    assert refusal_code(mine.service_of, [load_balancer], SupportedRegions=regions) == "InvalidParameter"
    assert set_idle_timeout(mine, arn, 350) is None
    mine.service_of([load_balancer], SupportedRegions=regions)


def test_several_regions_exclude_a_custom_idle_timeout(mine: Account) -> None:
    """The mirror image: the load balancer changes below a service."""
    load_balancer = mine.load_balancer(mine.vpc(), "ab")
    arn = listener(mine, load_balancer)
    service = mine.service_of([load_balancer], SupportedRegions=["us-east-1", "eu-west-1"])
    assert [set_idle_timeout(mine, arn, each) for each in (350, 400)] == [None, "InvalidConfigurationRequest"]
    modify = mine.ec2.modify_vpc_endpoint_service_configuration
    modify(ServiceId=service["ServiceId"], RemoveSupportedRegions=["eu-west-1"])
    assert set_idle_timeout(mine, arn, 400) is None


def test_several_regions_keep_two_zones_of_the_load_balancer(mine: Account) -> None:
    load_balancer = mine.load_balancer(mine.vpc(), "abc")
    mine.service_of([load_balancer], SupportedRegions=["us-east-1", "eu-west-1"])
    (described,) = mine.elbv2.describe_load_balancers(LoadBalancerArns=[load_balancer])["LoadBalancers"]
    subnets = [each["SubnetId"] for each in described["AvailabilityZones"]]
    codes = [
        refusal_code(mine.elbv2.set_subnets, LoadBalancerArn=load_balancer, Subnets=subnets[:count]) for count in (2, 1)
    ]
    assert codes == [None, "InvalidConfigurationRequest"]


def test_zone_that_does_not_reach_other_regions_is_refused_in_awss_words(mine: Account) -> None:
    """Source: an apply's log, in a pull request of chanzuckerberg/cztack."""
    zones = {zone["ZoneId"]: zone["ZoneName"] for zone in mine.ec2.describe_availability_zones()["AvailabilityZones"]}
    letter = zones["use1-az3"][-1]
    vpc = mine.vpc()
    options = {"ServiceRegion": "eu-west-1", "SubnetIds": [mine.subnet(vpc, letter)]}
    error = refusal(mine.interface_endpoint, vpc=vpc, service="com.amazonaws.eu-west-1.s3", **options)
    supported = ", ".join(sorted(zones.keys() - {"use1-az3"}, key=lambda zone_id: zones[zone_id]))
    assert error == (
        "InvalidParameter",
        f"Only the following availability zones are supported for remote access: {supported}",
    )
