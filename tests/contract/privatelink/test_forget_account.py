"""Removal of an account: its state goes, connections of others end, and other accounts keep their state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from privatelink_localstack.runtime.usage import measure
from tests.support.account import Account, MakeAccount

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def theirs(make_account: MakeAccount) -> Account:
    """A second account."""
    return make_account()


def forget(account: Account) -> dict[str, Any]:
    """Remove an account's state, and return the body of the response."""
    return dict(account.http("DELETE", f"accounts/{account.id}"))


def test_forgotten_account_has_no_state_in_any_region(mine: Account) -> None:
    elsewhere = mine.in_region("eu-west-1")
    endpoint_ids = [each.interface_endpoint_id(each.vpc(), ClientToken="once") for each in (mine, elsewhere)]
    service = mine.new_service("a", ClientToken="once")["ServiceId"]
    topic = mine.client("sns").create_topic(Name="forgotten")["TopicArn"]
    mine.ec2.create_vpc_endpoint_connection_notification(
        ServiceId=service, ConnectionNotificationArn=topic, ConnectionEvents=["Accept"], ClientToken="once"
    )
    mine.client("sqs").create_queue(QueueName="forgotten")
    mine.client("route53").create_hosted_zone(Name="forgotten.example", CallerReference="once")

    forgotten = {"endpoints": 2, "services": 1, "notifications": 1, "rejected_connections": 0}
    assert forget(mine) == {"account": mine.id, **forgotten}

    assert mine.id not in mine.http("GET", "accounts")["accounts"]
    assert [mine.http("GET", f"history/{each}")["history"] for each in (*endpoint_ids, service)] == [[], [], []]
    state = (
        mine.endpoints(),
        elsewhere.endpoints(),
        [each["IsDefault"] for each in mine.ec2.describe_vpcs()["Vpcs"]],
        mine.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"],
        mine.ec2.describe_vpc_endpoint_connection_notifications()["ConnectionNotificationSet"],
        mine.elbv2.describe_load_balancers()["LoadBalancers"],
        mine.client("sns").list_topics()["Topics"],
        mine.client("sqs").list_queues().get("QueueUrls", []),
        mine.client("route53").list_hosted_zones()["HostedZones"],
    )
    assert state == ([], [], [True], [], [], [], [], [], [])


def test_forgotten_client_token_creates_a_new_endpoint(mine: Account) -> None:
    before = mine.interface_endpoint_id(mine.vpc(), ClientToken="once")
    forget(mine)
    after = mine.interface_endpoint_id(mine.vpc(), ClientToken="once")
    assert [after] == mine.endpoints()
    assert before != after


def test_forgetting_an_unknown_account_is_not_found(mine: Account) -> None:
    mine.vpc()
    forget(mine)
    request = Request(f"{mine.url}/_privatelink/accounts/{mine.id}", method="DELETE")  # noqa: S310 - it is http
    with pytest.raises(HTTPError) as caught:
        urlopen(request)  # noqa: S310 - as above
    with caught.value as response:
        assert response.code == 404
    assert forget(mine) == {"error": f"{mine.id}: there is no such account here"}


def test_forgetting_an_account_keeps_the_state_of_others(mine: Account, theirs: Account) -> None:
    own = theirs.new_service("a", allow=[mine.root])
    vpc = theirs.vpc()
    kept = theirs.interface_endpoint(vpc, own["ServiceName"], SubnetIds=[theirs.subnet(vpc)], ClientToken="once")
    mine.interface_endpoint(mine.vpc(), own["ServiceName"])
    topic = theirs.client("sns").create_topic(Name="kept")["TopicArn"]
    forget(mine)
    (connection,) = theirs.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert connection["VpcEndpointId"] == kept["VpcEndpointId"]
    (interface,) = theirs.interfaces(kept["VpcEndpointId"])
    assert interface["NetworkInterfaceId"] == kept["NetworkInterfaceIds"][0]
    assert [each["TopicArn"] for each in theirs.client("sns").list_topics()["Topics"]] == [topic]
    subnet = interface["SubnetId"]
    next_address = theirs.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["PrivateIpAddress"]
    assert (interface["PrivateIpAddress"], next_address) == ("10.0.0.4", "10.0.0.5")


def test_forgotten_service_rejects_connections_of_others(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    vpc = theirs.vpc()
    endpoint_id = theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[theirs.subnet(vpc)])[
        "VpcEndpointId"
    ]
    theirs.available(endpoint_id)
    assert forget(mine)["rejected_connections"] == 1
    assert (theirs.endpoint(endpoint_id)["State"], len(theirs.interfaces(endpoint_id))) == ("rejected", 1)
    last = theirs.http("GET", f"history/{endpoint_id}")["history"][-1]
    assert (last["account"], last["action"], last["detail"]) == (
        "aws",
        "account forgotten",
        f"{mine.id}: available -> rejected",
    )
    theirs.delete(endpoint_id)
    assert theirs.interfaces(endpoint_id) == []


def test_forgotten_account_has_no_faults(own_account: MakeAccount) -> None:
    account = own_account()
    account.vpc()
    fault = {"operation": "CreateVpcEndpoint", "throttle": True}
    account.http("POST", "faults", {**fault, "account": account.id})
    account.http("POST", "faults", {**fault, "account": "111111111111"})
    forget(account)
    remaining = account.http("GET", "faults")["calls"]
    account.http("POST", "reset")
    assert [each["account"] for each in remaining] == ["111111111111"]


def test_forgotten_account_frees_its_memory(own_localstack: Instance, own_account: MakeAccount) -> None:
    """Moto keeps 4 to 8 MB for each account in each Region where images are read."""

    def use_accounts(number: int) -> int:
        """Use and forget accounts, one by one, and return LocalStack's memory in bytes."""
        for _ in range(number):
            account = own_account()
            account.ec2.describe_images(Owners=["self"])
            forget(account)
        usage = measure(own_localstack)
        assert usage is not None
        return usage.memory

    # The first accounts load what all accounts need.
    before = use_accounts(2)
    assert use_accounts(6) - before < 12_000_000
