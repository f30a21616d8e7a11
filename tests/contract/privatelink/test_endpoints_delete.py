"""DeleteVpcEndpoints."""

from __future__ import annotations

from tests.support.account import Account, MakeAccount, filters, state
from tests.support.refusal import refusal
from tests.support.until import until


def test_deleted_endpoint_is_deleting_then_deleted_then_gone(
    own_account: MakeAccount,
) -> None:
    account = own_account()
    # Long enough to be observed on a busy machine.
    account.http("PUT", "durations", {"endpoint.deleting": 1, "endpoint.deleted": 1})
    endpoint_id = account.interface_endpoint_id(account.vpc())
    account.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    states: list[str] = []

    def read_state() -> str:
        endpoints = account.ec2.describe_vpc_endpoints(Filters=filters({"vpc-endpoint-id": endpoint_id}))[
            "VpcEndpoints"
        ]
        states.extend(each["State"] for each in endpoints)
        return states[-1] if endpoints else "gone"

    until(read_state, lambda state: state == "gone")
    assert list(dict.fromkeys(states)) == ["deleting", "deleted"]
    error = refusal(account.ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint_id])
    account.http("POST", "reset")
    assert error.code == "InvalidVpcEndpointId.NotFound"


def test_delete_handles_each_endpoint_alone(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    response = mine.ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0", endpoint_id])
    assert response["Unsuccessful"] == [
        {
            "ResourceId": "vpce-0",
            "Error": {
                "Code": "InvalidVpcEndpoint.NotFound",
                "Message": "The Vpc Endpoint Id 'vpce-0' does not exist",
            },
        }
    ]
    assert mine.endpoint(endpoint_id)["State"] in {"deleting", "deleted"}


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


def test_modify_rejects_a_deleting_endpoint(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    error = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint_id, ResetPolicy=True)
    assert error.code in {"IncorrectState", "InvalidVpcEndpointId.NotFound"}
