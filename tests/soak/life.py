"""A client's life in an account of its own: what it creates is there, once, and nothing is left."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

from botocore.config import Config

from privatelink_harness.targets.localstack.session import fresh_account
from tests.support.account import Account, state
from tests.support.accounts import forget
from tests.support.until import until

if TYPE_CHECKING:
    from tests.soak.soak import Soak

ONCE = Config(retries={"total_max_attempts": 1})
SERVICES = ("sqs", "lambda", "kms", "logs", "ssm")
_making = threading.Lock()


def account_of(url: str) -> Account:
    """Return a new account whose clients repeat no call: a repetition would hide a 5xx."""
    with _making:
        account = Account(url, fresh_account())
        for service in ("ec2", "elbv2"):
            account.clients[service] = account.client(service, config=ONCE)
        account.ec2 = account.clients["ec2"]
    return account


def live(soak: Soak, chosen: random.Random) -> None:
    """Create, compare and delete endpoints and a service in a new account, and have the account forgotten."""
    account = account_of(soak.url)
    try:
        vpc = account.vpc()
        subnets = [account.subnet(vpc, zone) for zone in "ab"]
        created = {
            account.interface_endpoint_id(vpc, chosen.choice(SERVICES), SubnetIds=chosen.sample(subnets, k=2))
            for _ in range(chosen.randint(1, 4))
        }
        service = account.new_service("c", allow=[account.root])
        if chosen.random() < 0.5:
            created.add(account.interface_endpoint_id(vpc, service["ServiceName"]))
        assert set(account.endpoints()) == created
        _check_interfaces(account)
        for endpoint in sorted(created):
            account.delete(endpoint)
        left = account.ec2.describe_vpc_endpoints()["VpcEndpoints"]
        # AWS shows an endpoint that was deleted for a while.
        assert [each for each in left if state(each) != "deleted"] == []
        for subnet in subnets:
            account.ec2.delete_subnet(SubnetId=subnet)
        until(
            lambda: account.ec2.describe_subnets()["Subnets"],
            lambda found: not {*subnets} & {s["SubnetId"] for s in found},
        )
        account.ec2.delete_vpc(VpcId=vpc)
        if chosen.random() < 0.3:
            account.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceId"]])
    finally:
        forget(soak.url, account.id)


def _check_interfaces(account: Account) -> None:
    """Check that each address is of one interface, and each interface of one endpoint."""
    endpoints = account.ec2.describe_vpc_endpoints()["VpcEndpoints"]
    interfaces = account.ec2.describe_network_interfaces()["NetworkInterfaces"]
    named = [each for endpoint in endpoints for each in endpoint["NetworkInterfaceIds"]]
    places = [(each["SubnetId"], each["PrivateIpAddress"]) for each in interfaces]
    assert len(named) == len(set(named))
    assert set(named) <= {each["NetworkInterfaceId"] for each in interfaces}
    assert len(places) == len(set(places))
