"""DeleteVpcEndpoints."""

from __future__ import annotations

from tests.support.account import Account, filters, state
from tests.support.refusal import refusal
from tests.support.until import until


def test_dry_run_deletes_nothing(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    error = refusal(mine.ec2.delete_vpc_endpoints, VpcEndpointIds=[endpoint_id], DryRun=True)
    assert error.code == "DryRunOperation"
    assert state(mine.available(endpoint_id)) == "available"


def test_deleted_endpoint_leaves_no_interface_and_no_tag(mine: Account) -> None:
    vpc = mine.vpc()
    specifications = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "core"}]}]
    endpoint_id = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)], TagSpecifications=specifications)[
        "VpcEndpointId"
    ]
    mine.delete(endpoint_id)
    assert mine.interfaces(endpoint_id) == []
    selection = filters({"resource-id": endpoint_id})
    until(lambda: mine.ec2.describe_tags(Filters=selection)["Tags"], lambda tags: tags == [])
