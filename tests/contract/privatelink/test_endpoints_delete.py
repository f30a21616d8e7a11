"""DeleteVpcEndpoints: deleting, deleted, gone; nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_an_endpoint_is_deleting_then_deleted_then_gone(
    own_account: Callable[..., Any],
    http: Callable[..., Any],
    eventually: Callable[..., Any],
    refused: Callable[..., str],
) -> None:
    account = own_account()
    # Long enough to be seen on a machine that is busy.
    http(account, "PUT", "durations", {"endpoint.deleting": 1, "endpoint.deleted": 1})
    made = account.interface_endpoint(account.vpc())["VpcEndpointId"]
    account.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    seen: list[str] = []

    def look() -> str:
        found = account.ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-endpoint-id", "Values": [made]}])
        seen.extend(each["State"] for each in found["VpcEndpoints"])
        return str(seen[-1] if found["VpcEndpoints"] else "gone")

    eventually(look, lambda state: state == "gone")
    assert list(dict.fromkeys(seen)) == ["deleting", "deleted"]
    refusal = refused(account.ec2.describe_vpc_endpoints, VpcEndpointIds=[made])
    http(account, "POST", "reset")
    assert refusal.startswith("InvalidVpcEndpointId.NotFound")


def test_each_is_deleted_for_itself(mine: Any) -> None:
    made = mine.interface_endpoint(mine.vpc())["VpcEndpointId"]
    answer = mine.ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0", made])
    assert answer["Unsuccessful"] == [
        {
            "ResourceId": "vpce-0",
            "Error": {
                "Code": "InvalidVpcEndpoint.NotFound",
                "Message": "The Vpc Endpoint Id 'vpce-0' does not exist",
            },
        }
    ]
    assert mine.endpoint(made)["State"] in {"deleting", "deleted"}


def test_a_dry_run_deletes_nothing(mine: Any, refused: Callable[..., str]) -> None:
    made = mine.interface_endpoint(mine.vpc())["VpcEndpointId"]
    met = refused(mine.ec2.delete_vpc_endpoints, VpcEndpointIds=[made], DryRun=True)
    assert met.startswith("DryRunOperation: ")
    assert mine.available(made)["State"] == "available"


def test_a_deleted_endpoint_leaves_no_interface_and_no_tag(mine: Any, eventually: Callable[..., Any]) -> None:
    vpc = mine.vpc()
    tags = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "core"}]}]
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)], TagSpecifications=tags)["VpcEndpointId"]
    mine.delete(made)
    assert mine.interfaces(made) == []
    filters = [{"Name": "resource-id", "Values": [made]}]
    eventually(lambda: mine.ec2.describe_tags(Filters=filters)["Tags"], lambda left: left == [])


def test_a_deleting_endpoint_can_not_be_changed(mine: Any, refused: Callable[..., str]) -> None:
    made = mine.interface_endpoint(mine.vpc())["VpcEndpointId"]
    mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    met = refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId=made, ResetPolicy=True)
    assert met.split(":")[0] in {"IncorrectState", "InvalidVpcEndpointId.NotFound"}
