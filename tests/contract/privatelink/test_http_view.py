"""The HTTP API under /_privatelink/: the read-only view, and who did what, when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_ours_is_the_provider_that_answers(mine: Any, http: Callable[..., Any]) -> None:
    overview = http(mine, "GET", "")
    assert (overview["providers"], overview["ours"]) == ({"ec2": "privatelink"}, True)


def test_every_endpoint_service_and_connection_with_its_history(
    mine: Any, make_account: Callable[..., Any], http: Callable[..., Any]
) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[theirs.root])
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])["VpcEndpointId"]
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
    theirs.available(made)
    (endpoint,) = [each for each in http(mine, "GET", "endpoints")["endpoints"] if each["id"] == made]
    assert [
        (theirs.id, "CreateVpcEndpoint", f"{service['ServiceName']}: pendingAcceptance"),
        (mine.id, "AcceptVpcEndpointConnections", "pendingAcceptance -> pending"),
        ("aws", "state", "pending -> available"),
    ] == [(each["account"], each["action"], each["detail"]) for each in endpoint["history"]]
    times = [each["at"] for each in endpoint["history"]]
    assert times == sorted(times)
    (found,) = [each for each in http(mine, "GET", "services")["services"] if each["id"] == service["ServiceId"]]
    assert (mine.id, "CreateVpcEndpointServiceConfiguration") == (found["account"], found["history"][0]["action"])
    (connection,) = [each for each in http(mine, "GET", "connections")["connections"] if each["endpoint"] == made]
    assert (
        connection["state"],
        connection["can_be_accepted"],
        connection["can_be_rejected"],
    ) == ("available", False, True)


def test_a_history_outlives_its_endpoint(mine: Any, http: Callable[..., Any], eventually: Callable[..., Any]) -> None:
    made = mine.interface_endpoint(mine.vpc())["VpcEndpointId"]
    mine.delete(made)
    eventually(mine.endpoints, lambda left: left == [])
    actions = [each["action"] for each in http(mine, "GET", f"history/{made}")["history"]]
    assert (actions[0], "DeleteVpcEndpoints" in actions) == ("CreateVpcEndpoint", True)
    assert http(mine, "GET", "history/vpce-0")["history"] == []
