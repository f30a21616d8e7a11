"""Private DNS names of services: verification against this LocalStack's Route 53, and three steps in one apply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def configuration(account: Any, service_id: str) -> dict[str, Any]:
    return dict(account.service(service_id)["PrivateDnsNameConfiguration"])


def zone_of(account: Any, name: str) -> str:
    route53 = account.client("route53")
    return str(route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"])


def add_record(account: Any, zone: str, name: str, value: str) -> None:
    record = {"Name": name, "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": f'"{value}"'}]}
    changes = [{"Action": "UPSERT", "ResourceRecordSet": record}]
    account.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


@pytest.fixture
def verify(eventually: Callable[..., Any]) -> Callable[[Any, str], str]:
    """Starts a verification, waits for its outcome and gives it."""

    def start(account: Any, service_id: str) -> str:
        account.ec2.start_vpc_endpoint_service_private_dns_verification(ServiceId=service_id)
        found = eventually(
            lambda: configuration(account, service_id), lambda each: each["State"] != "pendingVerification"
        )
        return str(found["State"])

    return start


def test_a_new_name_waits_for_its_record(mine: Any) -> None:
    service = mine.new_service("a", PrivateDnsName="api.example.com")
    found = configuration(mine, service["ServiceId"])
    token = found["Name"].removeprefix("_")
    assert {"State": "pendingVerification", "Type": "TXT", "Value": f"vpce:{token}", "Name": f"_{token}"} == found


def test_a_name_is_verified_only_if_its_record_is_there(mine: Any, verify: Callable[[Any, str], str]) -> None:
    domain = f"d{mine.id}.example.com"
    service = mine.new_service("a", PrivateDnsName=domain)["ServiceId"]
    wanted = configuration(mine, service)
    first = verify(mine, service)
    zone = zone_of(mine, domain)
    add_record(mine, zone, f"{wanted['Name']}.{domain}", "vpce:wrong")
    second = verify(mine, service)
    add_record(mine, zone, f"{wanted['Name']}.{domain}", wanted["Value"])
    third = verify(mine, service)
    route53 = mine.client("route53")
    (record,) = (
        each
        for each in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        if each["Type"] == "TXT"
    )
    changes = [{"Action": "DELETE", "ResourceRecordSet": record}]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    assert [first, second, third, verify(mine, service)] == ["failed", "failed", "verified", "failed"]


def test_a_record_of_the_parent_domain_verifies_subdomains(mine: Any, verify: Callable[[Any, str], str]) -> None:
    domain = f"p{mine.id}.example.com"
    service = mine.new_service("a", PrivateDnsName=f"api.{domain}")["ServiceId"]
    wanted = configuration(mine, service)
    add_record(mine, zone_of(mine, domain), f"{wanted['Name']}.{domain}", wanted["Value"])
    assert verify(mine, service) == "verified"


def test_the_record_may_stand_at_the_domain_itself(mine: Any, verify: Callable[[Any, str], str]) -> None:
    domain = f"b{mine.id}.example.com"
    service = mine.new_service("a", PrivateDnsName=f"*.{domain}")["ServiceId"]
    add_record(mine, zone_of(mine, domain), domain, configuration(mine, service)["Value"])
    assert verify(mine, service) == "verified"


def test_another_name_starts_again_and_a_name_can_be_removed(mine: Any, refused: Callable[..., str]) -> None:
    service = mine.new_service("a", PrivateDnsName="a.example.com")["ServiceId"]
    before = configuration(mine, service)
    change = mine.ec2.modify_vpc_endpoint_service_configuration
    change(ServiceId=service, PrivateDnsName="b.example.com")
    after = configuration(mine, service)
    assert (before["Value"] != after["Value"], "pendingVerification") == (True, after["State"])
    change(ServiceId=service, RemovePrivateDnsName=True)
    assert "PrivateDnsName" not in mine.service(service)
    start = mine.ec2.start_vpc_endpoint_service_private_dns_verification
    assert refused(start, ServiceId=service).startswith("InvalidParameter: ")


def test_a_name_is_removed_only_where_nobody_is_connected(mine: Any, refused: Callable[..., str]) -> None:
    service = mine.new_service("a", PrivateDnsName="a.example.com")
    made = mine.interface_endpoint(mine.vpc(), service["ServiceName"])["VpcEndpointId"]
    change = {"ServiceId": service["ServiceId"], "RemovePrivateDnsName": True}
    met = refused(mine.ec2.modify_vpc_endpoint_service_configuration, **change)
    assert met == "ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!"
    mine.ec2.reject_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
    mine.ec2.modify_vpc_endpoint_service_configuration(**change)
    assert "PrivateDnsName" not in mine.service(service["ServiceId"])


def test_endpoint_then_acceptance_then_private_dns(
    mine: Any, make_account: Callable[..., Any], verify: Callable[[Any, str], str], refused: Callable[..., str]
) -> None:
    theirs = make_account()
    domain = f"s{mine.id}.example.com"
    service = mine.new_service("a", allow=[theirs.root], PrivateDnsName=domain)
    name = service["ServiceName"]
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc)
    early = refused(theirs.interface_endpoint, vpc=vpc, service=name, PrivateDnsEnabled=True)
    assert early == (
        f"InvalidParameter: Private DNS can't be enabled because the service {name} has not verified the private DNS "
        "name."
    )
    wanted = configuration(mine, service["ServiceId"])
    add_record(mine, zone_of(mine, domain), f"{wanted['Name']}.{domain}", wanted["Value"])
    verify(mine, service["ServiceId"])
    unaccepted = (
        "InvalidParameter: Private DNS can only be enabled after the endpoint connection is accepted by the owner of "
        f"{name}."
    )
    assert unaccepted == refused(theirs.interface_endpoint, vpc=vpc, service=name, PrivateDnsEnabled=True)
    made = theirs.interface_endpoint(vpc, name, SubnetIds=[subnet])["VpcEndpointId"]
    change = {"VpcEndpointId": made, "PrivateDnsEnabled": True}
    assert unaccepted == refused(theirs.ec2.modify_vpc_endpoint, **change)
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
    theirs.available(made)
    theirs.ec2.modify_vpc_endpoint(**change)
    assert [domain] == [each["DnsName"] for each in theirs.endpoint(made)["DnsEntries"][2:]]


def test_a_custom_service_without_name_has_none(mine: Any, refused: Callable[..., str]) -> None:
    name = mine.new_service("a")["ServiceName"]
    assert refused(mine.interface_endpoint, vpc=mine.vpc(), service=name, PrivateDnsEnabled=True) == (
        f"InvalidParameter: Private DNS can't be enabled because the service {name} does not provide a private DNS "
        "name."
    )
