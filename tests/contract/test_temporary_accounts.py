"""Accounts of tests, on the LocalStack that all share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import urlopen

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import forget, temporary_accounts

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


def known_accounts(localstack: Instance) -> set[str]:
    """Return the accounts that LocalStack has any state of."""
    with urlopen(f"{localstack.endpoint}/_privatelink/accounts") as response:  # noqa: S310 - it is http
        return set(json.load(response)["accounts"])


def test_temporary_accounts_are_forgotten_at_the_end(localstack: Instance) -> None:
    with temporary_accounts(localstack.endpoint) as fresh:
        used, unused = fresh(), fresh()
        LocalStackSession(localstack.endpoint, used).client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
        during = known_accounts(localstack)
    after = known_accounts(localstack)

    assert {used, unused} & during == {used}
    assert {used, unused} & after == set()


def test_instances_get_free_addresses_after_another_account_is_forgotten(localstack: Instance) -> None:
    with temporary_accounts(localstack.endpoint) as fresh:
        other = fresh()
        LocalStackSession(localstack.endpoint, other).client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
        ec2 = LocalStackSession(localstack.endpoint, fresh()).client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]

        forget(localstack.endpoint, other)
        (instance,) = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"]

    # AWS keeps the first four addresses of a subnet (VPC guide, "Subnet sizing").
    assert instance["PrivateIpAddress"] == "10.0.0.4"
