"""The reset of LocalStack's state."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

from botocore.exceptions import ClientError

from tests.support.account import Account, MakeAccount, filters, state


def test_reset_removes_all_state_and_settings(own_account: MakeAccount) -> None:
    account = own_account()
    account.new_service("a")
    vpc = account.vpc()
    account.interface_endpoint(vpc, SubnetIds=[account.subnet(vpc)])
    account.gateway_endpoint(vpc)
    account.http("PUT", "quotas", {"interface_endpoints_per_vpc": 7})
    with urlopen(Request(f"{account.url}/_localstack/state/reset", method="POST")) as response:  # noqa: S310 - http
        assert json.load(response) == {"status": "OK"}
    overview = account.http("GET", "")
    assert tuple(overview[each] for each in ("endpoints", "services", "notifications")) == (0, 0, 0)
    assert account.endpoints() == []
    assert account.http("GET", "quotas")["interface_endpoints_per_vpc"] == 50
    vpcs = account.ec2.describe_vpcs(Filters=filters({"vpc-id": vpc}))["Vpcs"]
    assert (vpcs, account.elbv2.describe_load_balancers()["LoadBalancers"]) == ([], [])


def test_localstack_works_after_a_reset(own_account: MakeAccount) -> None:
    account = own_account()
    account.http("POST", "reset")
    endpoint_id = account.interface_endpoint_id(account.vpc())
    assert state(account.available(endpoint_id)) == "available"


def test_calls_during_a_reset_meet_no_server_error(own_account: MakeAccount) -> None:
    accounts = [own_account() for _ in range(8)]
    done = threading.Event()

    def work(account: Account) -> set[int]:
        statuses = set()
        while not done.is_set():
            try:
                vpc = account.vpc()
                endpoint_id = account.interface_endpoint_id(vpc, SubnetIds=[account.subnet(vpc)])
                account.impatient_ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
                account.impatient_ec2.describe_vpc_endpoints()
            except ClientError as error:
                statuses.add(error.response["ResponseMetadata"]["HTTPStatusCode"])
        return statuses

    with ThreadPoolExecutor(len(accounts)) as pool:
        workers = [pool.submit(work, each) for each in accounts]
        responses = [accounts[0].http("POST", "reset") for _ in range(8)]
        done.set()
        statuses = set().union(*(each.result() for each in workers))
    accounts[0].http("POST", "reset")
    assert (responses, statuses - {400}) == ([{"status": "OK"}] * 8, set())
    assert accounts[0].http("GET", "accounts") == {"accounts": [], "regions": {}}
