"""The HTTP API under /_privatelink/: the view of the state, and histories."""

from __future__ import annotations

from tests.support.account import Account, MakeAccount
from tests.support.until import until


def test_overview_names_our_provider(mine: Account) -> None:
    overview = mine.http("GET", "")
    assert (overview["providers"], overview["ours"]) == ({"ec2": "privatelink"}, True)


def test_lists_have_endpoints_services_and_connections_with_history(mine: Account, make_account: MakeAccount) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[theirs.root])
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
    theirs.available(endpoint_id)
    (endpoint,) = [each for each in mine.http("GET", "endpoints")["endpoints"] if each["id"] == endpoint_id]
    assert [
        (theirs.id, "CreateVpcEndpoint", f"{service['ServiceName']}: pendingAcceptance"),
        (mine.id, "AcceptVpcEndpointConnections", "pendingAcceptance -> pending"),
        ("aws", "state", "pending -> available"),
    ] == [(each["account"], each["action"], each["detail"]) for each in endpoint["history"]]
    times = [each["at"] for each in endpoint["history"]]
    assert times == sorted(times)
    (described,) = [each for each in mine.http("GET", "services")["services"] if each["id"] == service["ServiceId"]]
    assert (mine.id, "CreateVpcEndpointServiceConfiguration") == (
        described["account"],
        described["history"][0]["action"],
    )
    (connection,) = [each for each in mine.http("GET", "connections")["connections"] if each["endpoint"] == endpoint_id]
    assert (
        connection["state"],
        connection["can_be_accepted"],
        connection["can_be_rejected"],
    ) == ("available", False, True)


def test_history_outlives_its_endpoint(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    mine.delete(endpoint_id)
    until(mine.endpoints, lambda endpoints: endpoints == [])
    actions = [each["action"] for each in mine.http("GET", f"history/{endpoint_id}")["history"]]
    assert (actions[0], "DeleteVpcEndpoints" in actions) == ("CreateVpcEndpoint", True)
    assert mine.http("GET", "history/vpce-0")["history"] == []
