"""LocalStack's reset clears everything: endpoints, services, the network, settings."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.request import Request, urlopen

from botocore.exceptions import ClientError


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


def test_clients_that_call_meanwhile_meet_no_server_error(
    own_account: Callable[..., Any], http: Callable[..., Any]
) -> None:
    accounts = [own_account() for _ in range(8)]
    done = threading.Event()

    def work(account: Any) -> set[int]:
        met = set()
        while not done.is_set():
            try:
                vpc = account.vpc()
                made = account.interface_endpoint(vpc, SubnetIds=[account.subnet(vpc)])["VpcEndpointId"]
                account.once.delete_vpc_endpoints(VpcEndpointIds=[made])
                account.once.describe_vpc_endpoints()
            except ClientError as error:
                met.add(error.response["ResponseMetadata"]["HTTPStatusCode"])
        return met

    with ThreadPoolExecutor(len(accounts)) as pool:
        workers = [pool.submit(work, each) for each in accounts]
        answers = [http(accounts[0], "POST", "reset") for _ in range(8)]
        done.set()
        statuses = set().union(*(each.result() for each in workers))
    http(accounts[0], "POST", "reset")
    assert (answers, statuses - {400}) == ([{"status": "OK"}] * 8, set())
    assert http(accounts[0], "GET", "accounts") == {"accounts": []}
