"""Private DNS names of endpoint services, verified in LocalStack's Route 53."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal
from tests.support.until import until

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import PrivateDnsNameConfigurationTypeDef


def configuration(account: Account, service_id: str) -> PrivateDnsNameConfigurationTypeDef:
    """Describe the private DNS name of a service."""
    return account.service(service_id)["PrivateDnsNameConfiguration"]


def new_zone(account: Account, name: str) -> str:
    """Create a public hosted zone and return its ID."""
    route53 = account.client("route53")
    return str(route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"])


def add_record(account: Account, zone: str, name: str, value: str) -> None:
    """Create or replace a TXT record."""
    record = {"Name": name, "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": f'"{value}"'}]}
    changes = [{"Action": "UPSERT", "ResourceRecordSet": record}]
    account.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def verify(account: Account, service_id: str) -> str:
    """Start a verification, wait for its outcome, and return the state."""
    account.ec2.start_vpc_endpoint_service_private_dns_verification(ServiceId=service_id)
    return until(
        lambda: configuration(account, service_id)["State"],
        lambda state: state != "pendingVerification",
    )


def test_new_private_dns_name_is_pending_verification(mine: Account) -> None:
    service = mine.new_service("a", PrivateDnsName="api.example.com")
    record = configuration(mine, service["ServiceId"])
    token = record["Name"].removeprefix("_")
    assert {"State": "pendingVerification", "Type": "TXT", "Value": f"vpce:{token}", "Name": f"_{token}"} == record


def test_verification_requires_the_txt_record(mine: Account) -> None:
    domain = f"d{mine.id}.example.com"
    service = mine.new_service("a", PrivateDnsName=domain)["ServiceId"]
    record = configuration(mine, service)
    first = verify(mine, service)
    zone = new_zone(mine, domain)
    add_record(mine, zone, f"{record['Name']}.{domain}", "vpce:wrong")
    second = verify(mine, service)
    add_record(mine, zone, f"{record['Name']}.{domain}", record["Value"])
    third = verify(mine, service)
    route53 = mine.client("route53")
    (record_set,) = (
        each
        for each in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        if each["Type"] == "TXT"
    )
    changes = [{"Action": "DELETE", "ResourceRecordSet": record_set}]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    assert [first, second, third, verify(mine, service)] == ["failed", "failed", "verified", "failed"]


def test_txt_record_of_a_domain_verifies_its_subdomains(mine: Account) -> None:
    domain = f"p{mine.id}.example.com"
    service = mine.new_service("a", PrivateDnsName=f"api.{domain}")["ServiceId"]
    record = configuration(mine, service)
    add_record(mine, new_zone(mine, domain), f"{record['Name']}.{domain}", record["Value"])
    assert verify(mine, service) == "verified"


def test_txt_record_can_be_at_the_domain_itself(mine: Account) -> None:
    domain = f"b{mine.id}.example.com"
    service = mine.new_service("a", PrivateDnsName=f"*.{domain}")["ServiceId"]
    add_record(mine, new_zone(mine, domain), domain, configuration(mine, service)["Value"])
    assert verify(mine, service) == "verified"


def test_private_dns_name_can_be_replaced_and_removed(mine: Account) -> None:
    service = mine.new_service("a", PrivateDnsName="a.example.com")["ServiceId"]
    before = configuration(mine, service)
    change = mine.ec2.modify_vpc_endpoint_service_configuration
    change(ServiceId=service, PrivateDnsName="b.example.com")
    after = configuration(mine, service)
    assert (before["Value"] != after["Value"], "pendingVerification") == (True, after["State"])
    change(ServiceId=service, RemovePrivateDnsName=True)
    assert "PrivateDnsName" not in mine.service(service)
    start = mine.ec2.start_vpc_endpoint_service_private_dns_verification
    assert refusal(start, ServiceId=service).code == "InvalidParameter"


def test_private_dns_name_with_live_connections_cannot_be_removed(mine: Account) -> None:
    service = mine.new_service("a", PrivateDnsName="a.example.com")
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), service["ServiceName"])
    change: dict[str, Any] = {"ServiceId": service["ServiceId"], "RemovePrivateDnsName": True}
    error = refusal(mine.ec2.modify_vpc_endpoint_service_configuration, **change)
    assert error == ("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")
    mine.ec2.reject_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
    mine.ec2.modify_vpc_endpoint_service_configuration(**change)
    assert "PrivateDnsName" not in mine.service(service["ServiceId"])


def test_private_dns_requires_verification_and_acceptance(mine: Account, make_account: MakeAccount) -> None:
    theirs = make_account()
    domain = f"s{mine.id}.example.com"
    service = mine.new_service("a", allow=[theirs.root], PrivateDnsName=domain)
    name = service["ServiceName"]
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc)
    early = refusal(theirs.interface_endpoint, vpc=vpc, service=name, PrivateDnsEnabled=True)
    assert early == (
        "InvalidParameter",
        f"Private DNS can't be enabled because the service {name} has not verified the private DNS name.",
    )
    record = configuration(mine, service["ServiceId"])
    add_record(mine, new_zone(mine, domain), f"{record['Name']}.{domain}", record["Value"])
    verify(mine, service["ServiceId"])
    unaccepted = (
        "InvalidParameter",
        f"Private DNS can only be enabled after the endpoint connection is accepted by the owner of {name}.",
    )
    assert unaccepted == refusal(theirs.interface_endpoint, vpc=vpc, service=name, PrivateDnsEnabled=True)
    endpoint_id = theirs.interface_endpoint_id(vpc, name, SubnetIds=[subnet])
    change: dict[str, Any] = {"VpcEndpointId": endpoint_id, "PrivateDnsEnabled": True}
    assert unaccepted == refusal(theirs.ec2.modify_vpc_endpoint, **change)
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
    theirs.available(endpoint_id)
    theirs.ec2.modify_vpc_endpoint(**change)
    assert [domain] == [each["DnsName"] for each in theirs.endpoint(endpoint_id)["DnsEntries"][2:]]


def test_private_dns_requires_a_private_dns_name_of_the_service(mine: Account) -> None:
    name = mine.new_service("a")["ServiceName"]
    assert refusal(mine.interface_endpoint, vpc=mine.vpc(), service=name, PrivateDnsEnabled=True) == (
        "InvalidParameter",
        f"Private DNS can't be enabled because the service {name} does not provide a private DNS name.",
    )
