"""An account is forgotten as if it had never been; what others have with it ends, and nothing else of theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from privatelink_localstack.runtime.usage import measure

Http = Callable[..., Any]


@pytest.fixture
def theirs(make_account: Callable[..., Any]) -> Any:
    """Another account."""
    return make_account()


def forget(http: Http, account: Any) -> dict[str, Any]:
    return dict(http(account, "DELETE", f"accounts/{account.id}"))


def test_nothing_is_left_of_it_in_any_region(mine: Any, http: Http) -> None:
    there = mine.in_region("eu-west-1")
    made = [each.interface_endpoint(each.vpc(), ClientToken="once")["VpcEndpointId"] for each in (mine, there)]
    service = mine.new_service("a", ClientToken="once")["ServiceId"]
    topic = mine.client("sns").create_topic(Name="forgotten")["TopicArn"]
    about = {"ConnectionNotificationArn": topic, "ConnectionEvents": ["Accept"], "ClientToken": "once"}
    mine.ec2.create_vpc_endpoint_connection_notification(ServiceId=service, **about)
    mine.client("sqs").create_queue(QueueName="forgotten")
    mine.client("route53").create_hosted_zone(Name="forgotten.example", CallerReference="once")

    forgotten = {"endpoints": 2, "services": 1, "notifications": 1, "rejected_connections": 0}
    assert forget(http, mine) == {"account": mine.id, **forgotten}

    assert mine.id not in http(mine, "GET", "accounts")["accounts"]
    assert [http(mine, "GET", f"history/{each}")["history"] for each in (*made, service)] == [[], [], []]
    left = (
        mine.endpoints(),
        there.endpoints(),
        [each["IsDefault"] for each in mine.ec2.describe_vpcs()["Vpcs"]],
        mine.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"],
        mine.ec2.describe_vpc_endpoint_connection_notifications()["ConnectionNotificationSet"],
        mine.client("elbv2").describe_load_balancers()["LoadBalancers"],
        mine.client("sns").list_topics()["Topics"],
        mine.client("sqs").list_queues().get("QueueUrls", []),
        mine.client("route53").list_hosted_zones()["HostedZones"],
    )
    assert left == ([], [], [True], [], [], [], [], [], [])


def test_its_client_tokens_make_something_new(mine: Any, http: Http) -> None:
    before = mine.interface_endpoint(mine.vpc(), ClientToken="once")["VpcEndpointId"]
    forget(http, mine)
    after = mine.interface_endpoint(mine.vpc(), ClientToken="once")["VpcEndpointId"]
    assert [after] == mine.endpoints()
    assert before != after


def test_what_is_not_there_is_not_found(mine: Any, http: Http) -> None:
    mine.vpc()
    forget(http, mine)
    call = Request(f"{mine.url}/_privatelink/accounts/{mine.id}", method="DELETE")  # noqa: S310 - it is http
    with pytest.raises(HTTPError) as met:
        urlopen(call)  # noqa: S310 - as above
    with met.value as answer:
        assert answer.code == 404
    assert forget(http, mine) == {"error": f"{mine.id}: there is no such account here"}


def test_others_keep_what_is_theirs(mine: Any, theirs: Any, http: Http) -> None:
    own = theirs.new_service("a", allow=[mine.root])
    vpc = theirs.vpc()
    kept = theirs.interface_endpoint(vpc, own["ServiceName"], SubnetIds=[theirs.subnet(vpc)], ClientToken="once")
    mine.interface_endpoint(mine.vpc(), own["ServiceName"])
    topic = theirs.client("sns").create_topic(Name="kept")["TopicArn"]
    forget(http, mine)
    (connection,) = theirs.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert connection["VpcEndpointId"] == kept["VpcEndpointId"]
    (interface,) = theirs.interfaces(kept["VpcEndpointId"])
    assert interface["NetworkInterfaceId"] == kept["NetworkInterfaceIds"][0]
    assert [each["TopicArn"] for each in theirs.client("sns").list_topics()["Topics"]] == [topic]
    subnet = interface["SubnetId"]
    next_one = theirs.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["PrivateIpAddress"]
    assert (interface["PrivateIpAddress"], next_one) == ("10.0.0.4", "10.0.0.5")


def test_anothers_connection_to_its_service_ends_rejected(mine: Any, theirs: Any, http: Http) -> None:
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    vpc = theirs.vpc()
    made = theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[theirs.subnet(vpc)])["VpcEndpointId"]
    theirs.available(made)
    assert forget(http, mine)["rejected_connections"] == 1
    assert (theirs.endpoint(made)["State"], len(theirs.interfaces(made))) == ("rejected", 1)
    last = http(theirs, "GET", f"history/{made}")["history"][-1]
    assert (last["account"], last["action"], last["detail"]) == (
        "aws",
        "account forgotten",
        f"{mine.id}: available -> rejected",
    )
    theirs.delete(made)
    assert theirs.interfaces(made) == []


def test_its_faults_go_with_it(own_account: Callable[..., Any], http: Http) -> None:
    account = own_account()
    account.vpc()
    fault = {"operation": "CreateVpcEndpoint", "throttle": True}
    http(account, "POST", "faults", {**fault, "account": account.id})
    http(account, "POST", "faults", {**fault, "account": "111111111111"})
    forget(http, account)
    left = http(account, "GET", "faults")["calls"]
    http(account, "POST", "reset")
    assert [each["account"] for each in left] == ["111111111111"]


def test_its_memory_is_given_back(own_localstack: Any, own_account: Callable[..., Any], http: Http) -> None:
    """Moto keeps 4 to 8 MB for each account in each Region."""

    def come_and_go(times: int) -> int:
        for _ in range(times):
            account = own_account()
            account.vpc()
            forget(http, account)
        usage = measure(own_localstack)
        assert usage is not None
        return usage.memory

    # The first ones load what all need.
    before = come_and_go(2)
    assert come_and_go(6) - before < 12_000_000
