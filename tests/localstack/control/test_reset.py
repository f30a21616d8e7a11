"""LocalStack's reset clears everything: endpoints, services, the network, settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen


def test_nothing_is_left(own_account: Callable[..., Any], http: Callable[..., Any]) -> None:
    account = own_account()
    account.new_service("a")
    vpc = account.vpc()
    account.interface_endpoint(vpc, SubnetIds=[account.subnet(vpc)])
    account.gateway_endpoint(vpc)
    http(account, "PUT", "quotas", {"interface_endpoints_per_vpc": 7})
    with urlopen(Request(f"{account.url}/_localstack/state/reset", method="POST")) as answer:  # noqa: S310 - http
        assert json.load(answer) == {"status": "OK"}
    overview = http(account, "GET", "")
    assert tuple(overview[each] for each in ("endpoints", "services", "notifications")) == (0, 0, 0)
    assert account.endpoints() == []
    assert http(account, "GET", "quotas")["interface_endpoints_per_vpc"] == 50
    vpcs = account.ec2.describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Vpcs"]
    assert (vpcs, account.client("elbv2").describe_load_balancers()["LoadBalancers"]) == ([], [])


def test_it_goes_on_afterwards(own_account: Callable[..., Any], http: Callable[..., Any]) -> None:
    account = own_account()
    http(account, "POST", "reset")
    assert account.available(account.interface_endpoint(account.vpc())["VpcEndpointId"])["State"] == "available"
