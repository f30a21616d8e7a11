"""Resolver endpoints: addresses, interfaces, protocols, updates and what holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import Refusal, refusal, refusal_code
from tests.support.until import until


class Site(NamedTuple):
    """An account with a VPC, two subnets of it and a security group."""

    account: Account
    vpc: str
    subnets: tuple[str, str]
    group: str

    @property
    def resolver(self) -> Any:
        """The client of Resolver, whose retries would only make refusals slow."""
        return self.account.client("route53resolver")

    def request(self, request_id: str = "once", **changes: Any) -> dict[str, Any]:
        """Return the parameters of CreateResolverEndpoint: fixed addresses in both subnets."""
        addresses = [{"SubnetId": each, "Ip": f"10.0.{number}.10"} for number, each in enumerate(self.subnets)]
        defaults = {"Direction": "INBOUND", "SecurityGroupIds": [self.group], "IpAddresses": addresses}
        return {"CreatorRequestId": request_id, **defaults, **changes}

    def create(self, request_id: str = "once", **changes: Any) -> dict[str, Any]:
        """Create an endpoint, and return it when it is operational."""
        created = self.resolver.create_resolver_endpoint(**self.request(request_id, **changes))["ResolverEndpoint"]
        return self.settled(created["Id"])

    def get(self, endpoint_id: str) -> dict[str, Any]:
        return dict(self.resolver.get_resolver_endpoint(ResolverEndpointId=endpoint_id)["ResolverEndpoint"])

    def settled(self, endpoint_id: str) -> dict[str, Any]:
        return until(lambda: self.get(endpoint_id), lambda found: found["Status"] == "OPERATIONAL")

    def addresses(self, endpoint_id: str) -> list[dict[str, Any]]:
        found = self.resolver.list_resolver_endpoint_ip_addresses(ResolverEndpointId=endpoint_id)["IpAddresses"]
        return sorted(found, key=lambda each: (each["SubnetId"], each.get("Ip") or ""))

    def interfaces(self) -> Sequence[Any]:
        in_vpc = filters({"vpc-id": self.vpc})
        return self.account.ec2.describe_network_interfaces(Filters=in_vpc)["NetworkInterfaces"]

    def delete(self, endpoint_id: str) -> None:
        """Delete an endpoint, and wait until it is gone."""
        self.resolver.delete_resolver_endpoint(ResolverEndpointId=endpoint_id)
        until(lambda: self.resolver.list_resolver_endpoints()["ResolverEndpoints"], lambda found: not found)


@pytest.fixture
def site(mine: Account) -> Site:
    vpc = mine.vpc()
    return Site(mine, vpc, (mine.subnet(vpc, "a"), mine.subnet(vpc, "b")), mine.group(vpc, "resolver"))


def test_endpoint_has_the_defaults_of_aws(site: Site) -> None:
    created = site.resolver.create_resolver_endpoint(**site.request(Name="inbound"))["ResolverEndpoint"]
    assert created["Status"] == "CREATING"
    assert re.fullmatch(r"rslvr-in-[0-9a-f]{17}", created["Id"])
    endpoint = site.settled(created["Id"])
    expected = {
        "Arn": f"arn:aws:route53resolver:us-east-1:{site.account.id}:resolver-endpoint/{created['Id']}",
        "CreatorRequestId": "once",
        "Name": "inbound",
        "Direction": "INBOUND",
        "SecurityGroupIds": [site.group],
        "HostVPCId": site.vpc,
        "IpAddressCount": 2,
        "Protocols": ["Do53"],
        "ResolverEndpointType": "IPV4",
        "RniEnhancedMetricsEnabled": False,
        "TargetNameServerMetricsEnabled": False,
    }
    assert {key: endpoint[key] for key in expected} == expected


def test_addresses_are_managed_interfaces_that_hold_the_network(site: Site) -> None:
    endpoint = site.create()
    addresses = site.addresses(endpoint["Id"])
    assert {(each["SubnetId"], each["Ip"], each["Status"]) for each in addresses} == {
        (site.subnets[0], "10.0.0.10", "ATTACHED"),
        (site.subnets[1], "10.0.1.10", "ATTACHED"),
    }
    interfaces = site.interfaces()
    assert sorted(each["Description"] for each in interfaces) == sorted(
        f"Route 53 Resolver: {endpoint['Id']}:{each['IpId']}" for each in addresses
    )
    for interface in interfaces:
        assert interface["RequesterManaged"]
        assert interface["InterfaceType"] == "interface"
        assert [group["GroupId"] for group in interface["Groups"]] == [site.group]
        assert re.fullmatch(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", interface["MacAddress"])
    ec2 = site.account.ec2
    assert refusal_code(ec2.delete_subnet, SubnetId=site.subnets[0]) == "DependencyViolation"
    assert refusal_code(ec2.delete_security_group, GroupId=site.group) == "DependencyViolation"
    assert refusal_code(ec2.delete_vpc, VpcId=site.vpc) == "DependencyViolation"
    site.delete(endpoint["Id"])
    assert site.interfaces() == []
    ec2.delete_subnet(SubnetId=site.subnets[0])
    ec2.delete_security_group(GroupId=site.group)


def test_addresses_are_free_ones_where_none_is_chosen(site: Site) -> None:
    endpoint = site.create(IpAddresses=[{"SubnetId": site.subnets[0]}, {"SubnetId": site.subnets[0]}])
    assert [each["Ip"] for each in site.addresses(endpoint["Id"])] == ["10.0.0.4", "10.0.0.5"]


def test_dual_stack_endpoint_has_addresses_of_both_families(mine: Account) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    prefix = mine.ipv6_block(vpc).removesuffix("00::/56")
    subnets = [mine.subnet(vpc, zone, Ipv6CidrBlock=f"{prefix}0{number}::/64") for number, zone in enumerate("ab")]
    site = Site(mine, vpc, (subnets[0], subnets[1]), mine.default_group(vpc))
    endpoint = site.create()
    site.resolver.update_resolver_endpoint(ResolverEndpointId=endpoint["Id"], ResolverEndpointType="DUALSTACK")
    assert site.settled(endpoint["Id"])["ResolverEndpointType"] == "DUALSTACK"
    found = [(each["Ip"], ip_address(each["Ipv6"])) for each in site.addresses(endpoint["Id"])]
    assert sorted(found) == [
        ("10.0.0.10", ip_address(f"{prefix}00::4")),
        ("10.0.1.10", ip_address(f"{prefix}01::4")),
    ]
    seen = {ip_address(each["Ipv6Addresses"][0]["Ipv6Address"]) for each in site.interfaces()}
    assert seen == {ipv6 for _, ipv6 in found}
    site.resolver.update_resolver_endpoint(ResolverEndpointId=endpoint["Id"], ResolverEndpointType="IPV4")
    site.settled(endpoint["Id"])
    assert all("Ipv6" not in each for each in site.addresses(endpoint["Id"]))
    update = site.resolver.update_resolver_endpoint
    code = refusal_code(update, ResolverEndpointId=endpoint["Id"], ResolverEndpointType="IPV6")
    assert code == "InvalidRequestException"
    ipv6_only = site.create("ipv6", ResolverEndpointType="IPV6", IpAddresses=[{"SubnetId": each} for each in subnets])
    assert all("Ip" not in each for each in site.addresses(ipv6_only["Id"]))


def test_address_must_be_free_and_in_its_subnet(site: Site) -> None:
    create = site.resolver.create_resolver_endpoint

    def refused(*chosen: str) -> Refusal | None:
        addresses = [{"SubnetId": site.subnets[0], "Ip": each} for each in chosen]
        return refusal(create, **site.request(IpAddresses=addresses))

    outside = '[RSLVR-00405] IP address "{}" is either not in subnet "{}" CIDR range or is reserved'
    for address in ("10.0.1.10", "10.0.0.3", "10.0.0.255"):
        assert refused("10.0.0.10", address) == Refusal(
            "InvalidRequestException", outside.format(address, site.subnets[0])
        )
    taken = f'The IP address "10.0.0.10" in subnet "{site.subnets[0]}" is already in use'
    assert refused("10.0.0.10", "10.0.0.10") == Refusal("ResourceExistsException", taken)
    site.account.ec2.create_network_interface(SubnetId=site.subnets[0], PrivateIpAddress="10.0.0.10")
    assert refused("10.0.0.10", "10.0.0.11") == Refusal("ResourceExistsException", taken)
    assert [each["PrivateIpAddress"] for each in site.interfaces()] == ["10.0.0.10"]


def test_addresses_of_an_endpoint_are_not_given_to_others(site: Site) -> None:
    site.create(IpAddresses=[{"SubnetId": site.subnets[0]}, {"SubnetId": site.subnets[1]}])
    endpoint = site.account.interface_endpoint(site.vpc, SubnetIds=[site.subnets[0]])
    (interface,) = site.account.interfaces(endpoint["VpcEndpointId"])
    assert interface["PrivateIpAddress"] == "10.0.0.5"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"IpAddresses": [{"SubnetId": "subnet-0123"}, {"SubnetId": "subnet-0123"}]}, "InvalidParameterException"),
        ({"SecurityGroupIds": ["sg-0123"]}, "ResourceNotFoundException"),
        ({"SecurityGroupIds": ["group"]}, "InvalidParameterException"),
        ({"SecurityGroupIds": []}, "InvalidParameterException"),
        ({"Protocols": ["DoH", "DoH-FIPS"]}, "InvalidParameterException"),
        ({"Direction": "OUTBOUND", "Protocols": ["DoH-FIPS"]}, "InvalidParameterException"),
        ({"Direction": "INBOUND_DELEGATION", "Protocols": ["DoH"]}, "InvalidParameterException"),
        ({"TargetNameServerMetricsEnabled": True}, "InvalidRequestException"),
        ({"Direction": "SIDEWAYS"}, "ValidationException"),
        ({"Name": "12345"}, "ValidationException"),
        ({"Name": "a" * 65}, "ValidationException"),
        ({"Protocols": ["Do54"]}, "ValidationException"),
        ({"ResolverEndpointType": "IPV5"}, "ValidationException"),
        ({"Tags": [{"Key": "aws:mine", "Value": ""}]}, "InvalidTagException"),
        (
            {"OutpostArn": "arn:aws:outposts:us-east-1:111111111111:outpost/op-0123456789abcdef0"},
            "InvalidRequestException",
        ),
    ],
)
def test_invalid_endpoint_is_rejected(site: Site, changes: dict[str, Any], code: str) -> None:
    assert refusal_code(site.resolver.create_resolver_endpoint, **site.request(**changes)) == code
    assert site.interfaces() == []


def test_subnets_and_groups_are_of_one_vpc(site: Site) -> None:
    other = site.account.vpc()
    foreign = site.account.subnet(other, "a")
    create = site.resolver.create_resolver_endpoint
    addresses = [{"SubnetId": site.subnets[0]}, {"SubnetId": foreign}]
    assert refusal_code(create, **site.request(IpAddresses=addresses)) == "InvalidRequestException"
    group = site.account.default_group(other)
    assert refusal_code(create, **site.request(SecurityGroupIds=[group])) == "InvalidParameterException"


def test_region_has_four_endpoints_and_a_token_is_used_once(site: Site) -> None:
    def request(token: str) -> dict[str, Any]:
        return site.request(token, IpAddresses=[{"SubnetId": each} for each in site.subnets])

    create = site.resolver.create_resolver_endpoint
    for token in ("1", "2", "3", "4"):
        create(**request(token))
    assert refusal(create, **request("4")) == Refusal(
        "ResourceExistsException", "Resolver Endpoint with creator request id 4 already exists"
    )
    assert refusal(create, **request("5")) == Refusal(
        "LimitExceededException", f"Account '{site.account.id}' has exceeded 'max-endpoints'"
    )
    found = site.resolver.list_resolver_endpoints(MaxResults=3)
    rest = site.resolver.list_resolver_endpoints(MaxResults=3, NextToken=found["NextToken"])
    assert [len(each["ResolverEndpoints"]) for each in (found, rest)] == [3, 1]
    assert "NextToken" not in rest


def test_update_takes_effect(site: Site) -> None:
    endpoint = site.create(Name="before")
    update = site.resolver.update_resolver_endpoint
    updating = update(ResolverEndpointId=endpoint["Id"], Name="after", Protocols=["Do53", "DoH"])["ResolverEndpoint"]
    assert updating["Status"] == "UPDATING"
    updated = site.settled(endpoint["Id"])
    assert (updated["Name"], sorted(updated["Protocols"])) == ("after", ["Do53", "DoH"])
    update(ResolverEndpointId=endpoint["Id"], RniEnhancedMetricsEnabled=True)
    assert site.settled(endpoint["Id"])["RniEnhancedMetricsEnabled"]


def test_inbound_endpoint_keeps_do53_while_it_gets_another_protocol(site: Site) -> None:
    endpoint = site.create()
    update = site.resolver.update_resolver_endpoint
    assert refusal_code(update, ResolverEndpointId=endpoint["Id"], Protocols=["DoH"]) == "InvalidRequestException"
    for protocols in (["Do53", "DoH"], ["DoH"]):
        update(ResolverEndpointId=endpoint["Id"], Protocols=protocols)
        assert site.settled(endpoint["Id"])["Protocols"] == protocols


def test_addresses_come_and_go_and_two_stay(site: Site) -> None:
    endpoint = site.create()["Id"]
    add = site.resolver.associate_resolver_endpoint_ip_address
    remove = site.resolver.disassociate_resolver_endpoint_ip_address
    first = {"SubnetId": site.subnets[0], "Ip": "10.0.0.10"}
    assert refusal(remove, ResolverEndpointId=endpoint, IpAddress=first) == Refusal(
        "InvalidRequestException", "[RSLVR-00400] Resolver endpoint need to have at least 2 IP addresses."
    )
    added = add(ResolverEndpointId=endpoint, IpAddress={"SubnetId": site.subnets[0], "Ip": "10.0.0.20"})
    assert (added["ResolverEndpoint"]["Status"], added["ResolverEndpoint"]["IpAddressCount"]) == ("UPDATING", 3)
    site.settled(endpoint)
    remove(ResolverEndpointId=endpoint, IpAddress=first)
    assert site.settled(endpoint)["IpAddressCount"] == 2
    assert {each["Ip"] for each in site.addresses(endpoint)} == {"10.0.0.20", "10.0.1.10"}
    assert {each["PrivateIpAddress"] for each in site.interfaces()} == {"10.0.0.20", "10.0.1.10"}
    add(ResolverEndpointId=endpoint, IpAddress={"SubnetId": site.subnets[1]})
    site.settled(endpoint)
    named = site.addresses(endpoint)[0]["IpId"]
    remove(ResolverEndpointId=endpoint, IpAddress={"IpId": named})
    site.settled(endpoint)
    assert named not in {each["IpId"] for each in site.addresses(endpoint)}


def test_endpoint_has_at_most_six_addresses(site: Site) -> None:
    addresses = [{"SubnetId": site.subnets[0]}] * 7
    code = refusal_code(site.resolver.create_resolver_endpoint, **site.request(IpAddresses=addresses))
    assert code == "LimitExceededException"
    endpoint = site.create(IpAddresses=addresses[1:])["Id"]
    add = site.resolver.associate_resolver_endpoint_ip_address
    assert refusal_code(add, ResolverEndpointId=endpoint, IpAddress=addresses[0]) == "LimitExceededException"


def test_address_to_remove_must_be_named(site: Site) -> None:
    endpoint = site.create()["Id"]
    remove = site.resolver.disassociate_resolver_endpoint_ip_address
    assert refusal(remove, ResolverEndpointId=endpoint, IpAddress={"SubnetId": site.subnets[0]}) == Refusal(
        "InvalidRequestException",
        "[RSLVR-00503] Need to specify either the IP ID or both subnet and IP address in order to remove IP address.",
    )
    code = refusal_code(remove, ResolverEndpointId=endpoint, IpAddress={"IpId": "rni-0"})
    assert code == "ResourceNotFoundException"


def test_endpoints_are_filtered(site: Site) -> None:
    inbound = site.create("in", Name="inbound")["Id"]
    outbound = site.create("out", Direction="OUTBOUND", IpAddresses=[{"SubnetId": each} for each in site.subnets])["Id"]

    def found(name: str, *values: str) -> list[str]:
        wanted = [{"Name": name, "Values": list(values)}]
        return [each["Id"] for each in site.resolver.list_resolver_endpoints(Filters=wanted)["ResolverEndpoints"]]

    assert outbound.startswith("rslvr-out-")
    assert [found(name, "INBOUND") for name in ("Direction", "DIRECTION")] == [[inbound], [inbound]]
    assert found("Name", "inbound") == [inbound]
    assert found("HostVPCId", site.vpc) == sorted([inbound, outbound])
    assert found("SecurityGroupIds", "sg-0") == []
    assert found("CREATOR_REQUEST_ID", "out") == [outbound]
    listing = site.resolver.list_resolver_endpoints
    assert refusal_code(listing, Filters=[{"Name": "Color", "Values": ["red"]}]) == "InvalidParameterException"
    assert refusal_code(listing, NextToken="?") == "InvalidNextTokenException"


def test_endpoints_are_tagged(site: Site) -> None:
    arn = site.create(Tags=[{"Key": "team", "Value": "network"}])["Arn"]
    resolver = site.resolver
    resolver.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
    resolver.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert resolver.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "stage", "Value": "test"}]
    code = refusal_code(resolver.list_tags_for_resource, ResourceArn=arn[:-1])
    assert code == "ResourceNotFoundException"


def test_endpoint_is_its_accounts_alone(site: Site, make_account: Any) -> None:
    endpoint = site.create()["Id"]
    theirs = make_account().client("route53resolver")
    code = refusal_code(theirs.get_resolver_endpoint, ResolverEndpointId=endpoint)
    assert code == "ResourceNotFoundException"
    assert theirs.list_resolver_endpoints()["ResolverEndpoints"] == []
